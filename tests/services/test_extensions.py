"""Extensions: once, before expiry, by another person, and the writer is told in the same transaction."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.case import Letter
from models.clock import ClockExtension, ClockReading, ClockTerm
from models.event import CaseEvent
from models.notice import Notice
from rules.actors import CITIZEN, SYSTEM, Actor, ActorKind, Role
from rules.errors import Conflict, InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.letter_draft import Contact
from rules.vocabulary import Category, State
from services import extensions, ledger, locking, merging, replies
from services.work import Work
from tests import factories

REASON = "要等配件到货，还要五个工作日。"
DUE, DUE_LATER = date(2026, 12, 1), date(2026, 12, 8)
LAST_DAY, DAY_AFTER = {"days": 7}, {"days": 8}


def handler(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.HANDLER), **later)


def supervisor(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.SUPERVISOR), **later)


@pytest.fixture
def letter(work: Work) -> Letter:
    """A letter that its department has signed for, due on DUE."""
    return factories.letter_in(work, State.ACCEPTED, contact=Contact(email=factories.EMAIL))


def asked(work: Work, letter: Letter, length: int = 5, **later: float) -> int:
    extension = extensions.ask(handler(work, **later), letter.id, length, REASON)
    work.session.flush()
    return extension.id


def test_extension_moves_the_last_day_on_from_the_one_before(work: Work, letter: Letter) -> None:
    moved = extensions.decide(supervisor(work), asked(work, letter), True, "同意。")
    clock = factories.answer_clock(work, letter.id)
    assert (moved.before, moved.after) == (DUE, DUE_LATER)
    assert (clock.due_on, clock.extension, clock.start_on) == (DUE_LATER, 5, date(2026, 11, 24))
    [reading] = work.session.scalars(select(ClockReading))
    assert (reading.cause, reading.due_on, reading.extension) == ("extension", DUE, 0)
    assert ledger.verify(work).ok


def test_extension_says_kind_length_and_days_in_the_record_and_no_words(work: Work, letter: Letter) -> None:
    extensions.decide(supervisor(work), asked(work, letter, 3), True, "同意。")
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "extend"))
    assert json.loads(event.payload) == {
        "kind": "letter_consultation", "length": 3, "before": "2026-12-01", "after": "2026-12-04",
        "version": work.calendar.version}


def test_extension_tells_the_writer_and_those_whose_letters_were_merged(work: Work, letter: Letter) -> None:
    merged = factories.letter_in(work, State.TRIAGE, contact=Contact(email="second@example.cn"))
    officer = factories.acting(work, factories.staff(work, Role.INTAKE))
    merging.merge(officer, merged.id, letter.id, shares_reply=False)
    extensions.decide(supervisor(work), asked(work, letter), True, "")
    told = work.session.execute(select(Notice.case_id, Notice.kind).where(Notice.kind == "extended")).all()
    assert told == [(letter.id, "extended"), (merged.id, "extended")]


@pytest.mark.parametrize("granted", [True, False], ids=["granted", "refused"])
def test_decision_by_the_person_who_asked_is_refused(work: Work, letter: Letter, granted: bool) -> None:
    extension_id = asked(work, letter)
    asker = work.session.get_one(ClockExtension, extension_id).requested_by
    promoted = Actor(ActorKind.STAFF, asker, Role.SUPERVISOR)
    with pytest.raises(NotPermitted, match="另一个人"):
        extensions.decide(factories.acting(work, promoted), extension_id, granted, "我自己看可以。")


def test_database_itself_refuses_one_person_in_both_places(work: Work, letter: Letter) -> None:
    extension = work.session.get_one(ClockExtension, asked(work, letter))
    extension.state, extension.decided_at, extension.decided_by = "granted", work.now, extension.requested_by
    with pytest.raises(IntegrityError, match="four_eyes"):
        work.session.flush()


def test_asking_is_possible_on_the_last_day_and_not_after_it(work: Work, letter: Letter) -> None:
    with pytest.raises(TransitionRefused, match="期限已过"):
        asked(work, letter, **DAY_AFTER)
    assert asked(work, letter, **LAST_DAY)


def test_granting_after_the_limit_is_refused_and_refusing_is_not(work: Work, letter: Letter) -> None:
    extension_id = asked(work, letter, **LAST_DAY)
    with pytest.raises(TransitionRefused, match="期限已过"):
        extensions.decide(supervisor(work, **DAY_AFTER), extension_id, True, "同意。")
    assert extensions.decide(supervisor(work, **DAY_AFTER), extension_id, False, "已经过期。") is None
    assert factories.answer_clock(work, letter.id).due_on == DUE


def test_second_extension_is_refused(work: Work, letter: Letter) -> None:
    extension_id = asked(work, letter, 1)
    with pytest.raises(TransitionRefused, match="已经申请过"):
        asked(work, letter, 1)
    extensions.decide(supervisor(work), extension_id, True, "")
    with pytest.raises(TransitionRefused, match="已经延期过一次"):
        asked(work, letter, 1)
    with pytest.raises(Conflict):
        extensions.decide(supervisor(work), extension_id, True, "")


def test_refused_request_may_be_repeated_once(work: Work, letter: Letter) -> None:
    for _ in range(2):
        extensions.decide(supervisor(work), asked(work, letter), False, "三天够了。")
    with pytest.raises(TransitionRefused, match="两次没有批准"):
        asked(work, letter)


def test_extension_is_at_most_the_length_that_the_mailbox_gives(work: Work) -> None:
    mailbox_id = factories.letter(work, mailbox="housing").mailbox_id
    work.session.add(ClockTerm(mailbox_id=mailbox_id, category="consultation", length=2, unit="working_day",
                               valid_from=date(2026, 1, 1)))
    locking.bump_revision(work.session, "settings")
    letter = factories.letter_in(work, State.ACCEPTED)
    with pytest.raises(InputRefused, match="1到2"):
        asked(work, letter, 3)
    assert asked(work, letter, 2)


@pytest.mark.parametrize(("length", "reason", "field"), [
    (0, REASON, "length"), (-3, REASON, "length"), (6, REASON, "length"), (1, " \n", "reason"),
    (1, "字" * 501, "reason"), (1, "a\0", "reason"),
], ids=["none", "negative", "more than double", "no reason", "reason too long", "not storable"])
def test_request_that_cannot_be_taken_is_refused(
        work: Work, letter: Letter, length: int, reason: str, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        extensions.ask(handler(work), letter.id, length, reason)
    assert refused.value.field == field


def test_refusal_without_words_is_refused(work: Work, letter: Letter) -> None:
    with pytest.raises(InputRefused, match="写理由"):
        extensions.decide(supervisor(work), asked(work, letter), False, " ")


@pytest.mark.parametrize("state", [State.REWORK, State.TRIAGE, State.ANSWERED], ids=str)
def test_extension_of_what_cannot_be_extended_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    actor = factories.staff(work, Role.HANDLER)
    with pytest.raises((TransitionRefused, NotPermitted)):
        extensions.ask(factories.acting(work, actor), letter.id, 1, REASON)


def test_praise_has_no_clock_to_extend(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED, category=Category.PRAISE)
    with pytest.raises(TransitionRefused, match="不用申请"):
        asked(work, letter)


def test_extension_by_anybody_else_is_not_permitted(work: Work, letter: Letter) -> None:
    extension_id = asked(work, letter)
    strangers = [CITIZEN, SYSTEM, *(factories.staff(work, role, "transport") for role in (Role.HANDLER, Role.LEAD)),
                 *(factories.staff(work, role) for role in (Role.INTAKE, Role.PUBLISHER, Role.LEADER))]
    for actor in strangers:
        with pytest.raises(NotPermitted):
            extensions.ask(factories.acting(work, actor), letter.id, 1, REASON)
        with pytest.raises(NotPermitted):
            extensions.decide(factories.acting(work, actor), extension_id, True, "")


def test_decision_on_a_letter_that_has_been_answered_is_refused(work: Work, letter: Letter) -> None:
    extension_id = asked(work, letter)
    factories.draft_reply(work, letter)
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    replies.approve(lead, letter.id, 1, knowingly=True)
    replies.issue(lead, letter.id, 1)
    with pytest.raises(TransitionRefused):
        extensions.decide(supervisor(work), extension_id, True, "")


def test_decision_on_no_request_is_not_found(work: Work) -> None:
    with pytest.raises(NotFound):
        extensions.decide(supervisor(work), 4711, True, "")
