"""What a message about a changed last day says: which day it was, which it is, and the notice that changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.calendar import CalendarChange
from models.case import Letter
from models.clock import Clock, ClockReading
from models.notice import Notice
from models.types import table_of

_letter = table_of(Letter)
AnySession = Session | scoped_session[Session]
CALENDAR_CAUSE = "calendar"
NOTICE_KIND = "due_changed"


@dataclass(frozen=True)
class DueChange:
    """A told day that moved, or that is no longer provisional; `notice` is the title of the holiday notice."""

    before: date
    was_provisional: bool
    after: date
    provisional: bool
    notice: str


def of_notice(session: AnySession, notice_id: int) -> DueChange | None:
    """Return the change of the answer's clock that the notice was owed for, None when there is none.

    The reading that ended in the notice's own transaction says what was told before; what came next is the reading
    after it, or the clock itself. A merged letter follows the clock of the letter it is answered with.
    """
    case_id = func.coalesce(_letter.c.merged_into_id, Notice.case_id)
    old = session.execute(
        select(ClockReading.id, ClockReading.clock_id, ClockReading.due_on, ClockReading.provisional)
        .select_from(Notice).outerjoin(_letter, _letter.c.case_id == Notice.case_id)
        .join(Clock, (Clock.case_id == case_id) & Clock.is_answer)
        .join(ClockReading, (ClockReading.clock_id == Clock.id) & (ClockReading.cause == CALENDAR_CAUSE)
              & (ClockReading.replaced_at == Notice.owed_at))
        .where(Notice.id == notice_id).order_by(ClockReading.id.desc()).limit(1)).one_or_none()
    if old is None:
        return None
    new = session.execute(
        select(ClockReading.due_on, ClockReading.provisional, ClockReading.calendar_version)
        .where(ClockReading.clock_id == old.clock_id, ClockReading.id > old.id)
        .order_by(ClockReading.id).limit(1)).one_or_none() or session.execute(
        select(Clock.due_on, Clock.provisional, Clock.calendar_version).where(Clock.id == old.clock_id)).one()
    title = session.scalar(select(CalendarChange.notice).where(CalendarChange.version == new.calendar_version))
    return DueChange(old.due_on, old.provisional, new.due_on, new.provisional, title or "")
