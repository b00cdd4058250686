"""When the sweep has to look at a clock: the ladder of today, and what the county has set from a later day on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, select

from models.rung import Rung
from rules import ladder
from rules.calendar import WorkCalendar
from rules.clocks import ClockFacts, Due
from rules.ladder import Planned
from rules.localtime import start_of_day
from services.work import Work

Done = Collection[tuple[str, date]]
_DONE = select(Rung.clock_id, Rung.rung, Rung.of_on).where(Rung.clock_id.in_(bindparam("clocks", expanding=True)))


def done(work: Work, clock_ids: Sequence[int]) -> dict[int, set[tuple[str, date]]]:
    """Return the rungs that each of these clocks has reached; a clock that has reached none gives an empty set."""
    found: dict[int, set[tuple[str, date]]] = defaultdict(set)
    for row in work.session.execute(_DONE, {"clocks": clock_ids}):
        found[row.clock_id].add((row.rung, row.of_on))
    return found


class Planner:
    """The ladders in force in one unit of work, read once however many clocks are planned."""

    def __init__(self, work: Work) -> None:
        settings, today = work.settings, work.today
        self._steps = settings.ladder_steps(today)
        self._later = [(start_of_day(since), settings.ladder_steps(since))
                       for since in sorted({row[3] for row in settings.rungs if row[3] > today})]

    def plan(self, facts: ClockFacts, due: Due, calendar: WorkCalendar) -> list[Planned]:
        """Return the rungs of a clock on the ladder of today."""
        return ladder.plan(facts, due, calendar, self._steps)

    def next_look(self, facts: ClockFacts, due: Due, calendar: WorkCalendar, done: Done,
                  planned: Sequence[Planned] | None = None) -> datetime | None:
        """Return when the next rung that is not done is reached, None when none is left.

        A ladder that is set from a later day on may reach one sooner; then that day is early enough. So nothing has
        to be done at midnight when a setting begins: every clock is looked at no later than either ladder wants.
        `planned` is what `plan` has returned for the same facts.
        """
        looks = [ladder.next_action(self.plan(facts, due, calendar) if planned is None else planned, done)]
        for since, steps in self._later:
            at = ladder.next_action(ladder.plan(facts, due, calendar, steps), done)
            looks.append(at and max(at, since))
        return min((at for at in looks if at is not None), default=None)
