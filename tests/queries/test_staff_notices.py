from __future__ import annotations

import pytest
from sqlalchemy import select

from models.case import Letter
from models.notice import Notice
from models.staff import Staff
from queries.staff_notices import StaffMessage, staff_message
from rules.actors import Role
from rules.ladder import RungName
from rules.vocabulary import State
from services import climbing, replies
from services.work import Work
from tests import factories


@pytest.fixture
def reminded(work: Work) -> int:
    """A handler with an address who is told of two letters in one mail: one urged, one due today."""
    handler = factories.staff(work, Role.HANDLER)
    work.session.get_one(Staff, handler.id).email = "handler@example.cn"
    factories.letter_in(work, State.ACCEPTED, title="楼上漏水", text="我叫林小舟，楼上漏水。")
    factories.letter_in(factories.acting(work, factories.SYSTEM, days=1), State.ACCEPTED)
    work.session.flush()
    climbing.climb(factories.acting(work, factories.SYSTEM, days=8))
    return handler.id or 0


def message(work: Work) -> StaffMessage | None:
    notice_id = work.session.scalars(select(Notice.id).where(Notice.staff_id.is_not(None))).one()
    return staff_message(work.session, notice_id)


def test_mail_to_staff_names_each_letter_once_the_gravest_first(work: Work, reminded: int) -> None:
    found = message(work)
    assert found is not None
    assert [(line.number, line.rung) for line in found.lines] == [
        ("X2026-1", RungName.URGE), ("X2026-2", RungName.TODAY)]
    assert (found.recipient, found.total, found.late, found.done) == ("handler@example.cn", 2, 1, 0)


def test_mail_to_staff_holds_neither_title_nor_words_of_a_letter(work: Work, reminded: int) -> None:
    assert "漏水" not in repr(message(work))
    assert "林小舟" not in repr(message(work))


def test_mail_to_staff_leaves_out_what_has_been_done_since(work: Work, reminded: int) -> None:
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    factories.draft_reply(work, work.session.get_one(Letter, 1))
    replies.approve(lead, 1, 1, knowingly=True)
    replies.issue(lead, 1, 1)
    found = message(work)
    assert found is not None
    assert [line.number for line in found.lines] == ["X2026-2"]
    assert (found.total, found.done) == (1, 1)


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": None}], ids=["shut", "no address"])
def test_mail_to_an_account_that_cannot_have_it_is_none(work: Work, reminded: int, change: dict[str, object]) -> None:
    for name, value in change.items():
        setattr(work.session.get_one(Staff, reminded), name, value)
    assert message(work) is None
