"""Staff accounts as the security administrator sees them: never a password, not even its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.department import Department
from models.staff import Staff
from rules.actors import Role


@dataclass(frozen=True)
class StaffRow:
    """One account."""

    id: int
    login: str
    name: str
    role: Role
    department: str
    email: str
    is_active: bool
    last_sign_in_at: datetime | None


def accounts(session: Session | scoped_session[Session]) -> tuple[StaffRow, ...]:
    """Return every account, those of one department together."""
    rows = session.execute(
        select(Staff.id, Staff.login, Staff.name, Staff.role, Department.name.label("department"), Staff.email,
               Staff.is_active, Staff.last_sign_in_at)
        .outerjoin(Department, Department.id == Staff.department_id)
        .order_by(Staff.department_id.is_not(None), Staff.department_id, Staff.id))
    return tuple(StaffRow(row.id, row.login, row.name, Role(row.role), row.department or "", row.email or "",
                          row.is_active, row.last_sign_in_at) for row in rows)


def id_of(session: Session | scoped_session[Session], login: str) -> int | None:
    """Return the id of the account with this login, None when there is none."""
    found: int | None = session.scalar(select(Staff.id).where(Staff.login == login.strip().lower()))
    return found
