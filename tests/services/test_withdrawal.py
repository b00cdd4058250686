"""A writer takes a letter back: it ends for everybody, and opens to nobody any more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.assignment import Assignment
from models.event import CaseEvent
from models.notice import Notice
from queries import status
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import NotPermitted, TransitionRefused
from rules.vocabulary import LETTER_STATES, OPEN_STATES, State
from services import handling, ledger, lookup, merging, replies, triage, withdrawal
from services.work import Work
from tests import factories

POSSIBLE = (OPEN_STATES & LETTER_STATES) - {State.REWORK}


def writer(work: Work, **later: float) -> Work:
    return factories.acting(work, CITIZEN, **later)


@pytest.mark.parametrize("state", sorted(POSSIBLE))
def test_withdraw_ends_the_letter_its_assignment_and_its_clock(work: Work, state: State) -> None:
    letter, at = factories.letter_in(work, state), writer(work, hours=2)
    open_before = work.session.scalar(select(Assignment).where(Assignment.ended_at.is_(None)))
    withdrawal.withdraw(at, letter.id)
    assert (letter.state, letter.department_id) == (State.WITHDRAWN, None)
    if open_before is not None:
        assert (open_before.ended_at, open_before.ended_how) == (at.now, "withdrawn")
    clock = factories.answer_clock(work, letter.id)
    assert (clock.stopped_at, clock.next_action_at) == (at.now, None)
    assert ledger.verify(work).ok


@pytest.mark.parametrize("state", sorted(LETTER_STATES - POSSIBLE))
def test_withdraw_of_a_letter_that_is_no_longer_open_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    length = letter.chain_length
    with pytest.raises(TransitionRefused):
        withdrawal.withdraw(writer(work), letter.id)
    assert (letter.state, letter.chain_length) == (state, length)


@pytest.mark.parametrize("act", [withdrawal.withdraw, lambda work, case: triage.decline(work, case, "unclear", "")],
                         ids=["withdraw", "decline"])
def test_end_without_an_answer_while_an_answer_is_reworked_is_refused(work: Work, act) -> None:
    letter = factories.letter_in(work, State.REWORK)
    version = factories.draft_reply(work, letter)
    replies.send_back(factories.acting(work, factories.staff(work, Role.LEAD)), letter.id, version, "再写清楚。")
    actor = CITIZEN if act is withdrawal.withdraw else factories.staff(work, Role.INTAKE)
    with pytest.raises(TransitionRefused, match="已经答复过"):
        act(factories.acting(work, actor), letter.id)
    assert letter.state == State.ACCEPTED


def test_withdraw_by_staff_is_not_permitted(work: Work) -> None:
    letter = factories.letter_in(work, State.ASSIGNED)
    for actor in (SYSTEM, *(factories.staff(work, role) for role in Role)):
        with pytest.raises(NotPermitted):
            withdrawal.withdraw(factories.acting(work, actor), letter.id)
    assert letter.state == State.ASSIGNED


def test_withdraw_leaves_an_event_without_words_and_sends_nothing(work: Work) -> None:
    letter = factories.letter_with_email(work)
    withdrawal.withdraw(writer(work), letter.id)
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "withdraw"))
    assert (event.payload, event.actor) == ("{}", "citizen")
    assert list(work.session.scalars(select(Notice.kind))) == ["received"]


def test_withdraw_makes_number_and_code_look_like_an_unknown_number(work: Work) -> None:
    sent = factories.submission(work)
    assert lookup.find(writer(work), sent.number, sent.query_code, "1.2.3.4") == sent.id
    withdrawal.withdraw(writer(work), sent.id)
    assert lookup.find(writer(work), sent.number, sent.query_code, "1.2.3.4") is None
    assert status.read(work.session, sent.number) is None
    assert status.receipt(work.session, sent.number) is None


def test_withdraw_of_the_first_letter_gives_those_merged_into_it_back_to_the_office(work: Work) -> None:
    letter = factories.letter_in(work, State.MERGED)
    due = factories.answer_clock(work, letter.id).due_on
    withdrawal.withdraw(writer(work, days=1), letter.merged_into_id)
    assert (letter.state, letter.merged_into_id, letter.department_id) == (State.TRIAGE, None, None)
    clock = factories.answer_clock(work, letter.id)
    assert (clock.due_on, clock.stopped_at) == (due, None)
    assert clock.next_action_at is not None
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "separate"))
    assert (event.case_id, event.actor) == (letter.id, "system")
    assert ledger.verify(work).ok


def test_withdrawn_letter_cannot_be_accepted_or_merged_into(work: Work) -> None:
    first, later = factories.letter_in(work, State.WITHDRAWN), factories.letter_in(work, State.TRIAGE)
    with pytest.raises(NotPermitted):
        handling.accept(factories.acting(work, factories.staff(work, Role.HANDLER)), first.id)
    with pytest.raises(Exception, match="已经不在办理中"):
        merging.merge(factories.acting(work, factories.staff(work, Role.INTAKE)), later.id, first.id,
                      shares_reply=False)
