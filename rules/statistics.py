"""Figures of a period: rates with their base, averages, and breakdowns in which nobody can be made out.

Owns formulas (domain.md 5) and the folding of small groups; where the counts come from is in `queries/statistics.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LEAST_SHOWN = 3  # a group of fewer cases is never shown by itself (design.md 6.12)


# No mailbox of a county is older, and the neighbours of every month from here on are dates too.
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Group:
    """One line of a breakdown: `count` cases, `good` of them on time where that is asked."""

    label: str
    count: int
    good: int = 0


@dataclass(frozen=True)
class MonthFigures:
    """The figures of a month. Rates are parts with their base; `working_days` is the sum over answered letters."""

    month: date
    received: int
    answered: int
    working_days: int
    due: int
    on_time: int
    rated: int
    satisfied: int
    categories: tuple[Group, ...]
    departments: tuple[Group, ...]

    @property
    def average(self) -> str:
        """The mean of the working days until the answer, one decimal, rounded half up; — without an answer."""
        return mean(self.working_days, self.answered)


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


def is_due(due_on: date, answered_on: date | None, today: date) -> bool:
    """Tell whether a deadline has been decided: by an answer, or by its day having passed without one."""
    return answered_on is not None or due_on < today


def folded(groups: Sequence[Group], rest: str, least: int = LEAST_SHOWN) -> tuple[Group, ...]:
    """Return the groups, biggest first, with the small ones folded into one line named `rest`.

    Folded are groups of fewer than `least` cases; when those together are one group only, or too few, the next
    smallest is folded too, so that no count follows from the total by subtraction. Empty groups are left out. When
    everything would be folded there is no breakdown: the result is empty.
    """
    shown = sorted((group for group in groups if group.count), key=lambda group: (-group.count, group.label))
    hidden: list[Group] = []
    while shown and (shown[-1].count < least or _gives_away(hidden, least)):
        hidden.append(shown.pop())
    if not hidden:
        return tuple(shown)
    if not shown:
        return ()
    return (*shown, Group(rest, sum(group.count for group in hidden), sum(group.good for group in hidden)))


def _gives_away(hidden: Sequence[Group], least: int) -> bool:
    return len(hidden) > 0 and (len(hidden) < 2 or sum(group.count for group in hidden) < least)


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
