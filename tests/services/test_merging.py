"""Letters of one matter: the later is answered with the first, and nothing of the first's writer gets out."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from models.assignment import Assignment
from models.case import Letter
from models.event import CaseEvent
from models.notice import Notice
from queries import status
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.vocabulary import LETTER_STATES, OPEN_STATES, WITH_OFFICE_STATES, Category, DeclineGround, State
from services import ledger, merging, replies, triage
from services.work import Work
from tests import factories

POSSIBLE = WITH_OFFICE_STATES | {State.ASSIGNED, State.ACCEPTED}


def officer(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.INTAKE), **later)


def merged(work: Work, first: Letter, *, shares_reply: bool = False, **fields: object) -> Letter:
    letter = factories.letter_in(work, State.TRIAGE, **fields)
    return merging.merge(officer(work), letter.id, first.id, shares_reply=shares_reply)


def issue(work: Work, first: Letter) -> None:
    lead = factories.acting(work, factories.staff(work, Role.LEAD), days=1)
    version = factories.draft_reply(work, first)
    replies.approve(lead, first.id, version, knowingly=True)
    replies.issue(lead, first.id, version)


@pytest.mark.parametrize("state", sorted(POSSIBLE))
def test_merge_ends_the_letter_and_remembers_the_first(work: Work, state: State) -> None:
    first, letter = factories.letter_in(work, State.ACCEPTED), factories.letter_in(work, state)
    merging.merge(officer(work, hours=1), letter.id, first.id, shares_reply=True)
    assert (letter.state, letter.department_id) == (State.MERGED, None)
    assert (letter.merged_into_id, letter.shares_reply) == (first.id, True)
    rows = work.session.scalars(select(Assignment).where(Assignment.case_id == letter.id)).all()
    assert all(row.ended_how in ("merged", "returned") for row in rows)
    clock = factories.answer_clock(work, letter.id)
    assert (clock.stopped_at, clock.next_action_at) == (officer(work, hours=1).now, None)
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "merge"))
    assert json.loads(event.payload) == {"into": first.id, "shares_reply": True}
    assert ledger.verify(work).ok


@pytest.mark.parametrize("state", sorted(LETTER_STATES - POSSIBLE))
def test_merge_of_a_letter_that_is_further_on_is_refused(work: Work, state: State) -> None:
    first, letter = factories.letter_in(work, State.ASSIGNED), factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        merging.merge(officer(work), letter.id, first.id, shares_reply=False)
    assert letter.state == state


@pytest.mark.parametrize("state", sorted(LETTER_STATES))
def test_merge_into_anything_but_an_open_letter_is_refused(work: Work, state: State) -> None:
    first, letter = factories.letter_in(work, state), factories.letter_in(work, State.TRIAGE)
    if state in OPEN_STATES:
        assert merging.merge(officer(work), letter.id, first.id, shares_reply=False).merged_into_id == first.id
        return
    with pytest.raises(InputRefused, match="已经不在办理中") as refused:
        merging.merge(officer(work), letter.id, first.id, shares_reply=False)
    assert (refused.value.field, letter.state) == ("number", State.TRIAGE)


def test_merge_into_itself_a_later_letter_or_nothing_is_refused(work: Work) -> None:
    letter = factories.letter_in(work, State.TRIAGE)
    later = factories.letter_in(factories.acting(work, SYSTEM, hours=1), State.TRIAGE)
    for other, words in ((letter.id, "自己的编号"), (later.id, "收到得晚")):
        with pytest.raises(InputRefused, match=words):
            merging.merge(officer(work), letter.id, other, shares_reply=False)
    with pytest.raises(NotFound):
        merging.merge(officer(work), letter.id, 4711, shares_reply=False)
    assert letter.state == State.TRIAGE


def test_merge_of_a_letter_that_others_were_merged_into_is_refused(work: Work) -> None:
    first, second = factories.letter_in(work, State.ASSIGNED), factories.letter_in(work, State.ASSIGNED)
    merged(work, second)
    with pytest.raises(TransitionRefused, match="已经有来信合并到这一件里"):
        merging.merge(officer(work), second.id, first.id, shares_reply=False)


def test_merge_never_shares_the_answer_to_a_report(work: Work) -> None:
    first = factories.letter_in(work, State.ASSIGNED, category=Category.REPORT)
    with pytest.raises(InputRefused, match="举报"):
        merged(work, first, shares_reply=True)
    assert merged(work, first).state == State.MERGED


def test_merge_and_separate_by_anybody_else_are_not_permitted(work: Work) -> None:
    letter = factories.letter_in(work, State.MERGED)
    other = factories.letter_in(work, State.ASSIGNED)
    for actor in (CITIZEN, *(factories.staff(work, role) for role in Role if role is not Role.INTAKE)):
        with pytest.raises(NotPermitted):
            merging.merge(factories.acting(work, actor), other.id, letter.merged_into_id, shares_reply=False)
        with pytest.raises(NotPermitted):
            merging.separate(factories.acting(work, actor), letter.id)


def test_separate_lets_the_letter_go_on_by_itself_with_its_own_day(work: Work) -> None:
    letter = factories.letter_in(work, State.MERGED)
    due = status.read(work.session, letter.number).due.due_on
    merging.separate(officer(work), letter.id)
    assert (letter.state, letter.merged_into_id, letter.shares_reply) == (State.TRIAGE, None, False)
    triage.assign(officer(work), letter.id, factories.department_id(work, "transport"))
    assert status.read(work.session, letter.number).due.due_on == due
    assert ledger.verify(work).ok


def test_decline_of_the_first_letter_gives_those_merged_into_it_back_to_the_office(work: Work) -> None:
    letter = factories.letter_in(work, State.MERGED)
    triage.decline(officer(work), letter.merged_into_id, DeclineGround.UNCLEAR, "")
    assert (letter.state, letter.merged_into_id) == (State.TRIAGE, None)


def test_merged_writer_sees_department_and_day_of_the_first_letter(work: Work) -> None:
    first = factories.letter_in(work, State.ACCEPTED, category=Category.COMPLAINT)
    letter = merged(work, first)
    seen, other = status.read(work.session, letter.number), status.read(work.session, first.number)
    assert (seen.department, seen.due) == (other.department, other.due)
    assert first.number not in repr(seen)
    triage.transfer(officer(work), first.id, factories.department_id(work, "transport"))
    assert status.read(work.session, letter.number).department == "县交通运输局"


@pytest.mark.parametrize("shares_reply", [True, False], ids=["with the office's leave", "without it"])
def test_merged_writer_reads_the_answer_only_with_leave(work: Work, shares_reply: bool) -> None:
    first = factories.letter_in(work, State.ACCEPTED)
    letter = merged(work, first, shares_reply=shares_reply)
    issue(work, first)
    seen = status.read(work.session, letter.number)
    assert seen.answered_on is not None
    assert (seen.reply.text if seen.reply else None) == (factories.REPLY if shares_reply else None)
    assert not seen.may_rate


def test_merged_writer_is_told_of_the_merging_and_of_every_answer(work: Work) -> None:
    first = factories.letter_in(work, State.ACCEPTED)
    letter = factories.letter_with_email(work, **factories.VAGUE)
    merging.merge(officer(work), letter.id, first.id, shares_reply=False)
    issue(work, first)
    kinds = list(work.session.scalars(select(Notice.kind).where(Notice.case_id == letter.id).order_by(Notice.id)))
    assert kinds == ["received", "merged", "merged_answered"]
