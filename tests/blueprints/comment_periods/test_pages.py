"""The public pages of public comment, as anybody reads them."""

from __future__ import annotations

from rules.vocabulary import State
from services.work import Work
from tests.factories_comments import comment, period_in
from tests.fixtures.pages import Visitor


def test_list_shows_a_period_from_its_release_and_not_before(work: Work, visitor: Visitor) -> None:
    period_in(work, State.RELEASE_REVIEWED, title="尚未发布的草案（征求意见稿）")
    work.session.commit()
    empty = visitor.get("/comment-periods").text
    assert "尚未发布" not in empty
    assert "现在没有征求意见的草案" in empty
    comment(work, period_in(work, State.OPEN))
    work.session.commit()
    page = visitor.get("/comment-periods")
    assert "云溪县城区停车收费管理办法（征求意见稿）" in page.text
    assert "已收到1条意见" in page.text
