"""The county's clock: instants are UTC everywhere inside, days are days in China."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def local_date(instant: datetime) -> date:
    """Return the calendar day in China of an aware instant."""
    return instant.astimezone(CHINA).date()


def local_time(instant: datetime) -> datetime:
    """Return the same instant as China time."""
    return instant.astimezone(CHINA)


def start_of_day(day: date) -> datetime:
    """Return the UTC instant at which the day begins in China."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def aware(instant: datetime) -> datetime:
    """Return the instant in UTC; a naive one is read as China time (design.md 4)."""
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=CHINA)
    return instant.astimezone(UTC)
