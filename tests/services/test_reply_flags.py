"""A reply that says nothing, or what was said to somebody else, is approved knowingly only."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from models.event import CaseEvent
from rules.actors import Role
from rules.errors import InputRefused
from rules.vocabulary import State
from services import replies
from services.work import Work
from tests import factories

STOCK = "您好！您反映的问题已转相关部门，正在办理中，请您耐心等待。"


def lead(work: Work, code: str = "housing") -> Work:
    return factories.acting(work, factories.staff(work, Role.LEAD, code))


def drafted(work: Work, text: str, code: str = "housing") -> int:
    letter = factories.letter_in(work, State.ACCEPTED, code)
    factories.draft_reply(work, letter, code, text)
    return letter.id


@pytest.mark.parametrize(("text", "flag"), [("已办。", "short"), (STOCK, "stock"), (factories.REPLY, "copied")],
                         ids=["short", "stock phrases", "copied"])
def test_flagged_reply_needs_a_second_look(work: Work, text: str, flag: str) -> None:
    factories.answered_letter(work)
    case_id = drafted(work, text)
    with pytest.raises(InputRefused, match="已经看过") as refused:
        replies.approve(lead(work), case_id, 1)
    assert refused.value.field == "knowingly"
    replies.approve(lead(work), case_id, 1, knowingly=True)
    event = work.session.scalar(
        select(CaseEvent).where(CaseEvent.act == "approve", CaseEvent.case_id == case_id))
    assert json.loads(event.payload)["flags"] == [flag]


def test_reply_of_another_department_or_the_letters_own_is_no_copy(work: Work) -> None:
    factories.answered_letter(work)
    assert replies.approve(lead(work, "transport"), drafted(work, factories.REPLY, "transport"), 1)
    letter = factories.letter_in(work, State.REWORK, "taoyuan-town")
    version = factories.draft_reply(work, letter, "taoyuan-town")
    assert replies.approve(lead(work, "taoyuan-town"), letter.id, version)


def test_draft_that_was_never_issued_is_no_earlier_reply(work: Work) -> None:
    drafted(work, factories.REPLY)
    assert replies.approve(lead(work), drafted(work, factories.REPLY), 1)
