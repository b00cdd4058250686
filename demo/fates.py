"""When a demonstration letter came and what became of it: answered in time or late, still open, declined."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rules.localtime import CHINA

RECENT_DAYS = 21  # Letters older than this are all answered or declined.
RECENT_FACTOR = 3.2  # A desk to look at needs more letters in hand than an even spread would leave.
LATE_SHARE = 0.06
# Working days until a reply is due (design.md 6.7); praise has no clock and is thanked for within a week.
LIMITS = {"consultation": 5, "suggestion": 10, "request_help": 10, "complaint": 15, "report": 15, "praise": 5,
          "site_error": 3, "other": 10}
RECEIVED_HOURS = ((8, 12, 45), (12, 14, 10), (14, 18, 33), (18, 23, 10), (6, 8, 2))  # from, until, share


@dataclass(frozen=True)
class Fate:
    """What became of one letter; `days_taken` are working days until its answer, 0 while it has none."""

    name: str
    days_taken: int = 0
    late: bool = False


def received_times(count: int, first_day: date, last_day: date, chance: random.Random) -> list[datetime]:
    """Draw when the letters came, oldest first, more on working days and more as the mailbox becomes known.

    None comes on the last day, which is not over yet.
    """
    span = max((last_day - first_day).days, 1)
    days = [first_day + timedelta(days=passed) for passed in range(span)]
    weights = [_busyness(day, passed / span, (last_day - day).days) for passed, day in enumerate(days)]
    return sorted(_moment(day, chance) for day in chance.choices(days, weights, k=count))


def fate_of(received_on: date, category: str, last_day: date, chance: random.Random) -> Fate:
    """Draw the fate of a letter that is not declined, fitting its age on the last day."""
    limit, passed = LIMITS[category], working_days_between(received_on, last_day)
    if (last_day - received_on).days > RECENT_DAYS:
        return _answered(limit, passed, chance)
    if passed <= 2:
        return Fate(chance.choice(("triage", "open")))
    if category == "praise":
        return _answered(limit, passed, chance)
    if passed > limit:
        return Fate("overdue_open") if chance.random() < 0.3 else _answered(limit, passed, chance)
    if passed <= 6 and chance.random() < 0.12:
        return Fate("returned")
    return Fate("open") if chance.random() < 0.7 else _answered(limit, passed, chance)


def working_days_between(begun: date, ended: date) -> int:
    """Count Mondays to Fridays after `begun` up to `ended`; holidays are the loader's, who has the calendar."""
    return sum((begun + timedelta(days=step)).weekday() < 5 for step in range(1, (ended - begun).days + 1))


def working_day_after(begun: date, days: int) -> date:
    """Return the Monday-to-Friday day that is so many working days after `begun`."""
    day = begun
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _answered(limit: int, passed: int, chance: random.Random) -> Fate:
    if passed > limit and chance.random() < LATE_SHARE:
        return Fate("answered", min(passed, limit + chance.randint(1, 8)), late=True)
    taken = round(chance.triangular(1, limit, 0.6 * limit))
    return Fate("answered", max(1, min(taken, passed)))


def _busyness(day: date, progress: float, days_ago: int) -> float:
    rest = 1.0 if day.weekday() < 5 else 0.3
    return rest * (0.5 + progress) * (RECENT_FACTOR if days_ago <= RECENT_DAYS else 1.0)


def _moment(day: date, chance: random.Random) -> datetime:
    begin, end, _share = chance.choices(RECEIVED_HOURS, [share for *_hours, share in RECEIVED_HOURS])[0]
    minutes = chance.randrange(begin * 60, end * 60)
    return datetime.combine(day, time(minutes // 60, minutes % 60, chance.randrange(60)), CHINA)
