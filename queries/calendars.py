"""The work calendar and the clock terms, read from their tables; kept per process until a version changes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.clock import CalendarDay, CalendarYear, ClockTerm
from rules.calendar import SpecialDay, WorkCalendar
from rules.clocks import LETTER_TERMS, ClockTerms, Unit
from rules.vocabulary import Category

_kept: dict[tuple[int, int], WorkCalendar] = {}


def work_calendar(session: Session | scoped_session[Session]) -> WorkCalendar:
    """Return the calendar in force. One row is read when nothing has changed since the last call."""
    version, years = session.execute(
        select(func.coalesce(func.max(CalendarYear.version), 0), func.count())).one()
    kept = _kept.get((version, years))
    if kept is None:
        rows = session.execute(select(CalendarDay.on, CalendarDay.is_working, CalendarDay.name, CalendarDay.notice))
        special = {row.on: SpecialDay(row.on, row.is_working, row.name, row.notice) for row in rows}
        loaded = session.scalars(select(CalendarYear.year))
        kept = WorkCalendar(special, frozenset(loaded), version)
        _kept.clear()
        _kept[version, years] = kept
    return kept


def letter_terms(session: Session | scoped_session[Session], mailbox_id: int, category: Category,
                 on: date) -> ClockTerms | None:
    """Return how long a letter of this category to this mailbox has, as in force on the day; None for praise.

    A mailbox's own row beats the county's, a newer one an older one; without rows the defaults of the law desk hold.
    """
    default = LETTER_TERMS.get(category)
    if default is None:
        return None
    row = session.execute(
        select(ClockTerm.length, ClockTerm.unit)
        .where(ClockTerm.category == category, ClockTerm.valid_from <= on,
               (ClockTerm.mailbox_id == mailbox_id) | ClockTerm.mailbox_id.is_(None))
        .order_by(ClockTerm.mailbox_id.is_(None), ClockTerm.valid_from.desc(), ClockTerm.id.desc())
        .limit(1)).one_or_none()
    return ClockTerms(default.kind, row.length, Unit(row.unit)) if row else default
