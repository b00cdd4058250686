"""The result of a period as it stands now, before it is released: its table, its figures, and what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import flash, redirect, request, url_for

from blueprints.period_desk import pages
from blueprints.period_desk.area import READERS, Answer, blueprint
from blueprints.period_desk.sorting import SORTERS
from blueprints.period_desk.sorting_forms import DecideForm, chosen
from blueprints.period_desk.sorting_page import may_do
from queries import adoption_table
from queries.adoption_table import OpinionRow
from queries.period_file import PeriodFile
from rules import comment_result_paper
from rules.comment_result import Accounting, ResultBody
from rules.transitions import Act
from services import comment_results, opinions
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

PAGE_ROWS = 100


@dataclass(frozen=True)
class ResultPage:
    """What would be released now. `accounting` says what keeps it from going on; `rows` are a page of the opinions."""

    file: PeriodFile
    body: ResultBody
    accounting: Accounting
    rows: list[OpinionRow]
    count: int
    page: int
    decide: DecideForm
    ticked: Collection[int]
    may_decide: bool

    @property
    def opening(self) -> tuple[str, ...]:
        """The words above the table."""
        return comment_result_paper.opening(self.body)

    @property
    def first(self) -> int:
        """The number of the first row of the page."""
        return (self.page - 1) * PAGE_ROWS + 1

    @property
    def before(self) -> str:
        return self._at(self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        return self._at(self.page + 1) if self.page * PAGE_ROWS < self.count else ""

    def _at(self, page: int) -> str:
        return url_for("period_desk.result", number=self.file.number, page=page if page > 1 else None)


@blueprint.get("/desk/periods/<number>/result")
@staff(*READERS)
def result(number: str) -> Answer:
    page = request.args.get("page", 1, type=int)
    return render_office("period_desk/result.html", page=_result_page(current_work(), number, page))


@blueprint.post("/desk/periods/<number>/result/decide")
@staff(*SORTERS)
def decide_together(number: str) -> Answer:
    """Decide every ticked opinion in the same way, for the same reason; what is refused keeps the ticks."""
    work, form, ticked = current_work(), DecideForm(prefix="decide-"), chosen(request.form, "opinion")
    file = pages.open_period(work, number)
    refusal = attempt(lambda: opinions.decide_all(
        work, file.id, ticked, form.decision.data or "", form.reason.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        page = request.form.get("page", 1, type=int)
        return render_office("period_desk/result.html",
                             page=_result_page(work, number, page, form, ticked)), status_of(refusal)
    flash(f"已经决定{len(ticked)}条。")
    return redirect(url_for("period_desk.result", number=number), 303)


def _result_page(work: Work, number: str, page: int, form: DecideForm | None = None,
                 ticked: Collection[int] = ()) -> ResultPage:
    file = pages.open_period(work, number)
    rows = [row for row in adoption_table.opinions(work.session, file.id) if row.comments]
    place = min(max(1, page), max(1, -(-len(rows) // PAGE_ROWS)))
    return ResultPage(file, comment_results.preview(work, file.id, rows),
                      adoption_table.accounting(work.session, file.id, work.now),
                      rows[(place - 1) * PAGE_ROWS:place * PAGE_ROWS], len(rows), place,
                      form or DecideForm(formdata=None, prefix="decide-"), ticked,
                      may_do(work, file, Act.DECIDE_ADOPTION))
