"""The work calendar of China: which days count, and why. Facts come in as arguments, from the calendar table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.usual_holidays import usual_holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class SpecialDay:
    """A day that a State Council notice sets apart from its weekday: a holiday, or a make-up workday."""

    on: date
    working: bool
    name: str
    notice: str = ""


@dataclass(frozen=True)
class WorkCalendar:
    """Working days under the yearly notices. `years` are the years whose notice is loaded.

    A year without a notice takes the holidays that the law gives to every year (domain.md 2).
    """

    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    version: int = 0
    # Working days of a year as ordinals, made when the year is first counted in.
    _working: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Tell whether the day counts: a weekday that is no holiday, or a make-up workday (调休上班)."""
        special = self.special.get(day)
        if special is not None:
            return special.working
        if day.weekday() >= SATURDAY:
            return False
        return day.year in self.years or day not in usual_holidays(day.year)

    def is_provisional(self, day: date) -> bool:
        """Tell whether the day's year has no notice yet, so that what is computed on it is 暂定."""
        return day.year not in self.years

    def name_of(self, day: date) -> str:
        """Return the word for the day: a holiday's name, 调休上班, 休 for a weekend, or 工作日."""
        special = self.special.get(day)
        if special is not None:
            return "调休上班" if special.working else special.name
        if day.weekday() >= SATURDAY:
            return "休"
        usual = None if day.year in self.years else usual_holidays(day.year).get(day)
        return usual or "工作日"

    def working_days_after(self, day: date) -> Iterator[date]:
        """Yield the working days after the given day, in order, without end. The day itself never counts."""
        while True:
            day += ONE_DAY
            if self.is_working(day):
                yield day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the count-th working day after the day (民法典 201: the day of the event is not counted)."""
        if count <= 0:
            return day
        year, after = day.year, day.toordinal()
        while True:
            working = self._working_days_of(year)
            place = bisect_right(working, after) + count - 1
            if place < len(working):
                return date.fromordinal(working[place])
            count -= len(working) - bisect_right(working, after)
            year += 1

    def on_or_after(self, day: date) -> date:
        """Return the day itself when it is a working day, else the next one (民法典 203)."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def working_days_between(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.working_days_between(end, start)
        first, last = start.toordinal(), end.toordinal()
        return sum(bisect_right(working, last) - bisect_right(working, first)
                   for working in map(self._working_days_of, range(start.year, end.year + 1)))

    def has_notices(self, first: int, last: int) -> bool:
        """Tell whether the notice of every year from the first to the last is loaded."""
        return all(year in self.years for year in range(first, last + 1))

    def _working_days_of(self, year: int) -> list[int]:
        working = self._working.get(year)
        if working is None:
            start, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            working = [day for day in range(start, end + 1) if self.is_working(date.fromordinal(day))]
            self._working[year] = working
        return working
