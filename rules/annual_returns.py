"""What departments hand in of a year: states, acts, who may, the day by which, and what stands in the way.

Owns no figures; those are in rules/annual_registers.py. The county's report is in rules/annual_reports.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from rules.actors import DEPARTMENT_ROLES, Actor, ActorKind, Role
from rules.annual_registers import ENTRIES, Values, missing
from rules.calendar import WorkCalendar
from rules.errors import InputRefused, NotPermitted, TransitionRefused

OFFICE = Role.DISCLOSURE
READERS = frozenset({OFFICE, Role.LEADER})
REASON_CHARACTERS = 500
FIRST_YEAR = 2008
FARTHEST_DUE = timedelta(days=366)
# Heads are reminded so many working days before the last day; after it they hear with the office.
REMINDED_BEFORE = 3
MOST_NAMED = 6


class ReturnState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    TAKEN = "taken"


class ReturnAct(StrEnum):
    ENTER = "enter"
    SUBMIT = "submit"
    TAKE = "take"
    SEND_BACK = "send_back"


class Reminder(StrEnum):
    """Why a head is written to; the slug ends the notice's name."""

    OPENED = "opened"
    BEFORE = "before"
    AFTER = "after"
    RETURNED = "returned"


STATE_WORDS: dict[ReturnState, str] = {
    ReturnState.DRAFT: "填报中", ReturnState.SUBMITTED: "已报送", ReturnState.TAKEN: "已收"}
STATE_TONES: dict[ReturnState, str] = {
    ReturnState.DRAFT: "", ReturnState.SUBMITTED: "doing", ReturnState.TAKEN: "done"}
_ALLOWED: Mapping[tuple[ReturnState, ReturnAct], ReturnState] = {
    (ReturnState.DRAFT, ReturnAct.ENTER): ReturnState.DRAFT,
    (ReturnState.DRAFT, ReturnAct.SUBMIT): ReturnState.SUBMITTED,
    (ReturnState.SUBMITTED, ReturnAct.TAKE): ReturnState.TAKEN,
    (ReturnState.SUBMITTED, ReturnAct.SEND_BACK): ReturnState.DRAFT,
    (ReturnState.TAKEN, ReturnAct.SEND_BACK): ReturnState.DRAFT,
}


def may(actor: Actor, act: ReturnAct, state: str, department_id: int) -> bool:
    """Tell whether the actor may do the act on the return of a department that is in this state."""
    return _is_entitled(actor, act, department_id) and (ReturnState(state), act) in _ALLOWED


def require(actor: Actor, act: ReturnAct, state: str, department_id: int) -> ReturnState:
    """Return the state after the act. Raises NotPermitted for others, TransitionRefused where it has no place."""
    if not _is_entitled(actor, act, department_id):
        raise NotPermitted("报表由单位负责人报送，由县政务公开办公室收。")
    after = _ALLOWED.get((ReturnState(state), act))
    if after is None:
        raise TransitionRefused(f"这份报表现在是“{STATE_WORDS[ReturnState(state)]}”，这一步不能办。请刷新后再看。")
    return after


def may_read(actor: Actor, department_id: int) -> bool:
    """Tell whether the actor may see the return of a department: its own people, the office, and the leader."""
    return actor.kind is ActorKind.STAFF and (
        actor.role in READERS or (actor.role in DEPARTMENT_ROLES and actor.department_id == department_id))


def require_office(actor: Actor) -> None:
    """Raise NotPermitted for all but the county's office for open government."""
    if actor.kind is not ActorKind.STAFF or actor.role is not OFFICE:
        raise NotPermitted("年度报告由县政务公开办公室办理。")


def checked_year(year: int, today: date) -> int:
    """Return a year whose figures can be collected; raises InputRefused for one before the law, or in the future."""
    if not FIRST_YEAR <= year <= today.year:
        raise InputRefused(f"请填{FIRST_YEAR}年到{today.year}年之间的年份。", "year")
    return year


def checked_due(due_on: date, year: int, today: date) -> date:
    """Return the day by which returns are due. Raises InputRefused for one that is no good (条例第四十九条)."""
    if due_on.year <= year:
        raise InputRefused(f"{year}年的数字到12月31日才完整，请选{year + 1}年里的日子。"
                           "各单位应在每年1月31日前报送上一年度的工作年度报告（条例第四十九条）。", "due_on")
    if not today < due_on <= today + FARTHEST_DUE:
        raise InputRefused("报送期限请选明天以后一年以内的日子。", "due_on")
    return due_on


def usual_due(year: int, today: date) -> date:
    """Return the day that is proposed: that of the law, 31 January after the year, or four weeks from now."""
    by_law = date(year + 1, 1, 31)
    return by_law if by_law > today else today + timedelta(days=28)


def require_complete(values: Values) -> None:
    """Raise InputRefused at the first figure that is empty; the first of them are named. Nought is a figure."""
    empty = missing(values)
    if empty:
        named = "、".join(f"“{ENTRIES[one].label}”" for one in empty[:MOST_NAMED])
        more = f"等{len(empty)}项" if len(empty) > MOST_NAMED else f"{len(empty)}项"
        raise InputRefused(f"还有{named}{more}没有填。没有的请填0，不要空着。", empty[0].value)


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """Tell whether the day has passed and nothing was handed in."""
    return state == ReturnState.DRAFT and today > due_on


def reminder(state: str, due_on: date, today: date, calendar: WorkCalendar) -> Reminder | None:
    """Return which reminder of a return is due on a day; None once it is handed in."""
    if state != ReturnState.DRAFT:
        return None
    if today > due_on:
        return Reminder.AFTER
    near = calendar.working_days_between(today, due_on) <= REMINDED_BEFORE
    return Reminder.BEFORE if near else Reminder.OPENED


def _is_entitled(actor: Actor, act: ReturnAct, department_id: int) -> bool:
    if actor.kind is not ActorKind.STAFF:
        return False
    if actor.role is OFFICE:
        return True
    own = actor.department_id == department_id
    if act is ReturnAct.ENTER:
        return own and actor.role in DEPARTMENT_ROLES
    return act is ReturnAct.SUBMIT and own and actor.role is Role.LEAD
