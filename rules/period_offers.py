"""What the page of a period shows of its way: its steps, what comes next, and which acts it offers. Owns no right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.actors import Actor
from rules.machines import is_possible
from rules.permissions import PERIOD_RIGHTS, CaseFacts, may
from rules.progress import Step
from rules.transitions import Act
from rules.vocabulary import FEEDBACK_STATES, CaseKind, State


@dataclass(frozen=True)
class Signers:
    """Who has signed release and result so far: staff ids, None for a step that is not done."""

    release_drafted_by: int | None = None
    release_approved_by: int | None = None
    result_drafted_by: int | None = None
    result_approved_by: int | None = None


@dataclass(frozen=True)
class Course:
    """The days in China of a period's way; `due_on` is the last day of its feedback, None before it has ended."""

    planned_on: date
    released_on: date | None
    opens_on: date
    closes_on: date
    due_on: date | None
    resulted_on: date | None


# Which step a state is at: 0 拟定, 1 签发, 2 征集, 3 整理, 4 反馈.
_AT: Mapping[State, int] = {
    State.PLANNED: 0, State.RELEASE_DRAFTED: 1, State.RELEASE_REVIEWED: 1, State.SCHEDULED: 2, State.OPEN: 2,
    State.SORTING: 3, State.RESULT_DRAFTED: 4, State.RESULT_REVIEWED: 4, State.RESULTED: 5,
}
_NEXT: Mapping[State, str] = {
    State.RELEASE_DRAFTED: "单位负责人审核，送审的人不能审核",
    State.RELEASE_REVIEWED: "县政务公开办公室签发，到开始日期自动开始",
    State.SCHEDULED: "到开始日期自动开始征集", State.OPEN: "逐条查看收到的意见，可以边征集边归并",
    State.SORTING: "归并意见，逐条决定是否采纳，然后送审采纳情况",
    State.RESULT_DRAFTED: "单位负责人审核采纳情况，送审的人不能审核",
    State.RESULT_REVIEWED: "县政务公开办公室签发采纳情况",
    State.RESULTED: "定稿印发以后，可以公布定稿，说明改了哪些条",
}


def steps(state: State, course: Course) -> list[Step]:
    """Return the five steps of a period with their days; one that was cancelled names its end."""
    ended = state is State.CANCELLED
    at = (1 if course.released_on is None else 2) if ended else _AT[state]
    late = course.due_on if state in FEEDBACK_STATES else None
    made = [
        Step("拟定", words=_day(course.planned_on)), Step("签发", words=_day(course.released_on)),
        Step("征集", words=f"{_day(course.opens_on)}至{_day(course.closes_on)}"), Step("整理"),
        Step("反馈", words=_day(course.resulted_on) or (f"最晚{_day(late)}" if late else "")),
    ]
    return [Step("已终止" if ended and place == at else one.label,
                 "past" if place < at else "now" if place == at else "", one.words) for place, one in enumerate(made)]


def next_words(state: State, has_draft: bool) -> str:
    """Return what is to be done next, "" when nothing is."""
    if state is State.PLANNED:
        return "送单位负责人审核" if has_draft else "上传或者粘贴草案正文，再送审"
    return _NEXT.get(state, "")


def offered(actor: Actor, case: CaseFacts, state: State, signers: Signers) -> frozenset[Act]:
    """Return the acts that the actor may do on the period now; nobody signs twice for the same paper."""
    acts = {act for act in PERIOD_RIGHTS
            if may(actor, act, case) and is_possible(CaseKind.COMMENT_PERIOD, state, act)}
    if actor.id is not None:
        acts -= _signed_before(actor.id, signers)
    return frozenset(acts)


def _signed_before(staff_id: int, signers: Signers) -> set[Act]:
    release, result = (signers.release_drafted_by, signers.release_approved_by), (
        signers.result_drafted_by, signers.result_approved_by)
    second = {Act.APPROVE_RELEASE: release[:1], Act.RELEASE_PERIOD: release,
              Act.APPROVE_RESULT: result[:1], Act.RELEASE_RESULT: result}
    return {act for act, earlier in second.items() if staff_id in earlier}


def _day(on: date | None, after: str = "") -> str:
    return "" if on is None else f"{on.month}月{on.day}日{after}"
