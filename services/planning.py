"""When the sweep has to look at a clock: the ladder of today, and what the county has set from a later day on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from rules import ladder
from rules.calendar import WorkCalendar
from rules.clocks import ClockFacts, Due
from rules.ladder import Planned
from rules.localtime import start_of_day
from services.work import Work

Done = Collection[tuple[str, date]]


def plan(work: Work, facts: ClockFacts, due: Due, calendar: WorkCalendar) -> list[Planned]:
    """Return the rungs of a clock on the ladder of today."""
    return ladder.plan(facts, due, calendar, work.settings.ladder_steps(work.today))


def next_look(work: Work, facts: ClockFacts, due: Due, calendar: WorkCalendar, done: Done) -> datetime | None:
    """Return when the next rung that is not done is reached, None when none is left.

    A ladder that is set from a later day on may reach one sooner; then that day is early enough. So nothing has to be
    done at midnight when a setting begins: every clock is looked at no later than either ladder wants.
    """
    looks = [ladder.next_action(plan(work, facts, due, calendar), done)]
    for since in {row[3] for row in work.settings.rungs if row[3] > work.today}:
        at = ladder.next_action(ladder.plan(facts, due, calendar, work.settings.ladder_steps(since)), done)
        looks.append(at and max(at, start_of_day(since)))
    return min((at for at in looks if at is not None), default=None)
