"""One year of the work calendar laid out in months and weeks for the page: what each day says, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import ONE_DAY, SATURDAY, WorkCalendar

MONTHS = 12
# The first of a month and 31 days on lies in the next one.
LONGEST_MONTH = timedelta(days=31)
HOLIDAY, MAKE_UP, WEEKEND, WORKING = "off", "counted extra", "", "plain"
WORDS = {HOLIDAY: "休", MAKE_UP: "班", WEEKEND: "", WORKING: ""}


@dataclass(slots=True)
class DayCell:
    """One day: `tone` is the cell's class, `word` 休 or 班, `spoken` what the look alone says otherwise."""

    day: int
    tone: str
    word: str
    spoken: str


@dataclass(frozen=True)
class Month:
    """One month: its number and its weeks from Monday to Sunday, None for the days of others."""

    number: int
    weeks: list[list[DayCell | None]]


def months(calendar: WorkCalendar, year: int, today: date) -> list[Month]:
    """Return the twelve months of a year."""
    return [_month(calendar, date(year, number, 1), today) for number in range(1, MONTHS + 1)]


def _month(calendar: WorkCalendar, first: date, today: date) -> Month:
    last = (first + LONGEST_MONTH).replace(day=1) - ONE_DAY
    cells: list[DayCell | None] = [None] * first.weekday()
    cells += [_cell(calendar, first.replace(day=day), today) for day in range(1, last.day + 1)]
    cells += [None] * (-len(cells) % 7)
    return Month(first.month, [cells[start:start + 7] for start in range(0, len(cells), 7)])


def _cell(calendar: WorkCalendar, day: date, today: date) -> DayCell:
    tone, name = _tone(calendar, day), calendar.name_of(day)
    spoken = f"（{name}）" if tone in (HOLIDAY, MAKE_UP) else ""
    return DayCell(day.day, f"{tone} today".strip() if day == today else tone, WORDS[tone],
                   spoken + ("（今天）" if day == today else ""))


def _tone(calendar: WorkCalendar, day: date) -> str:
    if calendar.is_working(day):
        return MAKE_UP if day.weekday() >= SATURDAY else WORKING
    special = calendar.special.get(day)
    is_named = special is not None or (calendar.is_provisional(day) and day.weekday() < SATURDAY)
    return HOLIDAY if is_named else WEEKEND
