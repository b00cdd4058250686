"""Requests for more time and for pauses: those of one case, and the letters office's list of what waits for a word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, cast, false, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased, scoped_session

from models.case import Case
from models.clock import Clock, ClockExtension, ClockPause
from models.department import Department
from models.staff import Staff
from queries import visibility
from queries.desk import Deadline, deadline
from queries.paging import AnySelect
from rules.actors import Actor
from rules.calendar import WorkCalendar
from rules.clock_kinds import CLOCK_LABELS, PAUSE_LABELS, UNIT_LABELS, ClockKind, PauseReason, Unit
from rules.clock_requests import RequestState
from rules.localtime import start_of_day
from rules.permissions import RIGHTS, Scope
from rules.transitions import Act

AnySession = Session | scoped_session[Session]
MOST_SHOWN = 50
EXTENSION, PAUSE = "extension", "pause"


@dataclass(frozen=True)
class RequestRow:
    """One request. `what` says what is asked for, `words` why: the reason of an extension, the proof of a pause."""

    id: int
    sort: str
    number: str
    title: str
    department_id: int | None
    department: str
    clock: str
    what: str
    words: str
    state: RequestState
    asker: str
    asked_at: datetime
    decider: str
    decided_at: datetime | None
    decision_words: str
    from_on: date | None
    limit_on: date | None
    to_on: date | None
    deadline: Deadline | None

    @property
    def is_waiting(self) -> bool:
        return self.state is RequestState.REQUESTED

    @property
    def is_pause(self) -> bool:
        return self.sort == PAUSE

    @property
    def is_refused(self) -> bool:
        return self.state is RequestState.REFUSED

    @property
    def standing(self) -> str:
        """What became of the request, in words."""
        if self.is_waiting:
            return "等另一个人决定"
        if self.is_refused:
            return "没有批准"
        if self.from_on is not None and self.to_on is not None:
            return f"{_day(self.from_on)}到{_day(self.to_on)}没有计时"
        return f"已批准，{_day(self.from_on)}起不计时" if self.from_on is not None else "已批准"

    @property
    def is_running(self) -> bool:
        """Whether this is a pause that stops the clock now."""
        return self.is_pause and self.state is RequestState.GRANTED


@dataclass(frozen=True)
class Asked:
    """How often a department has asked for more time in a month, and how often it was granted."""

    asked: int = 0
    granted: int = 0

    @property
    def share(self) -> int | None:
        """Percent granted, None when nothing was asked for."""
        return round(100 * self.granted / self.asked) if self.asked else None


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def of_case(session: AnySession, case_id: int, today: date, calendar: WorkCalendar) -> tuple[RequestRow, ...]:
    """Return all requests of a case, the newest first."""
    return _rows(session, _requests().where(Clock.case_id == case_id), None, today, calendar)


def waiting(session: AnySession, actor: Actor, today: date, calendar: WorkCalendar) -> tuple[RequestRow, ...]:
    """Return what waits for a decision of the actor, the case due first before the others; at most `MOST_SHOWN`."""
    statement = _requests().where(Clock.stopped_at.is_(None))
    rows = _rows(session, statement, actor, today, calendar, states=(RequestState.REQUESTED,))
    return tuple(sorted(rows, key=lambda row: (row.deadline.on if row.deadline else date.max, row.asked_at)))


def decided(session: AnySession, actor: Actor, today: date, calendar: WorkCalendar) -> tuple[RequestRow, ...]:
    """Return the newest requests that have been decided among those that the actor decides, at most `MOST_SHOWN`."""
    states = (RequestState.GRANTED, RequestState.REFUSED, RequestState.ENDED)
    return _rows(session, _requests(), actor, today, calendar, states=states)


def waiting_count(session: AnySession, actor: Actor) -> int:
    """Return how many requests wait for a decision of the actor, who is not whoever asked."""
    counts = (
        select(func.count()).select_from(model).join(Clock, Clock.id == model.clock_id)
        .join(Case, Case.id == Clock.case_id)
        .where(model.state == RequestState.REQUESTED.value, Clock.stopped_at.is_(None),
               model.requested_by != actor.id, _decided_by(actor, act)).scalar_subquery()
        for model, act in ((ClockExtension, Act.EXTEND), (ClockPause, Act.PAUSE)))
    return sum(session.execute(select(*counts)).one())


def _decided_by(actor: Actor, act: Act) -> ColumnElement[bool]:
    """Return the condition on a case under which the actor may decide: letters and requests have their own offices."""
    found = []
    for kind, rights in RIGHTS.items():
        scope = rights.get(act, {}).get(actor.role) if actor.role else None
        if scope is Scope.ALL:
            found.append(Case.kind == kind.value)
        elif scope is Scope.DEPARTMENT and actor.department_id is not None:
            found.append(and_(Case.kind == kind.value, visibility.visible_to_department(actor.department_id)))
    return or_(false(), *found)


def asked_in_month(session: AnySession, departments: Collection[int | None], today: date) -> dict[int, Asked]:
    """Return how often each of the departments has asked for more time since the first of the month.

    A department that asks for everything on the last day shows itself here, before its request is granted.
    """
    since = start_of_day(today.replace(day=1))
    granted = func.count().filter(ClockExtension.state == RequestState.GRANTED.value)
    rows = session.execute(
        select(Staff.department_id, func.count().label("asked"), granted.label("granted"))
        .join(Staff, Staff.id == ClockExtension.requested_by)
        .where(ClockExtension.requested_at >= since, Staff.department_id.in_(set(departments) - {None}))
        .group_by(Staff.department_id))
    return {row.department_id: Asked(row.asked, row.granted) for row in rows}


def _requests() -> AnySelect:
    """Return the select of both kinds with the same columns; conditions on the clock may be added."""
    return select(Clock.case_id, Clock.kind, Clock.unit, Clock.due_on, Clock.provisional)


def _rows(session: AnySession, statement: AnySelect, actor: Actor | None, today: date, calendar: WorkCalendar,
          states: Collection[RequestState] = tuple(RequestState)) -> tuple[RequestRow, ...]:
    """Return requests of a statement; of those, with an actor, only what the actor decides."""
    wanted = [state.value for state in states]
    extensions, pauses = _extensions(statement, wanted), _pauses(statement, wanted)
    if actor is not None:
        extensions = extensions.join(Case, Case.id == Clock.case_id).where(_decided_by(actor, Act.EXTEND))
        pauses = pauses.join(Case, Case.id == Clock.case_id).where(_decided_by(actor, Act.PAUSE))
    both = union_all(extensions, pauses).subquery()
    asker, decider = aliased(Staff), aliased(Staff)
    rows = session.execute(
        select(both, Case.number, Case.title, Department.id.label("department_id"), Department.name.label("unit_name"),
               asker.name.label("asker"), decider.name.label("decider"))
        .join(Case, Case.id == both.c.case_id).join(asker, asker.id == both.c.requested_by)
        .outerjoin(Department, Department.id == asker.department_id)
        .outerjoin(decider, decider.id == both.c.decided_by)
        .order_by(func.coalesce(both.c.decided_at, both.c.requested_at).desc(), both.c.id.desc()).limit(MOST_SHOWN))
    return tuple(_as_row(row, today, calendar) for row in rows)


def _extensions(statement: AnySelect, states: list[str]) -> AnySelect:
    one = ClockExtension
    return statement.add_columns(
        literal(EXTENSION).label("sort"), one.id, one.state, one.length, literal("").label("reason"),
        one.reason.label("words"), one.requested_by, one.requested_at, one.decided_by, one.decided_at,
        one.decision_words, _no_day("from_on"), _no_day("limit_on"), _no_day("to_on"),
    ).join(one, and_(one.clock_id == Clock.id, one.state.in_(states)))


def _pauses(statement: AnySelect, states: list[str]) -> AnySelect:
    one = ClockPause
    return statement.add_columns(
        literal(PAUSE).label("sort"), one.id, one.state, literal(0).label("length"), one.reason,
        one.proof.label("words"), one.requested_by, one.requested_at, one.decided_by, one.decided_at,
        one.decision_words, one.from_on, one.limit_on, one.to_on,
    ).join(one, and_(one.clock_id == Clock.id, one.state.in_(states)))


def _no_day(name: str) -> Any:
    """Return an empty column of days: PostgreSQL wants to know the type in both halves."""
    return cast(null(), Date).label(name)


def _as_row(row: Any, today: date, calendar: WorkCalendar) -> RequestRow:
    unit = UNIT_LABELS[Unit(row.unit)]
    what = f"延长{row.length}{unit}" if row.sort == EXTENSION else PAUSE_LABELS[PauseReason(row.reason)]
    return RequestRow(
        row.id, row.sort, row.number, row.title, row.department_id, row.unit_name or "",
        CLOCK_LABELS[ClockKind(row.kind)], what, row.words, RequestState(row.state), row.asker, row.requested_at,
        row.decider or "", row.decided_at, row.decision_words, row.from_on, row.limit_on, row.to_on,
        deadline(row.due_on, row.provisional, None, today, calendar))
