"""Finding the row of an account."""

from __future__ import annotations

from sqlalchemy import select

from models.staff import Staff
from rules.actors import Actor, ActorKind, Role
from rules.errors import NotFound
from services.work import Work


def account(work: Work, staff_id: int) -> Staff:
    """Return the account with this id. Raises NotFound."""
    staff = work.session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("没有这个账号，请刷新名单再看。")
    return staff


def locked(work: Work, staff_id: int) -> Staff:
    """Return the account as it is now, locked until the commit. Raises NotFound."""
    staff = work.session.scalar(
        select(Staff).where(Staff.id == staff_id).with_for_update(of=Staff)
        .execution_options(populate_existing=True))
    if staff is None:
        raise NotFound("没有这个账号，请刷新名单再看。")
    return staff


def by_login(work: Work, login: str) -> Staff | None:
    """Return the account with this login, in whatever case it was typed."""
    found: Staff | None = work.session.scalar(select(Staff).where(Staff.login == login.strip().lower()))
    return found


def as_actor(staff: Staff) -> Actor:
    """Return the actor that a member of staff is."""
    return Actor(ActorKind.STAFF, staff.id, Role(staff.role), staff.department_id, staff.name)
