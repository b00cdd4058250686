"""The progress bar of a letter: its five steps, from the state and the days it has reached. No words of the letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from rules.vocabulary import UNANSWERED_ENDS, State


@dataclass(frozen=True)
class Step:
    """One step: `place` is `past`, `now` or "" for what is still to come; `words` is the date under it."""

    label: str
    place: str = ""
    words: str = ""


@dataclass(frozen=True)
class Milestones:
    """The days in China on which a letter reached its steps, None for those not reached; `route_by` is a promise."""

    received_on: date
    route_by: date | None = None
    assigned_on: date | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None
    rated_on: date | None = None


# What stands in the place of a step's usual name.
_NAMES: dict[State, tuple[int, str]] = {
    State.DECLINED: (1, "不予受理"), State.WITHDRAWN: (1, "已撤回"), State.MERGED: (2, "合并办理"),
    State.REWORK: (2, "重办"),
}
# Which step a state is at: 0 收到, 1 受理, 2 办理, 3 答复, 4 评价.
_AT: dict[State, int] = {
    State.RECEIVED: 0, State.TRIAGE: 0, State.RETURNED: 0, State.ASSIGNED: 1, State.ACCEPTED: 2, State.DRAFTED: 2,
    State.REVIEWED: 2, State.ANSWERED: 4, State.CLOSED: 4, State.DECLINED: 1, State.MERGED: 2,
    State.WITHDRAWN: 1, State.REWORK: 2,
}


def letter_steps(state: State, reached: Milestones) -> list[Step]:
    """Return the five steps 收到 受理 办理 答复 评价 of a letter (look.md 3); one that ended otherwise names its end.

    A merged letter reaches 答复 with the letter it was merged into; it is not rated itself.
    """
    at = 3 if state is State.MERGED and reached.answered_on else _AT[state]
    steps = [
        Step("收到", words=_day(reached.received_on)),
        Step("受理", words=_day(reached.assigned_on) or _latest(state, reached.route_by)),
        Step("办理", words=_day(reached.accepted_on, "签收")),
        Step("答复", words=_day(reached.answered_on) or _latest(state, reached.due_on)),
        Step("评价", words=_day(reached.rated_on)),
    ]
    if state in _NAMES:
        place, name = _NAMES[state]
        steps[place] = replace(steps[place], label=name)
    done = at if reached.rated_on is None else len(steps)
    return [replace(step, place="past" if place < done else "now" if place == at else "")
            for place, step in enumerate(steps)]


def _day(value: date | None, after: str = "") -> str:
    return "" if value is None else f"{value.month}月{value.day}日{after}"


def _latest(state: State, on: date | None) -> str:
    return "" if on is None or state in UNANSWERED_ENDS - {State.MERGED} else f"最晚{_day(on)}"
