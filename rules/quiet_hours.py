"""Quiet hours: when a message may reach its reader, and the next instant at which it may. Not what is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from rules.calendar import ONE_DAY, WorkCalendar
from rules.localtime import CHINA, local_time

LONGEST_SEARCH = timedelta(days=60)


@dataclass(frozen=True)
class Hours:
    """The part of a day in China in which messages go out: from `start` up to, but not at, `end`.

    Raises ValueError when the part is empty; it never reaches over midnight.
    """

    start: time
    end: time
    working_days_only: bool = False

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"The hours must begin before they end, not {self.start} to {self.end}.")


# A telephone that sounds at night wakes people; a reminder on a free day is read by nobody.
SMS_HOURS = Hours(time(8), time(20))
STAFF_HOURS = Hours(time(8, 30), time(17, 30), working_days_only=True)


def is_open(hours: Hours, instant: datetime, calendar: WorkCalendar) -> bool:
    """Tell whether a message may go out at this instant."""
    local = local_time(instant)
    if hours.working_days_only and not calendar.is_working(local.date()):
        return False
    return hours.start <= local.time() < hours.end


def next_open(hours: Hours, instant: datetime, calendar: WorkCalendar) -> datetime:
    """Return the first instant, this one or later, at which a message may go out, in UTC.

    Raises ValueError when the calendar has no such day within two months.
    """
    if is_open(hours, instant, calendar):
        return instant.astimezone(UTC)
    local = local_time(instant)
    day = local.date() if local.time() < hours.start else local.date() + ONE_DAY
    last = day + LONGEST_SEARCH
    while hours.working_days_only and not calendar.is_working(day):
        day += ONE_DAY
        if day > last:
            raise ValueError("The calendar has no working day within two months.")
    return datetime.combine(day, hours.start, CHINA).astimezone(UTC)


def parse(text: str, *, working_days_only: bool = False) -> Hours:
    """Return the hours of a text like 08:00-20:00. Raises ValueError for anything else."""
    start, _, end = text.partition("-")
    return Hours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()), working_days_only)
