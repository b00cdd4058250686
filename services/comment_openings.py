"""Opening and ending periods for public comment: what the sweep records once the server's clock has decided it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.comment_period import CommentPeriod
from rules import comment_periods
from rules.clock_kinds import ClockKind, row_for
from rules.clock_record import clock_payload
from rules.clocks import ClockFacts, terms_of
from rules.comment_periods import Window
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, clocks, events, locking
from services.publication import PUBLIC_REVISION
from services.work import Work

BATCH = 50


def open_due(work: Work, batch: int = BATCH) -> int:
    """Record that periods have opened whose instant has come, and return how many; twice changes nothing."""
    due = work.session.scalars(
        select(CommentPeriod.id).where(
            CommentPeriod.state == State.SCHEDULED.value, CommentPeriod.opens_at <= work.now)
        .order_by(CommentPeriod.opens_at).limit(batch)).all()
    return sum(_open(work, case_id) for case_id in due)


def end_due(work: Work, batch: int = BATCH) -> int:
    """Record that periods have ended, ten minutes after closing when no comment can come any more; return how many.

    The clock of the feedback runs from the last day, however late the sweep comes.
    """
    due = work.session.scalars(
        select(CommentPeriod.id).where(
            CommentPeriod.state == State.OPEN.value, CommentPeriod.closes_at < work.now - comment_periods.GRACE)
        .order_by(CommentPeriod.closes_at).limit(batch)).all()
    return sum(_end(work, case_id) for case_id in due)


def _open(work: Work, case_id: int) -> bool:
    period = locking.lock_period(work.session, case_id)
    if period.state != State.SCHEDULED or period.opens_at > work.now:
        return False  # somebody else has, or it was moved since
    period.state = cases.require(work, period, Act.OPEN_PERIOD)
    events.record(work, period, Act.OPEN_PERIOD, effective_at=period.opens_at)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return True


def _end(work: Work, case_id: int) -> bool:
    period = locking.lock_period(work.session, case_id)
    if period.state != State.OPEN or period.closes_at >= work.now - comment_periods.GRACE:
        return False
    period.state = cases.require(work, period, Act.END_PERIOD)
    ended_on = comment_periods.last_day(Window(period.opens_at, period.closes_at))
    terms = terms_of(row_for(ClockKind.COMMENT_FEEDBACK, ended_on))
    clocks.start(work, case_id, ClockFacts(terms, ended_on))
    # The last instant of the last day: midnight itself would be the first of the next one.
    ended_at = period.closes_at - timedelta(microseconds=1)
    events.record(work, period, Act.END_PERIOD, {
        "received": ended_at.isoformat(), "clock": clock_payload(terms, work.calendar.version)},
        effective_at=period.closes_at)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return True
