"""What a digest counts beside letters, on the desk: figures that open to their cases, and what presses."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from models.comment_period import CommentPeriod
from rules.digest_body import DigestKind, Line
from rules.figures import Figures, Flow
from rules.vocabulary import State
from services.work import Work
from tests import factories_comments, factories_digests
from tests.factories_digests import Counted, Draft
from tests.fixtures.office import Office

DAY = "2026-11-23"


def test_open_a_day_shows_periods_whose_feedback_is_late_and_their_cases(office: Office) -> None:
    """I4: the number of a department's periods opens them; a department without any reads nothing of them."""
    def keep(work: Work) -> None:
        made: CommentPeriod = factories_comments.period_in(work, State.OPEN)
        figures = Figures({Flow.ACCEPTED: 1, Flow.OVERDUE_CHANGE: 1}, opening=1)
        draft = Draft(DAY, [Counted(made.id, ("period_opening", "period_open", "period_accepted", "period_overdue"))], {
            "periods": (Line("housing", "县住房和城乡建设局", figures),),
            "period_rows": (factories_digests.row(
                made.id, made.number, category="comment_period", subject="comment_period", state="sorting",
                due_on=date(2026, 11, 20), days=-2),)})
        body = factories_digests.body(DigestKind.DAILY, draft)
        factories_digests.store(work, body, factories_digests.cases(draft.counted))

    office.do(None, keep)
    leader = office.enter("leader")
    page = leader.get(f"/desk/digests/daily/{DAY}")
    assert "意见征集" in page.text
    assert "到期和超期的采纳情况1件" in page.text
    assert "停车收费管理办法" in page.text
    cases = leader.get(f"/desk/digests/daily/{DAY}/cases/period_overdue?department=housing")
    assert "超期未反馈" in cases.text
    assert "Z2026-1" in cases.text
    book = load_workbook(BytesIO(leader.client.get(f"/desk/digests/daily/{DAY}/files/xlsx").data))
    assert "意见征集" in book.sheetnames
    assert "意见征集按" not in office.enter("outsider").get(f"/desk/digests/daily/{DAY}").text
