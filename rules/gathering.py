"""When a person's reminders go out together: one mail per hour at most, in the hours in which people work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from rules.calendar import WorkCalendar
from rules.localtime import local_time
from rules.quiet_hours import STAFF_HOURS, next_open

GATHERED_FOR = timedelta(seconds=60)
# Whoever has been written to in so many hours to come has been written to enough: the desk shows the rest.
MOST_WINDOWS = 12


def windows(now: datetime, calendar: WorkCalendar) -> Iterator[datetime]:
    """Yield the instants at which a mail of gathered reminders may go out: a minute from now, then hour by hour.

    One that would fall outside the hours of staff mail goes out when they begin again.
    """
    at = next_open(STAFF_HOURS, now + GATHERED_FOR, calendar)
    for _ in range(MOST_WINDOWS):
        yield at
        following = (at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        at = next_open(STAFF_HOURS, following + GATHERED_FOR, calendar)


def window_key(at: datetime) -> str:
    """Return the name of a window: the hour in China, as in 2026-11-24T08."""
    return f"{local_time(at):%Y-%m-%dT%H}"
