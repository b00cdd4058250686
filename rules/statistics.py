"""Averages, parts of small wholes, and months as addresses name them.

Owns formulas (domain.md 5); rates stand in `rules/figures.py`, the choice of small groups in `rules/small_groups.py`.
"""

from __future__ import annotations

from datetime import date

from rules.small_groups import LEAST_SHOWN

# No mailbox of a county is older, and the neighbours of every month from here on are dates too.
FIRST_YEAR = 2000


def shown_part(part: int, whole: int, least: int = LEAST_SHOWN) -> int | None:
    """Return a part of a public count, None when the whole is too small to be broken down (design.md 6.12).

    Of one or two letters a rate tells how each of them ended. A whole of nothing has a part of nothing.
    """
    return None if 0 < whole < least else part


def mean(total: int, count: int) -> str:
    """Return total ÷ count with one decimal, rounded half up from whole numbers; — for a base of nothing."""
    if not count:
        return "—"
    tenths = (total * 20 + count) // (count * 2)
    return f"{tenths // 10}.{tenths % 10}"


def month_of(text: str) -> date | None:
    """Return the first day of a month written as 2026-10, or None when it cannot be one of a mailbox."""
    try:
        month = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return month if month and month.year >= FIRST_YEAR else None


def month_before(month: date) -> date:
    """Return the first day of the month before the one that the day lies in."""
    return date(month.year - 1, 12, 1) if month.month == 1 else date(month.year, month.month - 1, 1)


def month_after(month: date) -> date:
    """Return the first day of the month after the one that the day lies in."""
    return date(month.year + 1, 1, 1) if month.month == 12 else date(month.year, month.month + 1, 1)
