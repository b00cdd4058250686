"""Clock rows of a case: started by receipt or by an order to rework, stopped by the answer or another end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select

from models.case import Letter
from models.clock import Clock
from models.types import table_of
from rules import clocks
from rules.clocks import ClockTerms
from rules.localtime import local_date
from services.registration import Registered
from services.work import Work

_CLOCK = insert(table_of(Clock))


def start_letter_clock(work: Work, letter: Registered, stopped_at: datetime | None = None) -> date | None:
    """Start the reply clock of a new letter from the day of receipt (design.md 6.7) and return the due day.

    Returns None when the category has no clock. `stopped_at` is for a letter that was answered elsewhere already.
    """
    start_on = local_date(letter.received_at)
    settings = work.settings
    terms = settings.letter_terms(letter.mailbox_id, letter.category, start_on)
    if terms is None:
        return None
    return _start(work, letter.id, terms, start_on, stopped_at)


def start_rework_clock(work: Work, letter: Letter) -> date:
    """Start the clock of a rework from today and return the due day; the case's first clock has stopped."""
    return _start(work, letter.id, clocks.REWORK_TERMS, work.today, None)


def _start(work: Work, case_id: int, terms: ClockTerms, start_on: date, stopped_at: datetime | None) -> date:
    calendar = work.settings.calendar
    due = clocks.due(terms, start_on, calendar)
    work.session.connection().execute(_CLOCK, {
        "case_id": case_id, "kind": terms.kind.value, "start_on": start_on, "length": terms.length,
        "unit": terms.unit.value, "due_on": due.on, "provisional": due.provisional,
        "calendar_version": calendar.version, "stopped_at": stopped_at,
        "next_action_at": None if stopped_at else clocks.overdue_from(due.on)})
    return due.on


def stop(work: Work, letter: Letter) -> None:
    """Stop the running clocks of a case that has been answered, or ended without an answer of its own."""
    for clock in work.session.scalars(
            select(Clock).where(Clock.case_id == letter.id, Clock.stopped_at.is_(None))):
        clock.stopped_at = letter.answered_at or work.now
        clock.next_action_at = None


def resume(work: Work, letter: Letter) -> None:
    """Let the clock of a case run on that is open again; its due day stays what it was."""
    for clock in work.session.scalars(select(Clock).where(Clock.case_id == letter.id)):
        clock.stopped_at, clock.next_action_at = None, clocks.overdue_from(clock.due_on)


def due_on(work: Work, case_id: int) -> date | None:
    """Return the day by which a case is due, None when it has no clock."""
    return work.session.scalar(
        select(Clock.due_on).where(Clock.case_id == case_id).order_by(Clock.id.desc()).limit(1))
