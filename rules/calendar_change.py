"""What a change of the work calendar does to a clock: which days changed, and whether its last day moves or stays.

Nothing here makes an expired case on time, or one that is on time expired (security.md D7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from rules.actors import Actor, ActorKind, Role
from rules.calendar import WorkCalendar
from rules.clock_kinds import ANSWER_KINDS
from rules.clocks import Due
from rules.errors import NotPermitted

EDITORS = frozenset({Role.INTAKE, Role.SUPERVISOR})
# After the last day the ladder goes on for five working days, and its alarm comes sixty days after the start: when
# these are reached depends on the calendar as well.
LADDER_REACH = timedelta(days=40)
ALARM_REACH = timedelta(days=80)


class Verdict(StrEnum):
    """What becomes of a clock: it says the same, moves, is no longer provisional, or keeps the day it was told."""

    SAME = "same"
    MOVES = "moves"
    CONFIRMED = "confirmed"
    KEPT_EXPIRED = "kept_expired"
    KEPT_TOLD = "kept_told"


VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.SAME: "不变", Verdict.MOVES: "改期", Verdict.CONFIRMED: "不再是暂定",
    Verdict.KEPT_EXPIRED: "已经超期，期限不改", Verdict.KEPT_TOLD: "新日子已经过去，仍按告知的日子",
}


@dataclass(frozen=True)
class ChangedDays:
    """The days on which two calendars differ, from the first to the last; None when they are the same."""

    first: date
    last: date

    def touches(self, after: date, until: date) -> bool:
        """Tell whether a changed day may lie after the one day and not after the other."""
        return after < self.last and self.first <= until


@dataclass(frozen=True)
class Told:
    """What a clock says now, as its people were told."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class Recount:
    """A recount as the record holds it: of which kind of clock, its last day before and after, and whether 暂定 now."""

    kind: str
    before: date
    after: date
    provisional: bool

    @classmethod
    def of_payload(cls, payload: Mapping[str, Any]) -> Recount:
        """Return the recount that an event's payload describes."""
        return cls(payload["kind"], date.fromisoformat(payload["before"]), date.fromisoformat(payload["after"]),
                   bool(payload["provisional"]))

    @property
    def is_of_answer(self) -> bool:
        """Whether the writer was told this day: other clocks are inner steps of the office."""
        return self.kind in ANSWER_KINDS

    @property
    def words(self) -> str:
        """What became of the last day, as a sentence for the writer and for staff."""
        after = _written(self.after) + ("（暂定）" if self.provisional else "")
        if self.before == self.after:
            return f"放假安排已经公布，最后一天仍是{after}{'' if self.provisional else '，不再是暂定'}。"
        return f"放假安排有变化，最后一天由{_written(self.before)}改为{after}。"


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def may_edit(actor: Actor) -> bool:
    """Tell whether the actor is of the letters office, which keeps the calendar."""
    return actor.kind is ActorKind.STAFF and actor.role in EDITORS


def require_editor(actor: Actor) -> None:
    """Raise NotPermitted unless the actor may propose and decide changes of the calendar."""
    if not may_edit(actor):
        raise NotPermitted()


def changed_days(old: WorkCalendar, new: WorkCalendar) -> ChangedDays | None:
    """Return the span of days that differ: by whether they are worked, or by whether their year has a notice."""
    days = [day for day in {*old.special, *new.special} if old.special.get(day) != new.special.get(day)]
    for year in old.years ^ new.years:
        days += [date(year, 1, 1), date(year, 12, 31)]
    return ChangedDays(min(days), max(days)) if days else None


def is_untouched(changed: ChangedDays | None, start_on: date, due_on: date) -> bool:
    """Tell whether neither the last day of a clock nor a rung of its ladder can depend on the changed days."""
    return changed is None or not changed.touches(start_on, max(due_on + LADDER_REACH, start_on + ALARM_REACH))


def decide(told: Told, due: Due, today: date) -> Verdict:
    """Return what becomes of a running clock that told one day and would be `due` under the new calendar."""
    if due.on == told.on and due.provisional == told.provisional:
        return Verdict.SAME
    if told.on < today:
        return Verdict.KEPT_EXPIRED
    if due.on < today:
        return Verdict.KEPT_TOLD
    return Verdict.MOVES if due.on != told.on else Verdict.CONFIRMED


def counted(verdicts: Iterable[Verdict]) -> dict[Verdict, int]:
    """Return how many of each verdict there are, those of which there are none left out."""
    found = list(verdicts)
    return {verdict: found.count(verdict) for verdict in Verdict if verdict in found}
