"""Clock rows of a case: started, stopped, read again when what they follow from changes.

Pauses and extensions have modules of their own (services/pauses, services/extensions) and end here, in `read_again`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from models.case import Case, Letter
from models.clock import Clock, ClockPause, ClockReading
from models.types import table_of
from rules import clocks
from rules.calendar import WorkCalendar
from rules.clock_kinds import ANSWER_KINDS, ClockKind, Unit, row_for
from rules.clocks import ClockFacts, ClockTerms, Due, Span
from rules.localtime import local_date
from services import planning
from services.planning import Planner
from services.registration import Registered
from services.work import Work

_CLOCK = insert(table_of(Clock))
# A clock, or a row that holds the columns of one.
ClockRow = Any


@dataclass(frozen=True)
class Moved:
    """What reading a clock again changed: the last day before and after."""

    clock_id: int
    before: date
    after: date

    @property
    def is_moved(self) -> bool:
        return self.before != self.after


def start_letter_clock(work: Work, letter: Registered, stopped_at: datetime | None = None) -> date | None:
    """Start the reply clock of a new letter from the day of receipt (design.md 6.7) and return the due day.

    Returns None when the category has no clock. `stopped_at` is for a letter that was answered elsewhere already.
    """
    if letter.terms is None:
        return None
    return start(work, letter.id, ClockFacts(letter.terms, local_date(letter.received_at)), stopped_at).on


def start_rework_clock(work: Work, letter: Letter) -> date:
    """Start the clock of a rework from today and return the due day; the case's first clock has stopped."""
    return start(work, letter.id, ClockFacts(clocks.REWORK_TERMS, work.today)).on


def start_step(work: Work, case_id: int, kind: ClockKind) -> Due:
    """Start the clock of a step on the way to the answer, from today, as long as its kind says."""
    row = row_for(kind, work.today)
    return start(work, case_id, ClockFacts(ClockTerms(kind, row.length, row.unit), work.today))


def start(work: Work, case_id: int, facts: ClockFacts, stopped_at: datetime | None = None) -> Due:
    """Store a clock with these facts and return when it is due. One of a kind runs per case at a time."""
    calendar = work.settings.calendar
    due = clocks.due(facts, calendar)
    terms = facts.terms
    work.session.connection().execute(_CLOCK, {
        "case_id": case_id, "kind": terms.kind.value, "is_answer": terms.kind in ANSWER_KINDS,
        "start_on": facts.start_on, "started_at": facts.started_at, "length": terms.length, "unit": terms.unit.value,
        "extension": facts.extension, "stated_on": facts.stated_on, "due_on": due.on, "due_at": due.at,
        "provisional": due.provisional, "calendar_version": calendar.version, "stopped_at": stopped_at,
        "next_action_at": None if stopped_at else Planner(work).next_look(facts, due, calendar, ())})
    return due


def running(work: Work, case_id: int, kind: ClockKind | None = None) -> list[Clock]:
    """Return the running clocks of a case, the oldest first; of one kind when it is given."""
    query = select(Clock).where(Clock.case_id == case_id, Clock.stopped_at.is_(None)).order_by(Clock.id)
    return list(work.session.scalars(query if kind is None else query.where(Clock.kind == kind.value)))


def stop(work: Work, case: Case) -> None:
    """Stop the running clocks of a case that has been answered, or ended without an answer of its own."""
    _stop(running(work, case.id), case.answered_at or work.now)


def stop_step(work: Work, case_id: int, kind: ClockKind) -> None:
    """Stop the clock of a step that has been done; nothing happens when none runs."""
    _stop(running(work, case_id, kind), work.now)


def _stop(some: Iterable[Clock], at: datetime) -> None:
    for clock in some:
        clock.stopped_at, clock.next_action_at = at, None


