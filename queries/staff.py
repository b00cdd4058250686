"""Staff accounts as the security administrator sees them: never a password, not even its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.department import Department
from models.staff import FactorReset, Staff
from rules.actors import Role

AnySession = Session | scoped_session[Session]
# More are found by searching.
MOST = 60


@dataclass(frozen=True)
class StaffRow:
    """One account. `waits_for_reset`: somebody asked for the second factor to be taken off."""

    id: int
    login: str
    name: str
    role: Role
    department: str
    email: str
    is_active: bool
    last_sign_in_at: datetime | None
    has_factor: bool
    waits_for_reset: bool


@dataclass(frozen=True)
class ResetRow:
    """A second factor that waits to be taken off. `asked_by` is "" for the operator of the service."""

    id: int
    staff_id: int
    login: str
    name: str
    role: Role
    department: str
    asked_by_id: int | None
    asked_by: str
    asked_at: datetime


def accounts(session: AnySession) -> tuple[StaffRow, ...]:
    """Return every account, those of one department together."""
    return _read(session, _rows())


def found(session: AnySession, query: str, role: Role | None) -> tuple[tuple[StaffRow, ...], int]:
    """Return the first accounts that a search finds in login, name or unit, and how many there are in all."""
    wanted = _rows()
    if role is not None:
        wanted = wanted.where(Staff.role == role.value)
    for word in query.split():
        wanted = wanted.where(or_(*(column.contains(word.lower() if column is Staff.login else word, autoescape=True)
                                    for column in (Staff.login, Staff.name, Department.name))))
    count = session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    return _read(session, wanted.limit(MOST)), count


def one(session: AnySession, staff_id: int) -> StaffRow | None:
    """Return one account, None when there is none of this id."""
    rows = _read(session, _rows().where(Staff.id == staff_id))
    return rows[0] if rows else None


def waiting_resets(session: AnySession) -> tuple[ResetRow, ...]:
    """Return the second factors that wait for another person's word, the oldest first."""
    asker = aliased(Staff)
    rows = session.execute(
        select(FactorReset.id, Staff.id.label("staff_id"), Staff.login, Staff.name, Staff.role,
               Department.name.label("department"), FactorReset.asked_by, asker.name.label("asker"),
               FactorReset.asked_at)
        .join(Staff, Staff.id == FactorReset.staff_id)
        .outerjoin(Department, Department.id == Staff.department_id)
        .outerjoin(asker, asker.id == FactorReset.asked_by)
        .where(FactorReset.decided_at.is_(None)).order_by(FactorReset.asked_at, FactorReset.id))
    return tuple(ResetRow(row.id, row.staff_id, row.login, row.name, Role(row.role), row.department or "",
                          row.asked_by, row.asker or "", row.asked_at) for row in rows)


def waiting_reset_count(session: AnySession) -> int:
    """Return how many second factors wait to be taken off."""
    return session.scalar(
        select(func.count()).select_from(FactorReset).where(FactorReset.decided_at.is_(None))) or 0


def id_of(session: AnySession, login: str) -> int | None:
    """Return the id of the account with this login, None when there is none."""
    staff_id: int | None = session.scalar(select(Staff.id).where(Staff.login == login.strip().lower()))
    return staff_id


def _rows() -> Select[*tuple[object, ...]]:
    waits = select(FactorReset.id).where(
        FactorReset.staff_id == Staff.id, FactorReset.decided_at.is_(None)).exists()
    return (select(Staff.id, Staff.login, Staff.name, Staff.role, Department.name.label("department"), Staff.email,
                   Staff.is_active, Staff.last_sign_in_at, Staff.totp_seed.is_not(None).label("has_factor"),
                   waits.label("waits"))
            .outerjoin(Department, Department.id == Staff.department_id)
            .order_by(Staff.department_id.is_not(None), Staff.department_id, Staff.id))


def _read(session: AnySession, statement: Select[*tuple[object, ...]]) -> tuple[StaffRow, ...]:
    return tuple(StaffRow(row.id, row.login, row.name, Role(row.role), row.department or "", row.email or "",
                          row.is_active, row.last_sign_in_at, row.has_factor, row.waits)
                 for row in session.execute(statement))
