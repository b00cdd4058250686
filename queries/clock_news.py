"""What a message about a changed time limit says: the last day before and after, and why. Read when it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Letter
from models.clock import Clock, ClockExtension, ClockPause, ClockReading
from models.notice import Notice
from models.types import table_of
from rules.clock_kinds import PAUSE_LABELS, PauseReason
from rules.clock_record import Cause
from rules.vocabulary import CATEGORY_LABELS, Category

AnySession = Session | scoped_session[Session]
NOTICE_KINDS = frozenset({"extended", "paused", "resumed", "reclassified"})
_letter = table_of(Letter)
CAUSES = (Cause.EXTENSION, Cause.PAUSE, Cause.RESUME, Cause.RESTART, Cause.RECLASSIFY)


@dataclass(frozen=True)
class ClockNews:
    """How a last day moved by an act of the office. `before` is None when there was none, `after` when there is none.

    `reason` is what the department gave for more time, or the legal reason of a pause; `restarted`: counted from
    zero again; `limit_on` is the day on which a pause ends at the latest.
    """

    before: date | None
    after: date | None
    reason: str
    category: str
    restarted: bool
    limit_on: date | None


def of_notice(session: AnySession, notice_id: int) -> ClockNews | None:
    """Return the news that a notice was owed for, None when there is none of that kind.

    The reading that ended in the notice's own transaction says what was told before. A merged letter follows the
    clock of the letter it is answered with.
    """
    row = session.execute(
        select(Notice.owed_at, func.coalesce(_letter.c.merged_into_id, Notice.case_id).label("case_id"),
               _letter.c.category)
        .outerjoin(_letter, _letter.c.case_id == Notice.case_id).where(Notice.id == notice_id)).one_or_none()
    if row is None:
        return None
    old = session.execute(
        select(ClockReading.id, ClockReading.clock_id, ClockReading.due_on, ClockReading.cause)
        .join(Clock, Clock.id == ClockReading.clock_id)
        .where(Clock.case_id == row.case_id, ClockReading.replaced_at == row.owed_at, ClockReading.cause.in_(CAUSES))
        .order_by(ClockReading.id.desc()).limit(1)).one_or_none()
    category = CATEGORY_LABELS[Category(row.category)] if row.category else ""
    if old is None:
        promised = select(Clock.due_on).where(Clock.case_id == row.case_id, Clock.is_answer)
        return ClockNews(None, session.scalar(promised.order_by(Clock.id.desc()).limit(1)), "", category, False, None)
    reason, limit_on = _why(session, old.clock_id, Cause(old.cause), row.owed_at)
    return ClockNews(old.due_on, _next_day(session, old.clock_id, old.id), reason, category,
                     old.cause == Cause.RESTART, limit_on)


def _next_day(session: AnySession, clock_id: int, reading_id: int) -> date | None:
    """Return what was told after a reading: the next reading, or the clock itself while it holds."""
    later = session.scalar(
        select(ClockReading.due_on).where(ClockReading.clock_id == clock_id, ClockReading.id > reading_id)
        .order_by(ClockReading.id).limit(1))
    return later or session.scalar(select(Clock.due_on).where(Clock.id == clock_id))


def _why(session: AnySession, clock_id: int, cause: Cause, at: object) -> tuple[str, date | None]:
    if cause is Cause.EXTENSION:
        words = session.scalar(select(ClockExtension.reason).where(
            ClockExtension.clock_id == clock_id, ClockExtension.decided_at == at, ClockExtension.state == "granted"))
        return words or "", None
    if cause is Cause.RECLASSIFY:
        return "", None
    pause = session.execute(
        select(ClockPause.reason, ClockPause.limit_on)
        .where(ClockPause.clock_id == clock_id, ClockPause.state.in_(("granted", "ended")))
        .order_by(ClockPause.id.desc()).limit(1)).one_or_none()
    return (PAUSE_LABELS[PauseReason(pause.reason)], pause.limit_on) if pause else ("", None)
