"""The ladder: what happens to a clock that is not met, and when. Pure; workers/deadlines makes it happen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile

from rules.calendar import WorkCalendar
from rules.clock_kinds import ANSWER_KINDS, LETTER_KINDS, ClockKind, Unit
from rules.clocks import ClockFacts, Due
from rules.errors import InputRefused
from rules.localtime import CHINA
from rules.transitions import Act


class RungName(StrEnum):
    """The rungs, from the lowest to the highest; `URGE_BY_HAND` is a person's own and stands on no ladder."""

    HALF = "half"
    SOON = "soon"
    TODAY = "today"
    URGE = "urge"
    SUPERVISE = "supervise"
    CIRCULATE = "circulate"
    VETO = "veto"
    URGE_BY_HAND = "urge_by_hand"


class Basis(StrEnum):
    """What an offset counts: percent of the time, working days before or after the due day, or calendar days."""

    SHARE = "share"
    BEFORE = "before"
    AFTER = "after"
    SINCE_START = "since_start"


class Audience(StrEnum):
    """Who is told: those who have the case, those who answer for them, and those above."""

    HANDLER = "handler"
    LEAD = "lead"
    OFFICE = "office"
    SUPERVISOR = "supervisor"
    LEADER = "leader"


RUNG_LABELS: dict[RungName, str] = {
    RungName.HALF: "时限过半提醒", RungName.SOON: "即将到期提醒", RungName.TODAY: "今日到期提醒", RungName.URGE: "催办",
    RungName.SUPERVISE: "督办", RungName.CIRCULATE: "报县领导、列入通报", RungName.VETO: "长期未答复预警",
    RungName.URGE_BY_HAND: "人工催办",
}
# The act that the record shows for a rung.
ACTS: dict[RungName, Act] = {
    RungName.HALF: Act.REMIND, RungName.SOON: Act.REMIND, RungName.TODAY: Act.REMIND, RungName.URGE: Act.URGE,
    RungName.SUPERVISE: Act.SUPERVISE, RungName.CIRCULATE: Act.CIRCULATE, RungName.VETO: Act.ALARM,
    RungName.URGE_BY_HAND: Act.URGE,
}
# How high a rung stands; an urge by hand stands as high as the automatic one.
RANKS: dict[RungName, int] = {
    RungName.HALF: 1, RungName.SOON: 2, RungName.TODAY: 3, RungName.URGE_BY_HAND: 4, RungName.URGE: 4,
    RungName.SUPERVISE: 5, RungName.CIRCULATE: 6, RungName.VETO: 7,
}
OPENING = time(8, 30)


@dataclass(frozen=True)
class Step:
    """One rung as it is set. `offset` is in what `basis` counts. Who is told is `audience`."""

    rung: RungName
    basis: Basis
    offset: int
    audience: frozenset[Audience]
    is_active: bool = True


@dataclass(frozen=True)
class Planned:
    """One rung of one clock. `of_on` with the rung makes it unique; `at` is the UTC instant at which it is reached."""

    step: Step
    of_on: date
    at: datetime

    @property
    def key(self) -> tuple[str, date]:
        return self.step.rung.value, self.of_on


_HANDLING = frozenset({Audience.HANDLER})
_UNIT = frozenset({Audience.HANDLER, Audience.LEAD})
_OFFICE = frozenset({Audience.HANDLER, Audience.LEAD, Audience.SUPERVISOR})
_TOP = frozenset({Audience.LEAD, Audience.SUPERVISOR, Audience.LEADER})
# domain.md 1.8: warning at half and one working day before, 催办 on expiry, 督办单 at +3, 通报 at +5 working days.
# A letter unanswered for more than three months fails the whole website (domain.md 1.6): the alarm comes before.
STEPS: tuple[Step, ...] = (
    Step(RungName.HALF, Basis.SHARE, 50, _HANDLING),
    Step(RungName.SOON, Basis.BEFORE, 1, _HANDLING),
    Step(RungName.TODAY, Basis.BEFORE, 0, _UNIT),
    Step(RungName.URGE, Basis.AFTER, 1, _UNIT),
    Step(RungName.SUPERVISE, Basis.AFTER, 3, _OFFICE),
    Step(RungName.CIRCULATE, Basis.AFTER, 5, _TOP),
    Step(RungName.VETO, Basis.SINCE_START, 60, _TOP),
)
# What the county may set a rung to: from, to, and in what it counts. The alarm must come before the 90th day.
LIMITS: dict[RungName, tuple[int, int, str]] = {
    RungName.HALF: (10, 90, "时限的百分之几"), RungName.SOON: (1, 10, "到期前几个工作日"),
    RungName.TODAY: (0, 0, "到期当天"), RungName.URGE: (1, 10, "到期后几个工作日"),
    RungName.SUPERVISE: (2, 30, "到期后几个工作日"), RungName.CIRCULATE: (3, 60, "到期后几个工作日"),
    RungName.VETO: (30, 80, "收到后几天"),
}
# What the county may not switch off: without these a missed day would stay among those who missed it.
KEPT = frozenset({RungName.URGE, RungName.VETO})
# What is only a step on the way to the answer is reminded of and urged, no more; one of a single day only urged.
_INNER = frozenset({RungName.SOON, RungName.TODAY, RungName.URGE})
_SHORT = frozenset({RungName.URGE})
_SHORT_KINDS = frozenset({ClockKind.LETTER_ROUTING, ClockKind.LETTER_SIGN_FOR})
# Hours leave room for one reminder on the way.
_HOURS = frozenset({RungName.HALF, RungName.URGE})
# What nobody has answered for three months fails a website only if it is a letter (domain.md 1.6).
_UNANSWERED = frozenset(LETTER_KINDS.values())


