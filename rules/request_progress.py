"""The progress bar of a disclosure request: 登记 审核 办理 答复 归档, from the state and the days it has reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from rules.progress import Step
from rules.vocabulary import State


@dataclass(frozen=True)
class Milestones:
    """The days in China on which a request reached its steps, None for those not reached."""

    received_on: date
    accepted_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None


# What stands in the place of a step's usual name.
_NAMES: dict[State, tuple[int, str]] = {
    State.UNCONFIRMED: (0, "待确认收到"), State.CORRECTING: (1, "待补正"), State.CHARGING: (2, "待缴费"),
    State.REWORK: (2, "重新办理"), State.LAPSED: (2, "已终止"), State.WITHDRAWN: (1, "已撤回"),
    State.ISSUED: (3, "待送达"),
}
_AT: dict[State, int] = {
    State.UNCONFIRMED: 0, State.RECEIVED: 1, State.CORRECTING: 1, State.ACCEPTED: 2, State.CHARGING: 2,
    State.REWORK: 2, State.DRAFTED: 3, State.REVIEWED: 3, State.ISSUED: 3, State.ANSWERED: 4, State.CLOSED: 4,
    State.LAPSED: 2, State.WITHDRAWN: 1,
}


def steps(state: State, reached: Milestones) -> list[Step]:
    """Return the five steps of a request (look.md 3); one that ended otherwise names its end."""
    is_open = state not in (State.LAPSED, State.WITHDRAWN)
    latest = f"最晚{_day(reached.due_on)}" if reached.due_on and is_open else ""
    named = [
        Step("登记", words=_day(reached.received_on)), Step("审核"),
        Step("办理", words=_day(reached.accepted_on, "签收")),
        Step("答复", words=_day(reached.answered_on) or latest), Step("归档", words=_day(reached.closed_on)),
    ]
    if state in _NAMES:
        place, name = _NAMES[state]
        named[place] = replace(named[place], label=name)
    at = len(named) if state is State.CLOSED else _AT[state]
    return [replace(step, place="past" if place < at else "now" if place == at else "")
            for place, step in enumerate(named)]


def _day(value: date | None, after: str = "") -> str:
    return "" if value is None else f"{value.month}月{value.day}日{after}"
