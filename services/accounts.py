"""Staff accounts: made by the operator, the bootstrap token or the security administrator, and changed by the last."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from models.staff import Staff, StaffSession
from rules import contacts, permissions, separation
from rules.actors import DEPARTMENT_ROLES, Role
from rules.audit import Audited
from rules.errors import InputRefused, NotPermitted
from services import audit, passwords, second_factor, sessions
from services.staff_rows import account, locked
from services.work import Work

UNUSED = timedelta(days=90)


def add_staff(work: Work, login: str, name: str, role: Role, department_id: int | None, password: str,
              email: str = "") -> Staff:
    """Make an account with a one-time password. Raises InputRefused for what makes no sense.

    Only the security administrator, or the system on the operator's command line, may. Nobody is two of the three
    administrators, or an administrator and somebody who handles cases (security.md Z3).
    """
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    login, name = login.strip().lower(), name.strip()
    if not login or not name:
        raise InputRefused("请写账号和姓名。", "login")
    if work.session.scalar(select(Staff.id).where(Staff.login == login)):
        raise InputRefused("这个账号已经有人用了，请换一个。", "login")
    _require_unit_fits(role, department_id)
    _require_one_person(work, name, role, None)
    staff = Staff(login=login, name=name, role=role.value, department_id=department_id,
                  email=_checked_email(email), password_hash=passwords.hashed(work, login, name, password),
                  password_set_at=work.now, must_change_password=True, created_at=work.now)
    work.session.add(staff)
    work.session.flush()  # the event names the new id
    audit.note(work, Audited.STAFF_ADDED, staff=staff.id, role=role.value, department=department_id)
    return staff


def furnish(work: Work, staff: Staff, seed: str) -> None:
    """Take an account as ready for use, its password as its own and this seed in its authenticator.

    For demonstrations and measurements, which have nobody who would set them up.
    """
    staff.must_change_password = False
    second_factor.install(work, staff, seed)


def change_role(work: Work, staff_id: int, role: Role, department_id: int | None) -> Staff:
    """Give an account another role or unit, and end its sessions. Raises NotFound, InputRefused, NotPermitted.

    Nobody changes the own role, and no account goes to or from one of the three administrators (security.md Z3).
    """
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = locked(work, staff_id)
    if work.actor.id == staff.id:
        raise NotPermitted("不能改自己的角色，请由另一位安全管理员办理。")
    if refused := separation.change_refusal(Role(staff.role), role):
        raise NotPermitted(refused)
    _require_unit_fits(role, department_id)
    role_before, department_before = staff.role, staff.department_id
    staff.role, staff.department_id = role.value, department_id
    sessions.end_all(work, staff.id, sessions.Ended.ROLE)
    audit.note(work, Audited.ROLE_CHANGED, staff=staff.id, role=role.value, department=department_id,
               role_before=role_before, department_before=department_before)
    return staff


def set_email(work: Work, staff_id: int, email: str) -> Staff:
    """Give an account the address that its reminders go to, none for "". Raises NotFound, InputRefused.

    Only the security administrator, or the system on the operator's command line, may.
    """
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = account(work, staff_id)
    staff.email = _checked_email(email)
    # The record says that it was changed; the address itself is nobody's business there.
    audit.note(work, Audited.STAFF_EMAIL_SET, staff=staff.id, given=staff.email is not None)
    return staff


def switch(work: Work, staff_id: int, active: bool) -> Staff:
    """Disable or enable an account; disabling ends its sessions at once. Raises NotFound, NotPermitted."""
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = locked(work, staff_id)
    if work.actor.id == staff.id:
        raise NotPermitted("不能停用自己的账号，请由另一位安全管理员办理。")
    if active and not staff.is_active:
        _require_one_person(work, staff.name, Role(staff.role), staff.id)
        staff.enabled_at = work.now
    staff.is_active = active
    if not active:
        sessions.end_all(work, staff.id, sessions.Ended.DISABLED)
    audit.note(work, Audited.STAFF_ENABLED if active else Audited.STAFF_DISABLED, staff=staff.id)
    return staff


def disable_unused(work: Work) -> int:
    """Disable the accounts that nobody has used for 90 days, and return how many (security.md N10)."""
    latest = select(func.max(StaffSession.seen_at)).where(StaffSession.staff_id == Staff.id).scalar_subquery()
    limit, disabled = work.now - UNUSED, 0
    rows = work.session.execute(
        select(Staff, latest.label("seen_at")).where(Staff.is_active, Staff.created_at < limit)
        .order_by(Staff.id).with_for_update(of=Staff)).all()
    for staff, seen_at in rows:
        used = [at for at in (staff.created_at, staff.enabled_at, staff.last_sign_in_at, seen_at) if at is not None]
        if max(used) >= limit:
            continue
        staff.is_active = False
        sessions.end_all(work, staff.id, sessions.Ended.DISABLED)
        audit.note(work, Audited.STAFF_DISABLED, staff=staff.id, why="unused")
        disabled += 1
    return disabled


def _require_unit_fits(role: Role, department_id: int | None) -> None:
    if (role in DEPARTMENT_ROLES) != (department_id is not None):
        raise InputRefused("承办人和单位负责人要选所在单位，其他角色不选。", "department")


def _require_one_person(work: Work, name: str, role: Role, own_id: int | None) -> None:
    """Refuse a second account of somebody who is, or would be, one of the three administrators."""
    others = work.session.execute(select(Staff.id, Staff.name, Staff.role).where(Staff.is_active)).all()
    held = [Role(row.role) for row in others if row.id != own_id and separation.same_name(row.name, name)]
    if refused := separation.second_account_refusal(role, held):
        raise InputRefused(refused, "name")


def _checked_email(email: str) -> str | None:
    typed = email.strip()
    if typed and (refusal := contacts.mail_refusal(typed)):
        raise InputRefused(refusal + "。", "email")
    return typed or None
