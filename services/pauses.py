"""Times that do not count (中止): asked for with proof, granted by another person, ended by the answer or the limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from models.case import Case
from models.clock import Clock, ClockPause
from models.disclosure import DisclosureRequest
from rules import clock_requests
from rules.actors import SYSTEM
from rules.clock_kinds import ClockKind, PauseReason
from rules.clock_record import Cause, moved_payload
from rules.clock_requests import EarlierPause, RequestState
from rules.errors import Conflict, InputRefused, TransitionRefused
from rules.machines import is_possible
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, clocks, events, extensions, locking
from services.clocks import Moved
from services.notices import NoticeKind
from services.work import Work

NEEDS_PROOF = "请写依据：发出的文号，或者邮寄单号。"
NOT_PAUSED = "这一件现在没有中止计时，请刷新页面。"
# What the applicant answers: the clock is counted from zero again (条例 30; 国办函〔2020〕109号).
RESTARTING = (PauseReason.APPLICANT_CORRECTION, PauseReason.FEE)
BY_NOTICE = "补正和收费由告知书中止计时，不用另行申请（条例第三十条、第四十二条）。"
WAITS = "这一件在等申请人补正或者缴费，收到以后请登记补正、登记缴费，期限会重新计算。"
WAITS_FOR_APPLICANT = (State.CORRECTING, State.CHARGING)


def ask(work: Work, case_id: int, reason: PauseReason, proof: str, from_on: date,
        kind: ClockKind | None = None) -> ClockPause:
    """Ask that the days from the day of sending on do not count, for a reason that the law knows, with its proof.

    `kind` chooses among several clocks. Raises TransitionRefused or InputRefused, as rules/clock_requests says.
    """
    case = locking.lock_case(work.session, case_id)
    cases.require(work, case, Act.ASK_PAUSE)
    if isinstance(case, DisclosureRequest) and reason in RESTARTING:
        raise InputRefused(BY_NOTICE, "reason")
    clock = extensions.running_clock(work, case_id, kind)
    facts = clocks.facts_of(work, clock)
    clock_requests.require_pause(facts, clocks.stored_due(clock), reason, from_on, _earlier(work, clock), work.now)
    clock_requests.require_recent(facts, reason, from_on, work.today, work.calendar)
    words = within(storable(proof, "proof", "依据"), clock_requests.PROOF_CHARACTERS, "proof", "依据").strip()
    if not words:
        raise InputRefused(NEEDS_PROOF, "proof")
    pause = ClockPause(
        clock_id=clock.id, reason=reason.value, proof=words, from_on=from_on,
        limit_on=clock_requests.pause_limit(reason, from_on, work.calendar), state=RequestState.REQUESTED.value,
        requested_by=work.actor.id, requested_at=work.now)
    work.session.add(pause)
    events.record(work, case, Act.ASK_PAUSE, {
        "kind": clock.kind, "reason": reason.value, "from": from_on.isoformat()})
    return pause


def decide(work: Work, pause_id: int, granted: bool, words: str, from_on: date | None = None) -> Moved | None:
    """Grant or refuse a pause; the writer is told of the new last day in the same transaction.

    `from_on` is another first day, when the supervisor has seen that the letter went out on it. Raises as
    `extensions.decide`. Returns how the last day moved, None for a refusal.
    """
    act = Act.PAUSE if granted else Act.REFUSE_PAUSE
    case, clock = extensions.locked_case(work, select(ClockPause.clock_id).where(ClockPause.id == pause_id))
    pause = work.session.get_one(ClockPause, pause_id, populate_existing=True)
    extensions.require_decider(work, case, clock, act, pause.requested_by)
    if pause.state != RequestState.REQUESTED:
        raise Conflict(extensions.DECIDED)
    words = extensions.decision_words(words, granted=granted)
    reason, before = PauseReason(pause.reason), clocks.facts_of(work, clock)
    if granted:
        _require_still_possible(work, clock, pause, from_on or pause.from_on)
        pause.from_on = from_on or pause.from_on
        pause.limit_on = clock_requests.pause_limit(reason, pause.from_on, work.calendar)
    pause.state = (RequestState.GRANTED if granted else RequestState.REFUSED).value
    pause.decided_by, pause.decided_at, pause.decision_words = work.actor.id, work.now, words
    if not granted:
        events.record(work, case, act, {"kind": clock.kind, "reason": reason.value})
        return None
    moved = clocks.read_again(work, clock, Cause.PAUSE, before)
    _record_pause(work, case, clock, pause, moved)
    extensions.tell_writers(work, case, clock, NoticeKind.PAUSED)
    return moved


def end(work: Work, pause_id: int, to_on: date) -> Moved:
    """Let a paused clock run on from the day after `to_on`, on which the awaited answer came; the writer is told.

    A corrected application is counted from zero again from that day (政府信息公开条例 30). Raises InputRefused for a
    day before the pause, in the future or after its limit, Conflict when the pause has ended.
    """
    case, clock = extensions.locked_case(work, select(ClockPause.clock_id).where(ClockPause.id == pause_id))
    pause = work.session.get_one(ClockPause, pause_id, populate_existing=True)
    cases.require(work, case, Act.RESUME)
    if case.state in WAITS_FOR_APPLICANT:
        raise TransitionRefused(WAITS)
    if pause.state != RequestState.GRANTED or clock.stopped_at is not None:
        raise Conflict(NOT_PAUSED)
    clock_requests.require_end(pause.from_on, pause.limit_on, to_on, work.today)
    return _end(work, case, clock, pause, to_on, restarts=pause.reason in RESTARTING)


def impose(work: Work, case: Case, reason: PauseReason, proof: str, limit_on: date, proposed_by: int) -> ClockPause:
    """Let the reply's clock stand still from today on, because a notice of two people has gone out (补正, 收费).

    The caller holds the case's lock and has recorded the notice. `limit_on` is the last day that may be waited for,
    `proof` the notice's number. Raises TransitionRefused when the limit has passed, or another pause is open.
    """
    clock = extensions.running_clock(work, case.id, ClockKind.DISCLOSURE_REPLY)
    before = clocks.facts_of(work, clock)
    clock_requests.require_pause(before, clocks.stored_due(clock), reason, work.today, _earlier(work, clock), work.now)
    assert work.actor.id is not None, "a notice is issued by a member of staff"
    pause = ClockPause(
        clock_id=clock.id, reason=reason.value, proof=proof, from_on=work.today, limit_on=limit_on,
        state=RequestState.GRANTED.value, requested_by=proposed_by, requested_at=work.now, decided_by=work.actor.id,
        decided_at=work.now)
    work.session.add(pause)
    work.session.flush()  # the clock is read again with this pause
    moved = clocks.read_again(work, clock, Cause.PAUSE, before)
    _record_pause(work, case, clock, pause, moved, notice=True)
    return pause


def is_open_to(work: Work, clock: Clock, reason: PauseReason) -> bool:
    """Tell whether a pause for this reason may still be asked for: the limit runs, and none was for it before."""
    try:
        clock_requests.require_pause(clocks.facts_of(work, clock), clocks.stored_due(clock), reason, work.today,
                                     _earlier(work, clock), work.now)
    except (TransitionRefused, InputRefused):
        return False
    return True


def finish(work: Work, case: Case, pause_id: int, to_on: date, *, restarts: bool) -> Moved | None:
    """End a pause because what it waited for has come; the caller holds the lock and has checked the day.

    `restarts`: the clock is counted from zero again from that day. None when the pause runs no longer.
    """
    pause = work.session.get_one(ClockPause, pause_id, populate_existing=True)
    clock = work.session.get_one(Clock, pause.clock_id, populate_existing=True)
    if pause.state != RequestState.GRANTED or clock.stopped_at is not None:
        return None
    return _end(work, case, clock, pause, min(to_on, pause.limit_on), restarts=restarts)


def running_pause(work: Work, case_id: int) -> ClockPause:
    """Return the pause that stops a clock of the case now. Raises TransitionRefused when none does."""
    pause = work.session.scalar(
        select(ClockPause).join(Clock, Clock.id == ClockPause.clock_id)
        .where(Clock.case_id == case_id, Clock.stopped_at.is_(None), ClockPause.state == RequestState.GRANTED.value)
        .order_by(ClockPause.id.desc()).limit(1))
    if pause is None:
        raise TransitionRefused(NOT_PAUSED)
    return pause


def end_expired(work: Work, limit: int) -> int:
    """End the pauses whose limit has passed, the longest past first, and return how many; each writer is told.

    A pause on a clock that has been stopped is left alone: should the clock run again, it is ended then. A request
    whose applicant does not answer ends instead (services/request_ends.py).
    """
    due = work.session.scalars(
        select(ClockPause.id).join(Clock, Clock.id == ClockPause.clock_id).join(Case, Case.id == Clock.case_id)
        .where(ClockPause.state == RequestState.GRANTED.value, ClockPause.limit_on < work.today,
               Clock.stopped_at.is_(None), Case.state.not_in(WAITS_FOR_APPLICANT))
        .order_by(ClockPause.limit_on, ClockPause.id).limit(limit)).all()
    by_system = replace(work, actor=SYSTEM)
    return sum(_end_expired(by_system, pause_id) for pause_id in due)


def _record_pause(work: Work, case: Case, clock: Clock, pause: ClockPause, moved: Moved, *,
                  notice: bool = False) -> None:
    days: dict[str, object] = {"from": pause.from_on.isoformat(), "limit": pause.limit_on.isoformat()}
    if notice:
        days["notice"] = True
    events.record(work, case, Act.PAUSE, moved_payload(
        ClockKind(clock.kind), moved.before, moved.after, clock.calendar_version, reason=pause.reason, **days))


def _end_expired(work: Work, pause_id: int) -> bool:
    case, clock = extensions.locked_case(work, select(ClockPause.clock_id).where(ClockPause.id == pause_id))
    pause = work.session.get_one(ClockPause, pause_id, populate_existing=True)
    # Two sweeps may have found the same row; whoever waited for the lock finds it done.
    if pause.state != RequestState.GRANTED or clock.stopped_at is not None:
        return False
    if not is_possible(case.kind, case.state, Act.RESUME):
        return False
    _end(work, case, clock, pause, pause.limit_on, restarts=False)
    return True


def _end(work: Work, case: Case, clock: Clock, pause: ClockPause, to_on: date, *, restarts: bool) -> Moved:
    before = clocks.facts_of(work, clock)
    pause.state, pause.to_on = RequestState.ENDED.value, to_on
    if restarts:
        clock.start_on = to_on
    moved = clocks.read_again(work, clock, Cause.RESTART if restarts else Cause.RESUME, before)
    events.record(work, case, Act.RESUME, moved_payload(
        ClockKind(clock.kind), moved.before, moved.after, clock.calendar_version, reason=pause.reason,
        to=to_on.isoformat(), restart=restarts))
    extensions.tell_writers(work, case, clock, NoticeKind.RESUMED)
    return moved


def _require_still_possible(work: Work, clock: Clock, pause: ClockPause, from_on: date) -> None:
    """Refuse a pause when the limit has passed since it was asked for, or when its first day does not fit."""
    facts = clocks.facts_of(work, clock)
    clock_requests.require_reason(facts, PauseReason(pause.reason))
    if clock_requests.is_over(clocks.stored_due(clock), work.now):
        raise TransitionRefused(clock_requests.LATE_TO_PAUSE)
    others = _earlier(work, clock, but=pause.id)
    clock_requests.require_first_day(facts, from_on, others, work.now)


def _earlier(work: Work, clock: Clock, but: int | None = None) -> list[EarlierPause]:
    rows = work.session.scalars(select(ClockPause).where(ClockPause.clock_id == clock.id).order_by(ClockPause.id))
    return [EarlierPause(PauseReason(row.reason), RequestState(row.state), row.to_on or row.limit_on)
            for row in rows if row.id != but]
