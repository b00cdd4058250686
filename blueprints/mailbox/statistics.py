from __future__ import annotations

import json

from flask import Response, render_template

from blueprints.mailbox.area import blueprint
from queries import public_figures
from queries.public_figures import MONTHS_SHOWN, PublicFigures, Span
from rules import public_figures as shown
from rules.charts import Point
from rules.errors import InputRefused, NotFound
from rules.figures import DEFINITIONS, LABELS, RATES
from rules.public_figures import PublicPeriod, Unit
from services import open_data
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

NO_SUCH_PERIOD = "没有这段时间的统计。时间应写成2026-10、2026-Q3或者2026的样子，不能晚于今天。"
CSV, JSON = "text/csv", "application/json"


@blueprint.get("/statistics", defaults={"period": ""})
@blueprint.get("/statistics/<period>")
@public
@shared
def statistics(period: str) -> str:
    work = current_work()
    chosen = opened(period)
    span = public_figures.counted(work.session)
    figures = public_figures.of_period(work.session, chosen, span)
    earlier, later = chosen.before(), chosen.after()
    return render_template(
        "mailbox/statistics.html", figures=figures, period=chosen, UNITS=shown.UNIT_LABELS, LABELS=LABELS,
        others=[(unit, shown.containing(unit, chosen.first_on)) for unit in Unit],
        headline=shown.headline(figures.figures, figures.hidden),
        compared=shown.compared(figures.figures, figures.hidden, figures.before, figures.last_year),
        earlier=earlier if span.first and span.first <= earlier.last_on else None,
        later=later if later.first_on <= work.today else None, **chart_of(figures))


@blueprint.get("/statistics/<period>.<any(csv, json):kind>")
@public
@shared
def statistics_file(period: str, kind: str) -> Response:
    """The figures of one period as a file."""
    work = current_work()
    figures = public_figures.of_period(work.session, opened(period), counted())
    if kind == "csv":
        return as_file(open_data.csv_file([figures]), CSV, f"statistics-{figures.period.text}.csv")
    return as_file(json_bytes(open_data.as_json(figures)), JSON, f"statistics-{figures.period.text}.json")


@blueprint.get("/statistics/<int:year>/all.<any(csv, json):kind>")
@public
@shared
def statistics_year(year: int, kind: str) -> Response:
    """Every month and quarter of a year that is over, and the year when it is, in one file."""
    work = current_work()
    found = public_figures.of_year(work.session, opened(f"{year:04d}"), counted())
    if kind == "csv":
        return as_file(open_data.csv_file(found), CSV, f"statistics-{year}-all.csv")
    return as_file(json_bytes({"periods": [open_data.as_json(one) for one in found]}), JSON,
                   f"statistics-{year}-all.json")


@blueprint.get("/statistics/definitions")
@public
@shared
def definitions() -> str:
    return render_template("mailbox/definitions.html", DEFINITIONS=DEFINITIONS, LABELS=LABELS, RATES=RATES,
                           names=shown.WHOLE, columns=open_data.COLUMN_WORDS, licence=open_data.LICENCE,
                           dimensions=shown.DIMENSION_LABELS)


def opened(text: str) -> PublicPeriod:
    """Return the period that an address names, the last whole month when it names none. Raises NotFound."""
    today = current_work().today
    if not text:
        return shown.containing(Unit.MONTH, today).before()
    try:
        period = shown.read(text)
    except InputRefused:
        raise NotFound(NO_SUCH_PERIOD) from None
    if period.first_on > today:
        raise NotFound(NO_SUCH_PERIOD)
    return period


def counted() -> Span:
    return public_figures.counted(current_work().session)


def chart_of(figures: PublicFigures) -> dict[str, object]:
    """Return the points of what came in the last twelve months, with those of the year before."""
    months = [(month, one["received"]) for month, one in figures.series]
    before, now = months[:-MONTHS_SHOWN], months[-MONTHS_SHOWN:]
    return {"points": [Point(f"{month.year}年{month.month}月", str(month.month), count) for month, count in now],
            "points_before": [count for _, count in before] if any(count for _, count in before) else []}


def as_file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"' if kind == CSV else "inline"
    return answer


def json_bytes(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode()