def resume(work: Work, letter: Letter) -> None:
    """Let the answer's clock of a case run on that is open again; its due day stays what it was.

    So do the days that somebody has set; the steps on the way begin anew with who has the case then.
    """
    for clock in work.session.scalars(select(Clock).where(
            Clock.case_id == letter.id, Clock.is_answer | Clock.stated_on.is_not(None))):
        clock.stopped_at = None
        plan_next(work, clock)


def stored_due(clock: ClockRow) -> Due:
    """Return when a clock is due as it was told."""
    return Due(clock.due_on, clock.provisional, clock.due_on, clock.due_at)


def facts_of(work: Work, clock: Clock) -> ClockFacts:
    """Return what a clock's due day follows from. A pause that runs is taken to its latest end."""
    return facts_of_rows(work, [clock])[0][1]


def facts_of_rows(work: Work, rows: Sequence[ClockRow]) -> list[tuple[ClockRow, ClockFacts]]:
    """Return each of some clocks with what its due day follows from; one query for all of them."""
    spans: dict[int, list[tuple[date, Span]]] = defaultdict(list)
    for row in work.session.execute(
            select(ClockPause.clock_id, ClockPause.from_on, ClockPause.to_on, ClockPause.limit_on, ClockPause.reason)
            .where(ClockPause.clock_id.in_([one.id for one in rows]), ClockPause.state.in_(("granted", "ended")))
            .order_by(ClockPause.from_on, ClockPause.id)):
        spans[row.clock_id].append((row.from_on, Span(row.from_on, row.to_on or row.limit_on, row.reason)))
    return [(one, ClockFacts(
        ClockTerms(ClockKind(one.kind), one.length, Unit(one.unit)), one.start_on, one.extension,
        tuple(span for from_on, span in spans[one.id] if from_on >= one.start_on), one.started_at, one.stated_on))
        for one in rows]


def read_again(work: Work, clock: Clock, cause: str, before: ClockFacts, *,
               calendar: WorkCalendar | None = None) -> Moved:
    """Compute a clock's last day anew after one of its facts has changed; the old reading is kept with its cause.

    `before` are the facts until now. `calendar` is the version to count with, by default the clock's own: only a change
    of the calendar itself moves a clock to another version.
    """
    _keep_reading(work, clock, cause, before)
    calendar = calendar or work.settings.calendar_at(clock.calendar_version)
    old, facts = clock.due_on, facts_of(work, clock)
    due = clocks.due(facts, calendar)
    clock.due_on, clock.due_at, clock.provisional = due.on, due.at, due.provisional
    clock.calendar_version = calendar.version
    plan_next(work, clock)
    return Moved(clock.id, old, due.on)


def plan_next(work: Work, clock: Clock) -> None:
    """Set when the sweep has to look at a running clock next."""
    if clock.stopped_at is not None:
        clock.next_action_at = None
        return
    facts = facts_of(work, clock)
    calendar = work.settings.calendar_at(clock.calendar_version)
    done = planning.done(work, [clock.id])[clock.id]
    clock.next_action_at = Planner(work).next_look(facts, stored_due(clock), calendar, done)


def _keep_reading(work: Work, clock: Clock, cause: str, before: ClockFacts) -> None:
    work.session.add(ClockReading(
        clock_id=clock.id, replaced_at=work.now, cause=cause, kind=before.terms.kind.value, start_on=before.start_on,
        started_at=before.started_at, length=before.terms.length, unit=before.terms.unit.value,
        extension=before.extension, stated_on=before.stated_on, due_on=clock.due_on, provisional=clock.provisional,
        pauses=json.dumps([[span.after.isoformat(), span.until.isoformat(), span.reason] for span in before.pauses]),
        calendar_version=clock.calendar_version))


def due_on(work: Work, case_id: int) -> date | None:
    """Return the day by which a case is to be answered, None when it has no clock."""
    return work.session.scalar(
        select(Clock.due_on).where(Clock.case_id == case_id, Clock.is_answer).order_by(Clock.id.desc()).limit(1))
