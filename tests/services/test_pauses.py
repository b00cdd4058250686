"""Pauses: only for a legal reason with proof, granted by another person, never for long, never after the limit."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.case import Letter
from models.clock import Clock, ClockPause, ClockReading
from models.event import CaseEvent
from models.notice import Notice
from rules.actors import CITIZEN, SYSTEM, Actor, ActorKind, Role
from rules.clock_kinds import ClockKind, PauseReason, row_for
from rules.clocks import ClockFacts, ClockTerms
from rules.errors import Conflict, InputRefused, NotPermitted, TransitionRefused
from rules.letter_draft import Contact
from rules.vocabulary import State
from services import clocks, merging, pauses
from services.work import Work
from tests import factories

PROOF = "云政公开函〔2026〕12号"
REPLY, RECHECK = ClockKind.DISCLOSURE_REPLY, ClockKind.PETITION_RECHECK
# Twenty working days after Tuesday 2026-11-24, and what each working day of a pause adds to it.
DUE, STARTED = date(2026, 12, 22), date(2026, 11, 24)


def handler(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.HANDLER), **later)


def supervisor(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.SUPERVISOR), **later)


def with_clock(work: Work, kind: ClockKind) -> Letter:
    letter = factories.letter_in(work, State.ACCEPTED, contact=Contact(email=factories.EMAIL))
    row = row_for(kind, work.today)
    clocks.start(work, letter.id, ClockFacts(ClockTerms(kind, row.length, row.unit), work.today))
    return letter


@pytest.fixture
def letter(work: Work) -> Letter:
    """A case with a clock of a disclosure request, from today."""
    return with_clock(work, REPLY)


def clock_of(work: Work, letter: Letter, kind: ClockKind = REPLY) -> Clock:
    return work.session.scalars(select(Clock).where(Clock.case_id == letter.id, Clock.kind == kind.value)).one()


def asked(work: Work, letter: Letter, reason: PauseReason = PauseReason.THIRD_PARTY, kind: ClockKind = REPLY,
          back: int = 0, **later: float) -> int:
    at = handler(work, **later)
    pause = pauses.ask(at, letter.id, reason, PROOF, at.today - timedelta(days=back), kind)
    work.session.flush()
    return pause.id


def paused(work: Work, letter: Letter, *args: object, **later: float) -> int:
    pause_id = asked(work, letter, *args, **later)
    pauses.decide(supervisor(work, **later), pause_id, True, "")
    return pause_id


def test_pause_leaves_out_its_days_up_to_the_limit_until_the_answer_comes(work: Work, letter: Letter) -> None:
    pause_id = paused(work, letter, days=1)
    pause, clock = work.session.get_one(ClockPause, pause_id), clock_of(work, letter)
    assert (pause.from_on, pause.limit_on, pause.state) == (date(2026, 11, 25), date(2026, 12, 16), "granted")
    assert clock.due_on == work.calendar.add_working_days(DUE, 15)
    moved = pauses.end(handler(work, days=7), pause_id, date(2026, 12, 1))
    assert (pause.state, pause.to_on) == ("ended", date(2026, 12, 1))
    assert moved.after == clock.due_on == work.calendar.add_working_days(DUE, 4)
    assert [row.cause for row in work.session.scalars(select(ClockReading))] == ["pause", "resume"]


def test_pause_that_is_asked_for_stops_nothing_yet(work: Work, letter: Letter) -> None:
    asked(work, letter)
    assert clock_of(work, letter).due_on == DUE


def test_pause_tells_the_writer_at_its_start_and_at_its_end(work: Work, letter: Letter) -> None:
    pauses.end(supervisor(work, days=2), paused(work, letter), date(2026, 11, 25))
    assert list(work.session.scalars(select(Notice.kind).order_by(Notice.id)))[1:] == ["paused", "resumed"]
    events = [json.loads(row.payload) for row in work.session.scalars(
        select(CaseEvent).where(CaseEvent.act.in_(("pause", "resume"))).order_by(CaseEvent.seq))]
    assert PROOF not in str(events)
    assert [(one["from"], one["limit"]) for one in events[:1]] == [("2026-11-24", "2026-12-15")]
    assert (events[1]["to"], events[1]["restart"]) == ("2026-11-25", False)


def test_corrected_application_is_counted_from_zero_again(work: Work, letter: Letter) -> None:
    pause_id = paused(work, letter, PauseReason.APPLICANT_CORRECTION)
    pauses.end(handler(work, days=8), pause_id, date(2026, 12, 2))
    clock = clock_of(work, letter)
    assert (clock.start_on, clock.due_on) == (date(2026, 12, 2), work.calendar.add_working_days(date(2026, 12, 2), 20))


def test_correction_notice_after_seven_working_days_stops_nothing(work: Work, letter: Letter) -> None:
    assert asked(work, letter, PauseReason.APPLICANT_CORRECTION, days=9)
    with pytest.raises(TransitionRefused, match="7个工作日"):
        asked(work, with_clock(work, REPLY), PauseReason.APPLICANT_CORRECTION, days=10)


def test_expired_pauses_end_by_themselves_at_their_limit(work: Work, letter: Letter) -> None:
    pause_id = paused(work, letter)
    due_on = clock_of(work, letter).due_on
    assert pauses.end_expired(factories.acting(work, SYSTEM, days=21), 10) == 0
    assert pauses.end_expired(factories.acting(work, SYSTEM, days=22), 10) == 1
    assert pauses.end_expired(factories.acting(work, SYSTEM, days=22), 10) == 0
    pause = work.session.get_one(ClockPause, pause_id)
    assert (pause.state, pause.to_on, pause.to_on) == ("ended", pause.limit_on, date(2026, 12, 15))
    assert clock_of(work, letter).due_on == due_on
    assert work.session.scalar(select(CaseEvent.actor).where(CaseEvent.act == "resume")) == "system"
    assert work.session.scalar(select(Notice.kind).order_by(Notice.id.desc()).limit(1)) == "resumed"


def test_expired_pauses_end_in_portions_and_lapse_restarts_nothing(work: Work) -> None:
    letters = [with_clock(work, REPLY) for _ in range(3)]
    for letter in letters:
        paused(work, letter, PauseReason.APPLICANT_CORRECTION)
    later = factories.acting(work, SYSTEM, days=30)
    assert [pauses.end_expired(later, 2) for _ in range(3)] == [2, 1, 0]
    assert {clock_of(work, letter).start_on for letter in letters} == {STARTED}


def test_hearing_stops_a_clock_of_calendar_days(work: Work) -> None:
    letter = with_clock(work, RECHECK)
    pause_id = paused(work, letter, PauseReason.HEARING, RECHECK)
    pauses.end(handler(work, days=6), pause_id, date(2026, 11, 30))
    assert clock_of(work, letter, RECHECK).due_on == date(2026, 12, 30)


@pytest.mark.parametrize(("reason", "kind"), [
    (PauseReason.HEARING, REPLY), (PauseReason.THIRD_PARTY, RECHECK), (PauseReason.THIRD_PARTY, None)],
    ids=["hearing in a disclosure case", "third party in a recheck", "an ordinary letter"])
def test_pause_for_a_reason_that_the_law_does_not_know_is_refused(
        work: Work, reason: PauseReason, kind: ClockKind | None) -> None:
    letter = with_clock(work, kind) if kind else factories.letter_in(work, State.ACCEPTED)
    with pytest.raises(InputRefused, match="不能因为"):
        pauses.ask(handler(work), letter.id, reason, PROOF, work.today, kind)


@pytest.mark.parametrize(("proof", "from_on", "field"), [
    ("", STARTED, "proof"), (" \n", STARTED, "proof"), ("字" * 201, STARTED, "proof"), ("a\0", STARTED, "proof"),
    (PROOF, STARTED + timedelta(days=1), "from_on"), (PROOF, STARTED - timedelta(days=1), "from_on"),
], ids=["no proof", "blank", "too long", "not storable", "tomorrow", "before the clock"])
def test_pause_without_proof_or_with_an_impossible_day_is_refused(
        work: Work, letter: Letter, proof: str, from_on: date, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        pauses.ask(handler(work), letter.id, PauseReason.THIRD_PARTY, proof, from_on, REPLY)
    assert refused.value.field == field


def test_pause_from_long_ago_needs_the_supervisors_decision(work: Work, letter: Letter) -> None:
    with pytest.raises(InputRefused, match="批准的人决定"):
        asked(work, letter, back=6, days=9)
    pause_id = asked(work, letter, back=2, days=9)
    with pytest.raises(InputRefused, match="不能早于"):
        pauses.decide(supervisor(work, days=9), pause_id, True, "", STARTED - timedelta(days=1))
    pauses.decide(supervisor(work, days=9), pause_id, True, "邮戳是26日。", date(2026, 11, 26))
    pause = work.session.get_one(ClockPause, pause_id)
    assert (pause.from_on, pause.limit_on) == (date(2026, 11, 26), date(2026, 12, 17))


def test_pause_after_the_limit_is_refused_also_when_it_was_asked_for_before(work: Work, letter: Letter) -> None:
    pause_id = asked(work, letter, days=28)
    with pytest.raises(TransitionRefused, match="期限已过"):
        pauses.decide(supervisor(work, days=29), pause_id, True, "")
    with pytest.raises(TransitionRefused, match="期限已过"):
        asked(work, with_clock(work, REPLY), days=29)


def test_second_open_pause_and_second_for_one_reason_are_refused(work: Work, letter: Letter) -> None:
    pause_id = asked(work, letter)
    with pytest.raises(TransitionRefused, match="已经申请过中止"):
        asked(work, letter, PauseReason.CO_MAKER)
    pauses.decide(supervisor(work), pause_id, True, "")
    with pytest.raises(TransitionRefused, match="正在中止计时"):
        asked(work, letter, PauseReason.CO_MAKER)
    pauses.end(handler(work, days=2), pause_id, date(2026, 11, 26))
    with pytest.raises(TransitionRefused, match="中止过一次"):
        asked(work, letter, days=2)
    with pytest.raises(InputRefused, match="上一次中止"):
        asked(work, letter, PauseReason.CO_MAKER, back=1, days=2)
    assert asked(work, letter, PauseReason.CO_MAKER, days=2)


@pytest.mark.parametrize(("day", "days"), [(date(2026, 11, 23), 2), (date(2026, 11, 27), 2), (date(2026, 12, 16), 40)],
                         ids=["before its start", "in the future", "after its limit"])
def test_end_of_a_pause_on_an_impossible_day_is_refused(work: Work, letter: Letter, day: date, days: int) -> None:
    pause_id = paused(work, letter)
    with pytest.raises(InputRefused) as refused:
        pauses.end(handler(work, days=days), pause_id, day)
    assert refused.value.field == "to_on"


def test_pause_cannot_end_twice_or_without_being_granted(work: Work, letter: Letter) -> None:
    pause_id = asked(work, letter)
    with pytest.raises(Conflict):
        pauses.end(handler(work), pause_id, work.today)
    pauses.decide(supervisor(work), pause_id, False, "没有送达的凭据。")
    with pytest.raises(Conflict):
        pauses.decide(supervisor(work), pause_id, True, "")
    assert pauses.end(handler(work), paused(work, letter), work.today).after == DUE


def test_pause_by_anybody_else_is_not_permitted(work: Work, letter: Letter) -> None:
    pause_id = asked(work, letter)
    asker = Actor(ActorKind.STAFF, work.session.get_one(ClockPause, pause_id).requested_by, Role.SUPERVISOR)
    strangers = [CITIZEN, factories.staff(work, Role.HANDLER, "transport"), factories.staff(work, Role.INTAKE)]
    for actor in (asker, SYSTEM, *strangers):
        with pytest.raises(NotPermitted):
            pauses.decide(factories.acting(work, actor), pause_id, True, "")
    pauses.decide(supervisor(work), pause_id, True, "")
    for actor in strangers:
        with pytest.raises(NotPermitted):
            pauses.ask(factories.acting(work, actor), letter.id, PauseReason.CO_MAKER, PROOF, work.today, REPLY)
        with pytest.raises(NotPermitted):
            pauses.end(factories.acting(work, actor), pause_id, work.today)


def test_pause_of_a_letter_that_was_merged_meanwhile_waits_for_its_clock(work: Work, letter: Letter) -> None:
    first = factories.letter_in(work, State.ACCEPTED)
    later = factories.letter_in(work, State.ACCEPTED)
    row = row_for(REPLY, work.today)
    clocks.start(work, later.id, ClockFacts(ClockTerms(REPLY, row.length, row.unit), work.today))
    paused(work, later)
    officer = factories.acting(work, factories.staff(work, Role.INTAKE))
    merging.merge(officer, later.id, first.id, shares_reply=False)
    assert pauses.end_expired(factories.acting(work, SYSTEM, days=30), 10) == 0
    merging.separate(officer, later.id)
    assert pauses.end_expired(factories.acting(work, SYSTEM, days=30), 10) == 1
