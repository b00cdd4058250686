"""A new text while a period runs: how long people must then have for it. Owns no text and no act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rules import comment_periods
from rules.calendar import WorkCalendar
from rules.comment_words import DraftKind
from rules.errors import InputRefused


@dataclass(frozen=True)
class Running:
    """A released period as far as its days depend on it; days in China, both inclusive.

    `short_reason` is why it is shorter than the rule for its kind, "" for one that is not.
    """

    kind: DraftKind
    is_about_market: bool
    opens_on: date
    closes_on: date
    short_reason: str = ""


def earliest_close(period: Running, today: date, calendar: WorkCalendar) -> date:
    """Return the first day that may be the last one when another text takes the place of the draft today.

    People have as long for the new text as the law gives them for any (重大行政决策程序暂行条例第十五条): the
    minimum runs anew, from the opening where that is still to come. A period that is shorter for a published reason
    runs for as many days again as it had. No period becomes shorter by it.
    """
    begins = max(today, period.opens_on)
    anew = comment_periods.earliest_close(period.kind, period.is_about_market, begins, calendar)
    if anew is not None and period.short_reason:
        anew = min(anew, begins + (period.closes_on - period.opens_on))
    return max(period.closes_on, anew or period.closes_on)


def last_day(period: Running, wanted: date | None, today: date, calendar: WorkCalendar) -> date:
    """Return the last day of a period whose draft is replaced today: the earliest, or the later one that is wanted.

    Raises InputRefused for one that is too early, or further away than any period may be long.
    """
    earliest = earliest_close(period, today, calendar)
    last = wanted or earliest
    if last < earliest:
        raise InputRefused(f"换了新稿，征集期限要重新计算，最早到{_day(earliest)}截止。", "closes_on")
    if last > max(earliest, today + timedelta(days=comment_periods.LONGEST_DAYS)):
        raise InputRefused(f"征集最长{comment_periods.LONGEST_DAYS}天。请检查截止日期。", "closes_on")
    return last


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
