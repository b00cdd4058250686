"""The deadline receipt (期限说明单): every day of a clock from its event to its last day, and why it counts or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules import clocks
from rules.calendar import ONE_DAY, WorkCalendar
from rules.clock_kinds import Unit
from rules.clocks import ClockFacts

PAUSED = "中止"
ROLLED = "末日逢休息日，顺延"
COUNTED = "计入"


@dataclass(frozen=True)
class CountedDay:
    """One day. `number` is its place among the counted days, None when it does not count.

    `notice` names the document that set the day apart from its weekday. `extended`: it counts towards the extension.
    """

    on: date
    number: int | None
    reason: str
    notice: str = ""
    extended: bool = False


def day_by_day(facts: ClockFacts, calendar: WorkCalendar, event: str = "收到") -> Iterator[CountedDay]:
    """Yield every day from the event to the last day of a clock. `event` is the word for what began it.

    A clock in hours or with a stated last day has no counting to explain: its first and last day only.
    """
    yield CountedDay(facts.start_on, None, event)
    due = clocks.due(facts, calendar)
    if facts.stated_on is not None or facts.terms.unit is Unit.HOUR:
        if due.on != facts.start_on:
            yield CountedDay(due.on, None, "到期")
        return
    number, day = 0, facts.start_on
    while day < due.on:
        day += ONE_DAY
        special = calendar.special.get(day)
        counts = number < facts.total and not facts.is_paused_on(day) and (
            facts.terms.unit is Unit.CALENDAR_DAY or calendar.is_working(day))
        number += counts
        yield CountedDay(day, number if counts else None, _reason(facts, calendar, day, number, counts),
                         special.notice if special else "", counts and number > facts.terms.length)


def _reason(facts: ClockFacts, calendar: WorkCalendar, day: date, number: int, counts: bool) -> str:
    if facts.is_paused_on(day):
        return PAUSED
    if counts and facts.terms.unit is Unit.CALENDAR_DAY:
        return COUNTED
    if not counts and number >= facts.total:
        return ROLLED
    return calendar.name_of(day)


def notices_of(days: list[CountedDay]) -> list[str]:
    """Return the documents that a receipt rests on, in the order in which they are first needed."""
    return list(dict.fromkeys(day.notice for day in days if day.notice))
