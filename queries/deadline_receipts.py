"""The deadline receipts of a case: what each clock says, what it said before, each with the calendar of its day.

Everything is computed from stored facts and can be computed again; the due day that was told is shown beside it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, scoped_session

from models.clock import Clock, ClockPause, ClockReading
from queries.settings import Settings
from queries.status import StatusView
from rules import deadline_receipt
from rules.calendar import WorkCalendar
from rules.clock_kinds import CLOCK_LABELS, LETTER_KINDS, LOCAL, ClockKind, KindRow, NoRegime, Unit, row_for
from rules.clock_record import Cause
from rules.clocks import ClockFacts, ClockTerms, Span
from rules.deadline_receipt import Receipt

AnySession = Session | scoped_session[Session]
CAUSE_LABELS: dict[Cause, str] = {
    Cause.CALENDAR: "放假安排有变化，重新计算", Cause.EXTENSION: "批准延期", Cause.PAUSE: "中止计时",
    Cause.RESUME: "恢复计时", Cause.RESTART: "收到补正，重新起算",
    Cause.RECLASSIFY: "改了类别，按新的类别计算", Cause.STATED: "另行指定了期限",
}
CORRECTED = "收到补正"
_RECEIVED = "收到"


@dataclass(frozen=True)
class Reading:
    """What a clock said for a time. `due_on` is what was stored and told, `version` that of the calendar then.

    `place` counts the readings of a case from 1. `ended_by` and `ended_at` are null for what it says today.
    """

    place: int
    facts: ClockFacts
    event: str
    calendar: WorkCalendar
    due_on: date
    provisional: bool
    ended_by: Cause | None = None
    ended_at: datetime | None = None

    @cached_property
    def receipt(self) -> Receipt:
        """The receipt, computed again from the facts and the calendar of that version."""
        return deadline_receipt.receipt(self.facts, self.calendar, self.event)

    @property
    def is_reproduced(self) -> bool:
        """Whether computing it again gives the day that was told."""
        return (self.receipt.due.on, self.receipt.due.provisional) == (self.due_on, self.provisional)

    @property
    def version(self) -> int:
        return self.calendar.version

    @property
    def kind(self) -> ClockKind:
        return self.facts.terms.kind

    @property
    def label(self) -> str:
        return CLOCK_LABELS[self.kind]

    @property
    def article(self) -> str:
        """The article that gives the length; "" for a last day that somebody has stated."""
        row = _row(self.facts)
        if row is None:
            return ""
        is_own = (row.length, row.unit) != (self.facts.terms.length, self.facts.terms.unit)
        return LOCAL if self.kind in LETTER_KINDS.values() and is_own else row.article

    @property
    def sentences(self) -> list[str]:
        return deadline_receipt.sentences(self.receipt)

    @property
    def has_days(self) -> bool:
        """Whether there is a counting to show day by day."""
        return self.facts.terms.unit is not Unit.HOUR and self.facts.stated_on is None

    @property
    def cause_words(self) -> str:
        """What ended this reading, in words."""
        return CAUSE_LABELS[self.ended_by] if self.ended_by else ""


@dataclass(frozen=True)
class ClockReceipts:
    """One clock: what it says now, and what it said before, the newest first."""

    current: Reading
    earlier: tuple[Reading, ...]
    is_answer: bool
    is_running: bool


def of_case(session: AnySession, settings: Settings, case_id: int, *, steps: bool = False) -> list[ClockReceipts]:
    """Return the receipts of a case's clocks for the answer, the oldest first; with `steps` those on the way too.

    Two statements.
    """
    before: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(_READINGS, {"case_id": case_id}):
        before[row.clock_id].append(row)
    found: list[ClockReceipts] = []
    place = 0
    for clock, spans in _clocks(session, case_id):
        if not (clock.is_answer or steps):
            continue
        readings = _readings(settings, clock, spans, before[clock.id], place)
        place += len(readings)
        found.append(ClockReceipts(readings[-1], tuple(reversed(readings[:-1])), clock.is_answer,
                                   clock.stopped_at is None))
    return found


def receipts_of(session: AnySession, settings: Settings, letter: StatusView) -> list[ClockReceipts]:
    """Return the receipts that the writer may see: none when the letter is declined, or counted with another one."""
    if letter.due is None or letter.is_merged or letter.declined_ground:
        return []
    return of_case(session, settings, letter.case_id)


def reading(receipts: list[ClockReceipts], place: int | None) -> Reading | None:
    """Return the reading at a place, by default what the newest clock says today; None when there is none."""
    if place is None:
        return receipts[-1].current if receipts else None
    every = [one for clock in receipts for one in (clock.current, *clock.earlier)]
    return next((one for one in every if one.place == place), None)


_clock, _pause, _reading = Clock.__table__, ClockPause.__table__, ClockReading.__table__
_CLOCKS = (
    select(_clock, _pause.c.from_on, _pause.c.to_on, _pause.c.limit_on, _pause.c.reason)
    .select_from(_clock.outerjoin(_pause, (_pause.c.clock_id == _clock.c.id)
                                  & _pause.c.state.in_(("granted", "ended"))
                                  & (_pause.c.from_on >= _clock.c.start_on)))
    .where(_clock.c.case_id == bindparam("case_id")).order_by(_clock.c.id, _pause.c.from_on, _pause.c.id)
)
_READINGS = (
    select(_reading).join(_clock, _clock.c.id == _reading.c.clock_id)
    .where(_clock.c.case_id == bindparam("case_id")).order_by(_reading.c.id)
)


def _clocks(session: AnySession, case_id: int) -> list[tuple[Any, tuple[Span, ...]]]:
    """Return the clocks with their pauses; one that runs is taken to its latest end (services/clocks.facts_of)."""
    spans: dict[int, list[Span]] = defaultdict(list)
    clocks: dict[int, Any] = {}
    for row in session.execute(_CLOCKS, {"case_id": case_id}):
        clocks[row.id] = row
        if row.from_on is not None:
            spans[row.id].append(Span(row.from_on, row.to_on or row.limit_on, row.reason))
    return [(row, tuple(spans[clock_id])) for clock_id, row in clocks.items()]


def _readings(settings: Settings, clock: Any, spans: tuple[Span, ...], before: list[Any], place: int) -> list[Reading]:
    """Return what a clock said one after another; what it says now is the last."""
    readings: list[Reading] = []
    event = None
    for row in before:
        place += 1
        facts, cause = _facts(row, _spans(row.pauses)), Cause(row.cause)
        readings.append(_as_reading(settings, place, row, facts, event, cause))
        event = CORRECTED if cause is Cause.RESTART else event
    return [*readings, _as_reading(settings, place + 1, clock, _facts(clock, spans), event, None)]


def _as_reading(settings: Settings, place: int, row: Any, facts: ClockFacts, event: str | None,
                cause: Cause | None) -> Reading:
    if event is None:
        rule = _row(facts)
        event = rule.event if rule else _RECEIVED
    return Reading(place, facts, event, settings.calendar_at(row.calendar_version), row.due_on, row.provisional, cause,
                   row.replaced_at if cause else None)


def _row(facts: ClockFacts) -> KindRow | None:
    try:
        return row_for(facts.terms.kind, facts.start_on)
    except NoRegime:
        return None


def _facts(row: Any, spans: tuple[Span, ...]) -> ClockFacts:
    return ClockFacts(ClockTerms(ClockKind(row.kind), row.length, Unit(row.unit)), row.start_on, row.extension, spans,
                      row.started_at, row.stated_on)


def _spans(pauses: str) -> tuple[Span, ...]:
    return tuple(Span(date.fromisoformat(after), date.fromisoformat(until), *reason)
                 for after, until, *reason in json.loads(pauses))