def steps_for(kind: ClockKind, unit: Unit, steps: Iterable[Step] = STEPS) -> list[Step]:
    """Return the active rungs of a clock of this kind and unit, of the given setting."""
    if unit is Unit.HOUR:
        allowed = _HOURS
    elif kind in ANSWER_KINDS:
        allowed = frozenset(RungName) - ({RungName.VETO} if kind not in _UNANSWERED else set())
    else:
        allowed = _SHORT if kind in _SHORT_KINDS else _INNER
    return [step for step in steps if step.is_active and step.rung in allowed]


def plan(facts: ClockFacts, due: Due, calendar: WorkCalendar, steps: Iterable[Step] = STEPS) -> list[Planned]:
    """Return every rung of a clock in the order in which they are reached.

    Rungs are reached at 8:30 China time of a working day; those of a clock in hours at their natural hour.
    """
    chosen = steps_for(facts.terms.kind, facts.terms.unit, steps)
    make = _in_hours if facts.terms.unit is Unit.HOUR else _in_days
    return sorted((planned for step in chosen for planned in make(step, facts, due, calendar)),
                  key=lambda planned: (planned.at, RANKS[planned.step.rung]))


def reached(planned: Iterable[Planned], done: Collection[tuple[str, date]], now: datetime) -> list[Planned]:
    """Return the rungs that have been reached and are not done, in their order."""
    return [one for one in planned if one.at <= now and one.key not in done]


def highest(some: Iterable[Planned]) -> Planned:
    """Return the rung that is told when several are reached at once: after an outage nobody needs the lower ones."""
    return max(some, key=lambda one: RANKS[one.step.rung])


def next_action(planned: Iterable[Planned], done: Collection[tuple[str, date]]) -> datetime | None:
    """Return when the next rung that is not done is reached, None when none is left."""
    return min((one.at for one in planned if one.key not in done), default=None)


def configured(terms: Iterable[tuple[str, int, bool]], steps: Iterable[Step] = STEPS) -> tuple[Step, ...]:
    """Return the steps with the county's settings (rung, offset, is_active) put in, the last of a rung in force."""
    chosen = {rung: (offset, is_active) for rung, offset, is_active in terms}
    return tuple(replace(step, offset=chosen[step.rung][0], is_active=chosen[step.rung][1])
                 if step.rung in chosen else step for step in steps)


def check_steps(steps: Iterable[Step]) -> None:
    """Raise InputRefused, with the rung as its field, when a ladder has no sense: out of bounds or out of order."""
    before = 0
    for step in steps:
        least, most, words = LIMITS[step.rung]
        if not least <= step.offset <= most:
            raise InputRefused(f"{RUNG_LABELS[step.rung]}要填{least}到{most}之间的整数（{words}）。", step.rung.value)
        if step.basis is Basis.AFTER and step.is_active:
            if step.offset <= before:
                raise InputRefused(f"{RUNG_LABELS[step.rung]}要比前一档晚，现在是到期后{before}个工作日。",
                                   step.rung.value)
            before = step.offset


def _in_days(step: Step, facts: ClockFacts, due: Due, calendar: WorkCalendar) -> Iterator[Planned]:
    days = calendar.working_days_between(facts.start_on, due.on)
    if step.basis is Basis.SHARE:
        day = _share(facts, due, step.offset, calendar)
        if day is not None:
            yield Planned(step, facts.start_on, _opening(day))
    elif step.basis is Basis.BEFORE:
        if step.offset < days:
            yield Planned(step, due.on, _opening(_working_days_before(due.on, step.offset, calendar)))
    elif step.basis is Basis.AFTER:
        yield Planned(step, due.on, _opening(calendar.add_working_days(due.on, step.offset)))
    else:
        day = calendar.on_or_after(facts.start_on + timedelta(days=step.offset))
        yield Planned(step, facts.start_on, _opening(day))


def _in_hours(step: Step, facts: ClockFacts, due: Due, calendar: WorkCalendar) -> Iterator[Planned]:
    if due.at is None or facts.started_at is None:
        return
    if step.basis is Basis.SHARE:
        yield Planned(step, facts.start_on, facts.started_at + (due.at - facts.started_at) * step.offset / 100)
    elif step.rung is RungName.URGE:
        yield Planned(step, due.on, due.at)


def _share(facts: ClockFacts, due: Due, percent: int, calendar: WorkCalendar) -> date | None:
    """Return the working day on which that share of the time has passed, None when it is less than a day.

    Days of a pause are no time: half of the time left over has passed, not half of the calendar.
    """
    if not facts.pauses:
        passed = calendar.working_days_between(facts.start_on, due.on) * percent // 100
        return calendar.add_working_days(facts.start_on, passed) if passed > 0 else None
    days = [day for day in takewhile(lambda day: day <= due.on, calendar.working_days_after(facts.start_on))
            if not any(day in span for span in facts.pauses)]
    passed = len(days) * percent // 100
    return days[passed - 1] if passed > 0 else None


def _working_days_before(day: date, count: int, calendar: WorkCalendar) -> date:
    while count > 0 or not calendar.is_working(day):
        day -= timedelta(days=1)
        count -= calendar.is_working(day)
    return day


def _opening(day: date) -> datetime:
    return datetime.combine(day, OPENING, CHINA).astimezone(UTC)
