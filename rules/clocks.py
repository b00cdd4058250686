"""Clocks: how long each kind of case has, which day it is due, and why that day. Pure functions of their arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.localtime import start_of_day
from rules.vocabulary import Category, entries

SOON_WORKING_DAYS = 3  # look.md 3: from three working days left, the due tag asks for attention


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"


class ClockKind(StrEnum):
    LETTER_CONSULTATION = "letter_consultation"
    LETTER_SUGGESTION = "letter_suggestion"
    LETTER_COMPLAINT = "letter_complaint"
    LETTER_HELP = "letter_help"
    LETTER_REPORT = "letter_report"
    LETTER_SITE_ERROR = "letter_site_error"
    LETTER_OTHER = "letter_other"
    LETTER_REWORK = "letter_rework"


UNIT_LABELS: dict[Unit, str] = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.HOUR: "小时"}
CLOCK_LABELS: dict[ClockKind, str] = {
    ClockKind.LETTER_CONSULTATION: "咨询答复",
    ClockKind.LETTER_SUGGESTION: "建议答复",
    ClockKind.LETTER_COMPLAINT: "投诉答复",
    ClockKind.LETTER_HELP: "求助答复",
    ClockKind.LETTER_REPORT: "举报答复",
    ClockKind.LETTER_SITE_ERROR: "网站纠错答复",
    ClockKind.LETTER_OTHER: "其他来信答复",
    ClockKind.LETTER_REWORK: "重办答复",
}


@dataclass(frozen=True)
class ClockTerms:
    """How long a clock of this kind runs: `length` in `unit`."""

    kind: ClockKind
    length: int
    unit: Unit = Unit.WORKING_DAY

    @property
    def label(self) -> str:
        return f"{self.length}{UNIT_LABELS[self.unit]}"


# The county's defaults (design.md 6.7); a mailbox may have its own in the clock_term table. Praise has no clock.
LETTER_TERMS: dict[Category, ClockTerms] = {
    Category.CONSULTATION: ClockTerms(ClockKind.LETTER_CONSULTATION, 5),
    Category.SUGGESTION: ClockTerms(ClockKind.LETTER_SUGGESTION, 10),
    Category.REQUEST_HELP: ClockTerms(ClockKind.LETTER_HELP, 10),
    Category.COMPLAINT: ClockTerms(ClockKind.LETTER_COMPLAINT, 15),
    Category.REPORT: ClockTerms(ClockKind.LETTER_REPORT, 15),
    # 我为政府网站找错: the netizen is answered within 3 working days (domain.md 1.6).
    Category.SITE_ERROR: ClockTerms(ClockKind.LETTER_SITE_ERROR, 3),
    Category.OTHER: ClockTerms(ClockKind.LETTER_OTHER, 10),
}
# 审核不合格退回重办 (domain.md 1.8): counted from the day of the order, whatever the category.
REWORK_TERMS = ClockTerms(ClockKind.LETTER_REWORK, 3)


@dataclass(frozen=True)
class Due:
    """The last day on which an answer is on time. `provisional`: a year on the way has no notice yet (暂定)."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class CountedDay:
    """One day of a deadline receipt. `number` is its place among the counted days, None when it does not count."""

    on: date
    number: int | None
    reason: str


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


def words() -> dict[str, list[dict[str, str]]]:
    """Return units and clock kinds as {name: [{slug, label}]} for `flask vocabulary`."""
    return {"units": entries(UNIT_LABELS), "clock_kinds": entries(CLOCK_LABELS)}


def due(terms: ClockTerms, start_on: date, calendar: WorkCalendar) -> Due:
    """Return the last day of a clock that starts on `start_on`, the day of receipt in China.

    Working days: the day of the event is not counted (民法典 201). Calendar days: a last day on a holiday moves to
    the first working day after it (民法典 203). Raises ValueError for hours, which have an instant and no day.
    """
    if terms.unit is Unit.HOUR:
        raise ValueError("a clock in hours is due at an instant, not on a day")
    if terms.unit is Unit.WORKING_DAY:
        last = calendar.add_working_days(start_on, terms.length)
    else:
        last = calendar.on_or_after(start_on + timedelta(days=terms.length))
    years = range(start_on.year, last.year + 1)
    return Due(last, any(calendar.is_provisional(date(year, 7, 1)) for year in years))


def day_by_day(start_on: date, due_on: date, calendar: WorkCalendar, event: str = "收到") -> Iterator[CountedDay]:
    """Yield every day from the event to the due day of a clock in working days, with the reason it counts or not.

    `event` is the word for what happened on the first day.
    """
    yield CountedDay(start_on, None, event)
    number = 0
    for offset in range(1, (due_on - start_on).days + 1):
        day = start_on + timedelta(days=offset)
        counts = calendar.is_working(day)
        number += counts
        yield CountedDay(day, number if counts else None, calendar.name_of(day))


def overdue_from(due_on: date) -> datetime:
    """Return the UTC instant at which the due day has ended in China (24:00 of that day)."""
    return start_of_day(due_on + timedelta(days=1))


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
