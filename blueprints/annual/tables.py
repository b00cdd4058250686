"""The filled forms as pages, and what is behind each cell: requests with their links, or the departments' entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from blueprints.annual.area import DEPARTMENTS, READERS, Answer, blueprint
from blueprints.annual.own import own_department
from queries import annual_cases, annual_fees, annual_filled, annual_report, departments
from rules import annual_checks, annual_grid
from rules.annual_forms import Filled, FormName, find_row, register_key
from rules.annual_registers import Register, shown
from rules.annual_table import AnnualTable, At
from rules.errors import NotFound
from services.work import Work
from web.access import staff
from web.office import render_office
from web.unit_of_work import current_work

NO_FORM = "没有这种统计表。请选2018年版或者2021年版。"
NO_CELL = "表里没有这一格，请回到统计表再选。"
FORM_LABELS = {FormName.OF_2021: "2021年版", FormName.OF_2018: "2018年版"}


@dataclass(frozen=True)
class Asked:
    """Which table is shown: of a year, in a form, of one department or of the county with None."""

    year: int
    form: FormName
    department_id: int | None
    is_own: bool

    def address(self, form: FormName | None = None) -> str:
        """Return the address of the table, or of the same in another form."""
        wanted: dict[str, Any] = {"year": self.year, "form": (form or self.form).value}
        if self.is_own:
            return url_for("annual.own_table", **wanted)
        return url_for("annual.table", **wanted, department=self.department_id)

    def cell(self, row: str, column: str) -> str:
        """Return the address of what is behind a cell."""
        wanted: dict[str, Any] = {"year": self.year, "form": self.form.value, "row": row, "column": column}
        if self.is_own:
            return url_for("annual.own_cell", **wanted)
        return url_for("annual.cell", **wanted, department=self.department_id)


@blueprint.get("/office/annual/<int:year>/tables/<form>")
@staff(*READERS)
def table(year: int, form: str) -> Answer:
    return _table(current_work(), _asked(current_work(), year, form))


@blueprint.get("/office/annual/<int:year>/tables/<form>/<row>/<column>")
@staff(*READERS)
def cell(year: int, form: str, row: str, column: str) -> Answer:
    return _cell(current_work(), _asked(current_work(), year, form), (row, column))


@blueprint.get("/desk/annual/<int:year>/tables/<form>")
@staff(*DEPARTMENTS)
def own_table(year: int, form: str) -> Answer:
    return _table(current_work(), _asked(current_work(), year, form))


@blueprint.get("/desk/annual/<int:year>/tables/<form>/<row>/<column>")
@staff(*DEPARTMENTS)
def own_cell(year: int, form: str, row: str, column: str) -> Answer:
    return _cell(current_work(), _asked(current_work(), year, form), (row, column))


def _asked(work: Work, year: int, form: str) -> Asked:
    """Return what is asked for; people of a department never see more than their own."""
    if form not in list(FormName) or not 2000 <= year <= work.today.year:
        raise NotFound(NO_FORM)
    if work.actor.role in DEPARTMENTS:
        return Asked(year, FormName(form), own_department(work), True)
    typed = request.args.get("department", "")
    known = typed.isascii() and typed.isdigit() and len(typed) < 10
    return Asked(year, FormName(form), int(typed) if known else None, False)


def _table(work: Work, asked: Asked) -> Answer:
    filled = _filled(work, asked)
    before = annual_filled.signed(work.session, asked.year - 1, asked.form) if asked.department_id is None else None
    units = departments.names(work.session, work.today)
    return render_office(
        "annual/table.html", asked=asked, grids=annual_grid.grids(filled), findings=annual_checks.check(filled, before),
        form_tabs=[(label, None, asked.address(form), form is asked.form) for form, label in FORM_LABELS.items()],
        units=units, unit_options=[("", "全县"), *units.items()], back=_back(asked))


def _cell(work: Work, asked: Asked, at: At) -> Answer:
    try:
        table, row = find_row(asked.form, at[0])
        column = next(one for one in table.columns if one.slug == at[1])
    except (KeyError, StopIteration):
        raise NotFound(NO_CELL) from None
    if row.filled is Filled.HEADING:
        raise NotFound(NO_CELL)
    of_one = len(table.columns) == 1
    words = row.words if of_one else f"{row.words}（{column.label}）"
    if row.filled is Filled.REGISTER:
        register = Register(register_key(table, row, column))
        rows = [one for one in annual_cases.entered(work.session, asked.year, register)
                if asked.department_id in (None, one.department_id)]
        paid = annual_fees.paid_cases(work.session, asked.year, asked.department_id) \
            if register is Register.REQUEST_FEES else []
        return render_office("annual/register_cell.html", asked=asked, words=words, rows=rows, register=register,
                             shown=shown, back=_back(asked), may_open=not asked.is_own,
                             paid=annual_cases.rows(work.session, paid))
    return _cases(work, asked, at, words)


def _cases(work: Work, asked: Asked, at: At, words: str) -> Answer:
    """Show the requests behind a cell, a page at a time; those that were signed, where a version is named."""
    frozen = _frozen(work, asked, at)
    ids = frozen if frozen is not None else sorted(_filled(work, asked).cells[at].cases)
    pages = max(1, -(-len(ids) // annual_cases.PAGE))
    place = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown_ids = ids[(place - 1) * annual_cases.PAGE:place * annual_cases.PAGE]
    return render_office(
        "annual/cell.html", asked=asked, at=at, words=words, rows=annual_cases.rows(work.session, shown_ids),
        total=len(ids), place=place, pages=pages, back=_back(asked), is_frozen=frozen is not None,
        previous=_paged(place - 1) if place > 1 else "", following=_paged(place + 1) if place < pages else "")


def _paged(place: int) -> str:
    """Return the address of another page of the same list."""
    wanted: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(), "page": place}
    return url_for(request.endpoint or "", **wanted)


def _frozen(work: Work, asked: Asked, at: At) -> list[int] | None:
    version = request.args.get("version", 0, type=int)
    if not version or asked.department_id is not None:
        return None
    report = annual_report.one(work.session, asked.year, version)
    return annual_report.cases(work.session, report.id, asked.form, *at) if report and report.sha256 else None


def _filled(work: Work, asked: Asked) -> AnnualTable:
    return annual_filled.table(work.session, asked.year, asked.form, asked.department_id)


def _back(asked: Asked) -> list[tuple[str, str]]:
    """Return the ancestors of the page."""
    if asked.is_own:
        return [("年度报表", url_for("annual.own_returns")),
                (f"{asked.year}年度", url_for("annual.own_return", year=asked.year))]
    return [("年度报告", url_for("annual.years")), (f"{asked.year}年度", url_for("annual.returns", year=asked.year))]
