"""Clock rows of a case: started by receipt, moved by a change of category, stopped by the answer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models.case import Letter
from models.clock import Clock
from queries import calendars
from rules import clocks
from rules.localtime import local_date
from rules.vocabulary import Category
from services.work import Work


def start_letter_clock(work: Work, letter: Letter) -> Clock | None:
    """Start the reply clock of a letter from the day of receipt (design.md 6.7); None when its category has none."""
    start_on = local_date(letter.received_at)
    terms = calendars.letter_terms(work.session, letter.mailbox_id, Category(letter.category), start_on)
    if terms is None:
        return None
    calendar = work.calendar
    due = clocks.due(terms, start_on, calendar)
    clock = Clock(case_id=letter.id, kind=terms.kind, start_on=start_on, length=terms.length, unit=terms.unit,
                  due_on=due.on, provisional=due.provisional, calendar_version=calendar.version,
                  next_action_at=clocks.overdue_from(due.on))
    work.session.add(clock)
    return clock


def stop(work: Work, letter: Letter) -> None:
    """Stop the running clocks of a case that has been answered or declined."""
    for clock in work.session.scalars(
            select(Clock).where(Clock.case_id == letter.id, Clock.stopped_at.is_(None))):
        clock.stopped_at = letter.answered_at or work.now
        clock.next_action_at = None


def due_on(work: Work, case_id: int) -> date | None:
    """Return the day by which a case is due, None when it has no clock."""
    return work.session.scalar(
        select(Clock.due_on).where(Clock.case_id == case_id).order_by(Clock.id.desc()).limit(1))
