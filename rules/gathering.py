"""When a person's reminders go out together: one mail per hour at most, in the hours in which people work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from rules.calendar import WorkCalendar
from rules.ladder import OPENING
from rules.localtime import CHINA, local_time

GATHERED_FOR = timedelta(seconds=60)
CLOSING = time(18, 0)
# Whoever has been written to in so many hours to come has been written to enough: the desk shows the rest.
MOST_WINDOWS = 12


def windows(now: datetime, calendar: WorkCalendar) -> Iterator[datetime]:
    """Yield the instants at which a mail of gathered reminders may go out: a minute from now, then hour by hour.

    One that would fall outside working hours (8:30 to 18:00 of a working day) goes out at the next opening.
    """
    at = _at_work(now + GATHERED_FOR, calendar)
    for _ in range(MOST_WINDOWS):
        yield at
        at = _at_work((at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0) + GATHERED_FOR, calendar)


def window_key(at: datetime) -> str:
    """Return the name of a window: the hour in China, as in 2026-11-24T08."""
    return f"{local_time(at):%Y-%m-%dT%H}"


def _at_work(at: datetime, calendar: WorkCalendar) -> datetime:
    local = local_time(at)
    day = local.date()
    if calendar.is_working(day) and OPENING <= local.time() < CLOSING:
        return at
    if not calendar.is_working(day) or local.time() >= CLOSING:
        day = calendar.add_working_days(day, 1)
    return datetime.combine(day, OPENING, CHINA).astimezone(UTC)
