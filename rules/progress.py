"""The progress bar of a case: its five steps, from the state and the days it has reached. No words of the case."""

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
    """The days in China on which a case reached its steps, None for those not reached; `route_by` is a promise."""

    received_on: date
    route_by: date | None = None
    assigned_on: date | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None
    rated_on: date | None = None
    closed_on: date | None = None


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

# The same of a disclosure request: 0 登记, 1 审核, 2 办理, 3 答复, 4 归档 (look.md 3).
_REQUEST_NAMES: dict[State, tuple[int, str]] = {
    State.UNCONFIRMED: (0, "待确认"), State.CORRECTING: (1, "补正"), State.CHARGING: (2, "缴费"),
    State.WITHDRAWN: (1, "已撤回"), State.LAPSED: (2, "已终止"), State.REWORK: (2, "重新办理"),
    State.ISSUED: (3, "送达"),
}
_REQUEST_AT: dict[State, int] = {
    State.UNCONFIRMED: 0, State.RECEIVED: 1, State.CORRECTING: 1, State.ACCEPTED: 2, State.CHARGING: 2,
    State.DRAFTED: 2, State.REVIEWED: 2, State.REWORK: 2, State.ISSUED: 3, State.ANSWERED: 4, State.CLOSED: 5,
    State.WITHDRAWN: 1, State.LAPSED: 2,
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
    done = at if reached.rated_on is None else len(steps)
    return _placed(_named(steps, _NAMES.get(state)), at, done)


def request_steps(state: State, reached: Milestones) -> list[Step]:
    """Return the five steps 登记 审核 办理 答复 归档 of a request; what it waits for, or its end, takes a step's name.

    While it waits for the applicant no last day of the reply is shown: it is counted anew.
    """
    waits = state in (State.CORRECTING, State.CHARGING, State.UNCONFIRMED)
    steps = [
        Step("登记", words=_day(reached.received_on)),
        Step("审核", words=_day(reached.accepted_on, "签收")),
        Step("办理"),
        Step("答复", words=_day(reached.answered_on) or _latest(state, None if waits else reached.due_on)),
        Step("归档", words=_day(reached.closed_on)),
    ]
    at = _REQUEST_AT[state]
    return _placed(_named(steps, _REQUEST_NAMES.get(state)), at, at)


def _named(steps: list[Step], other: tuple[int, str] | None) -> list[Step]:
    if other is None:
        return steps
    place, name = other
    return [replace(step, label=name) if at == place else step for at, step in enumerate(steps)]


def _placed(steps: list[Step], at: int, done: int) -> list[Step]:
    return [replace(step, place="past" if place < done else "now" if place == at else "")
            for place, step in enumerate(steps)]


def _day(value: date | None, after: str = "") -> str:
    return "" if value is None else f"{value.month}月{value.day}日{after}"


def _latest(state: State, on: date | None) -> str:
    return "" if on is None or state in UNANSWERED_ENDS - {State.MERGED} else f"最晚{_day(on)}"
