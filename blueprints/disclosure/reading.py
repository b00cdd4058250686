from __future__ import annotations

from datetime import date

from flask import render_template, request, url_for

from blueprints.disclosure.area import blueprint
from queries import asked_requests, departments
from queries.paging import read_cursor
from rules.fees import BASIS_LABELS, STANDARDS
from rules.vocabulary import DEPARTMENT_KIND_LABELS, DepartmentKind
from web import cursors
from web.access import public
from web.unit_of_work import current_work

FILTERS = ("department", "group", "year")


@blueprint.get("/disclosure")
@public
def guide() -> str:
    """信息公开指南 (条例 12): what is public, how to ask, by when, and whom."""
    work = current_work()
    units = departments.agencies(work.session, work.today)
    return render_template(
        "disclosure/guide.html", tariff=[(BASIS_LABELS[basis], words) for basis, words in STANDARDS.items()],
        agencies=[(DEPARTMENT_KIND_LABELS[DepartmentKind(unit.kind)], unit) for unit in units])


@blueprint.get("/disclosure/asked")
@public
def asked() -> str:
    """What was asked for and how it ended."""
    work = current_work()
    units = departments.codes(work.session, work.today)
    department, group, year = (request.args.get(name, "") for name in FILTERS)
    known_years = asked_requests.years(work.session)
    chosen = {"department_id": units[department][0] if department in units else None,
              "group": group if group in set(asked_requests.GROUP_LABELS) else "",
              "year": int(year) if year in map(str, known_years) else None}
    page = asked_requests.page(work.session, **chosen, cursor=read_cursor(cursors.shown(request.args), date))
    return render_template(
        "disclosure/asked.html", page=page, groups=list(asked_requests.GROUP_LABELS.items()), group=chosen["group"],
        units=[(unit.code, unit.name) for unit in departments.agencies(work.session, work.today)],
        unit=department, years=[(str(one), f"{one}年") for one in known_years], year=str(chosen["year"] or ""),
        older=_address(after=cursors.hidden(page.after)) if page.after else "",
        newer=_address(before=cursors.hidden(page.before)) if page.before else "")


def _address(**cursor: str) -> str:
    kept = {name: value for name, value in request.args.items() if name in FILTERS and value}
    return url_for("disclosure.asked", **kept, **cursor)
