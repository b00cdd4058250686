"""A second opinion on due days: one day at a time, by nothing but the words of the law and a set of days off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from rules.calendar import SpecialDay, WorkCalendar
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms, Span

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
IsWorking = Callable[[date], bool]


def last_days(start_on: date, count: int, unit: Unit, pauses: Sequence[tuple[date, date]],
              is_working: IsWorking) -> tuple[date, date]:
    """Return the last day as counted, and the first working day from it on for calendar days."""
    day, left = start_on, count
    while left:
        day += timedelta(days=1)
        paused = any(after < day <= until for after, until in pauses)
        if not paused and (unit is Unit.CALENDAR_DAY or is_working(day)):
            left -= 1
    moved = day
    while unit is Unit.CALENDAR_DAY and not is_working(moved):
        moved += timedelta(days=1)
    return day, moved


def is_working_in(calendar: WorkCalendar) -> IsWorking:
    """Return what a calendar's notices say of a day, read from the notices alone."""
    return lambda day: calendar.special[day].working if day in calendar.special else day.weekday() < 5


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Draw three years of notices: any day may be a holiday or worked."""
    days = draw(st.dictionaries(st.dates(FIRST, LAST), st.booleans(), max_size=60))
    return WorkCalendar({on: SpecialDay(on, working, "假", f"{on.year}年的通知") for on, working in days.items()},
                        frozenset({2024, 2025, 2026}), 1)


@st.composite
def facts(draw: st.DrawFn) -> ClockFacts:
    """Draw a clock in days with up to four pauses, which may overlap, touch, be empty, or lie before the event."""
    start_on = draw(st.dates(FIRST, date(2025, 6, 30)))
    pauses = [Span(after, after + timedelta(days=length), draw(st.sampled_from(("", "third_party", "hearing"))))
              for after, length in draw(st.lists(st.tuples(
                  st.dates(start_on - timedelta(days=20), start_on + timedelta(days=90)), st.integers(0, 40)),
                  max_size=4))]
    terms = ClockTerms(ClockKind.DISCLOSURE_REPLY, draw(st.integers(1, 60)),
                       draw(st.sampled_from((Unit.WORKING_DAY, Unit.CALENDAR_DAY))))
    return ClockFacts(terms, start_on, draw(st.integers(0, 30)), tuple(pauses))
