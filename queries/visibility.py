"""Which cases an actor may learn of at all: the one condition for pages, lists, counts, search and digests.

A unit that a case is about learns nothing of it (security.md I1, I4): not by a row, a count, a hit or a reminder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, scoped_session

from models.accused import BarredDepartment
from models.case import Case
from models.department import Department
from models.staff import Staff
from models.types import table_of
from rules.accused import Why
from rules.actors import Actor, ActorKind
from rules.permissions import READ_RIGHTS, Scope

AnySession = Session | scoped_session[Session]
_case, _bar = table_of(Case).c, table_of(BarredDepartment).c


@dataclass(frozen=True)
class Bar:
    """One unit that a case is about. `proposer` asked for the bar to be lifted; `is_lifted` when another agreed."""

    department_id: int
    department: str
    why: Why
    proposed_by: int | None
    proposer: str
    proposed_at: datetime | None
    proposal_reason: str
    is_lifted: bool


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on a case under which the actor may learn of it; join or select from `case`.

    Staff of a department: what it has now, unless the case is about it. The letters office: every letter; the office
    for open government: every request. Whoever reads no cases by their role: nothing. The service itself sees all.
    """
    if actor.kind is not ActorKind.STAFF:
        return true()
    scopes = {kind: rights.get(actor.role) if actor.role else None for kind, rights in READ_RIGHTS.items()}
    if len(set(scopes.values())) == 1:
        return _in_scope(next(iter(scopes.values())), actor)
    return or_(*(and_(_case.kind == kind.value, _in_scope(scope, actor))
                 for kind, scope in scopes.items() if scope is not None))


def _in_scope(scope: Scope | None, actor: Actor) -> ColumnElement[bool]:
    if scope is Scope.ALL:
        return true()
    if scope is Scope.DEPARTMENT and actor.department_id is not None:
        return visible_to_department(actor.department_id)
    return false()


def visible_to_department(department_id: int) -> ColumnElement[bool]:
    """Return the condition on a case under which the people of a department may learn of it."""
    return and_(_case.department_id == department_id, not_about(department_id))


def not_about(department_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a case is not about a department, or that two people have lifted the bar."""
    return ~exists().where(_bar.case_id == _case.id, _bar.department_id == department_id, _bar.lifted_at.is_(None))


def barred(session: AnySession, case_ids: Collection[int] | Select[int]) -> dict[int, frozenset[int]]:
    """Return the units that each of these cases, a list or a query, must not go to; those without any are left out."""
    found: dict[int, set[int]] = defaultdict(set)
    for case_id, department_id in session.execute(
            select(_bar.case_id, _bar.department_id).where(_bar.case_id.in_(case_ids), _bar.lifted_at.is_(None))):
        found[case_id].add(department_id)
    return {case_id: frozenset(units) for case_id, units in found.items()}


def bars_of(session: AnySession, case_id: int) -> tuple[Bar, ...]:
    """Return the units that a case is about, lifted bars included, for the letters office."""
    rows = session.execute(
        select(BarredDepartment, Department.name.label("department"), Staff.name.label("proposer"))
        .join(Department, Department.id == BarredDepartment.department_id)
        .outerjoin(Staff, Staff.id == BarredDepartment.proposed_by)
        .where(BarredDepartment.case_id == case_id).order_by(BarredDepartment.id))
    return tuple(_as_bar(row.BarredDepartment, row.department, row.proposer or "") for row in rows)


def _as_bar(row: BarredDepartment, department: str, proposer: str) -> Bar:
    return Bar(row.department_id, department, Why(row.why), row.proposed_by, proposer, row.proposed_at,
               row.proposal_reason, row.lifted_at is not None)
