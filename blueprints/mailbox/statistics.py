from __future__ import annotations

from flask import render_template

from blueprints.mailbox.area import blueprint
from queries import statistics as counts
from rules.errors import NotFound
from rules.statistics import LEAST_SHOWN, month_after, month_before, month_of
from web.access import public
from web.unit_of_work import current_work

NO_SUCH_MONTH = "没有这个月的统计。月份应写成2026-10的样子，也不能晚于本月。"


@blueprint.get("/statistics", defaults={"month": ""})
@blueprint.get("/statistics/<month>")
@public
def statistics(month: str) -> str:
    work = current_work()
    this_month = work.today.replace(day=1)
    shown = month_of(month) if month else month_before(work.today)
    if shown is None or shown > this_month:
        raise NotFound(NO_SUCH_MONTH)
    first = counts.first_month(work.session)
    figures = counts.of_month(work.session, shown, work.calendar, work.today)
    return render_template(
        "mailbox/statistics.html", figures=figures, least=LEAST_SHOWN, today=work.today, is_running=shown == this_month,
        earlier=month_before(shown) if first and shown > first else None,
        later=month_after(shown) if shown < this_month else None)
