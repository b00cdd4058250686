"""The result of a period as it stands now, before it is released: its table, its figures, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from blueprints.period_desk import pages
from blueprints.period_desk.area import READERS, Answer, blueprint
from queries import adoption_table
from queries.adoption_table import OpinionRow
from queries.period_file import PeriodFile
from rules import comment_result_paper
from rules.comment_result import Accounting, ResultBody
from services import comment_results
from services.work import Work
from web.access import staff
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


def _result_page(work: Work, number: str, page: int) -> ResultPage:
    file = pages.open_period(work, number)
    rows = [row for row in adoption_table.opinions(work.session, file.id) if row.comments]
    place = min(max(1, page), max(1, -(-len(rows) // PAGE_ROWS)))
    return ResultPage(file, comment_results.preview(work, file.id, rows),
                      adoption_table.accounting(work.session, file.id, work.now),
                      rows[(place - 1) * PAGE_ROWS:place * PAGE_ROWS], len(rows), place)
