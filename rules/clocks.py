"""Clocks: which day a case is due, and how that day stands today. Pure functions of facts and calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.calendar import ONE_DAY, WorkCalendar
from rules.clock_kinds import LETTER_KINDS, UNIT_LABELS, ClockKind, KindRow, Unit, row_for
from rules.localtime import local_date, start_of_day
from rules.vocabulary import Category

SOON_WORKING_DAYS = 3  # look.md 3: from three working days left, the due tag asks for attention


@dataclass(frozen=True)
class ClockTerms:
    """How long a clock of this kind runs: `length` in `unit`."""

    kind: ClockKind
    length: int
    unit: Unit = Unit.WORKING_DAY

    @property
    def label(self) -> str:
        return f"{self.length}{UNIT_LABELS[self.unit]}"


def terms_of(row: KindRow) -> ClockTerms:
    """Return how long a kind runs under one of its regimes."""
    return ClockTerms(row.kind, row.length, row.unit)


# The county's defaults (design.md 6.7); a mailbox may have its own in the clock_term table. Praise has no clock.
LETTER_TERMS: dict[Category, ClockTerms] = {
    category: terms_of(row_for(kind, date.max)) for category, kind in LETTER_KINDS.items()}
# 审核不合格退回重办 (domain.md 1.8): counted from the day of the order, whatever the category.
REWORK_TERMS = terms_of(row_for(ClockKind.LETTER_REWORK, date.max))


@dataclass(frozen=True)
class Span:
    """Days left out of the counting: those after `after` up to and including `until` (domain.md 2, example 29).

    `reason` is a slug of PauseReason, or "" where none is known.
    """

    after: date
    until: date
    reason: str = ""

    def __contains__(self, day: date) -> bool:
        return self.after < day <= self.until


@dataclass(frozen=True)
class ClockFacts:
    """Everything that a due date follows from, besides the calendar.

    `start_on` is the day of the event in China; `started_at` its instant, for hours only. `extension` is in `unit`.
    `stated_on` is for the kinds whose last day somebody else has set; nothing is counted then.
    """

    terms: ClockTerms
    start_on: date
    extension: int = 0
    pauses: tuple[Span, ...] = ()
    started_at: datetime | None = None
    stated_on: date | None = None

    @property
    def total(self) -> int:
        """Length with its extension, in the clock's unit."""
        return self.terms.length + self.extension

    def pause_on(self, day: date) -> Span | None:
        """Return the pause that leaves the day out of the counting."""
        for span in self.pauses:
            if span.after < day <= span.until:
                return span
        return None


@dataclass(frozen=True)
class Due:
    """The last day on which an answer is on time.

    `inner_on` is the day before a calendar-day clock moved past a holiday: the target for the office. `at` is the
    UTC instant of a clock in hours. `provisional`: a year on the way has no notice yet (暂定).
    """

    on: date
    provisional: bool
    inner_on: date
    at: datetime | None = None


class Tone(StrEnum):
    """How a due date stands today; the due tag shows it in words."""

    PLAIN = "plain"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True)
class Standing:
    """A due date seen from a day: its tone, and the working days left (or past, when late)."""

    tone: Tone
    days: int


def due(facts: ClockFacts, calendar: WorkCalendar) -> Due:
    """Return the last day of a clock.

    The day of the event is not counted (民法典 201); an extension runs on from the day after the base deadline, which
    is the same as counting both in one; days of a pause are left out. Calendar days: a last day on a holiday moves to
    the first working day after it (民法典 203). Hours run through nights and holidays and know no pause.
    """
    if facts.stated_on is not None:
        return Due(facts.stated_on, False, facts.stated_on)
    if facts.terms.unit is Unit.HOUR:
        started_at = facts.started_at or start_of_day(facts.start_on)
        ends_at = started_at + timedelta(hours=facts.total)
        return Due(local_date(ends_at), False, local_date(ends_at), ends_at)
    if facts.terms.unit is Unit.WORKING_DAY:
        last = inner = _nth_working_day(facts, calendar)
    else:
        inner = _nth_day(facts)
        last = calendar.on_or_after(inner)
    # Of calendar days only the last one asks whether it is a holiday.
    first = facts.start_on + ONE_DAY if facts.terms.unit is Unit.WORKING_DAY else inner
    return Due(last, not calendar.has_notices(first.year, last.year), inner)


def _nth_working_day(facts: ClockFacts, calendar: WorkCalendar) -> date:
    """Jump from pause to pause: what lies between two of them is counted by index, not day by day."""
    day, left = facts.start_on, facts.total
    for span in sorted(facts.pauses, key=_begin):
        paused_after = max(span.after, day)
        if span.until <= paused_after:
            continue
        counted = calendar.working_days_between(day, paused_after)
        if counted >= left:
            break
        day, left = span.until, left - counted
    return calendar.add_working_days(day, left)


def _nth_day(facts: ClockFacts) -> date:
    day, left = facts.start_on, facts.total
    for span in sorted(facts.pauses, key=_begin):
        paused_after = max(span.after, day)
        if span.until <= paused_after:
            continue
        counted = (paused_after - day).days
        if counted >= left:
            break
        day, left = span.until, left - counted
    return day + timedelta(days=left)


def _begin(span: Span) -> date:
    return span.after


def overdue_at(due: Due) -> datetime:
    """Return the UTC instant at which the limit has passed: 24:00 of the last day in China, or the end of the hours."""
    return due.at or start_of_day(due.on + ONE_DAY)


def restarted(facts: ClockFacts, on: date) -> ClockFacts:
    """Return the clock counted from zero again from the day, for a corrected application (政府信息公开条例 30)."""
    return replace(facts, start_on=on, pauses=())


def standing(due_on: date, today: date, answered_on: date | None, calendar: WorkCalendar) -> Standing:
    """Return how the due date stands on `today`; for an answered case, whether the answer met it.

    `days` are working days: left until the due day, or past it.
    """
    if answered_on is not None:
        tone = Tone.MET if answered_on <= due_on else Tone.MISSED
        return Standing(tone, max(0, calendar.working_days_between(due_on, answered_on)))
    if today > due_on:
        return Standing(Tone.LATE, max(1, calendar.working_days_between(due_on, today)))
    left = calendar.working_days_between(today, due_on)
    if today == due_on:
        return Standing(Tone.TODAY, 0)
    return Standing(Tone.SOON if left <= SOON_WORKING_DAYS else Tone.PLAIN, left)
