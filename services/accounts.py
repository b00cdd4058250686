"""Staff accounts: made by the command line, the bootstrap token or the security administrator; signing in."""

from __future__ import annotations

import secrets as random_source
from dataclasses import replace
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select

from models.staff import BootstrapToken, SignInFailure, Staff
from rules import contacts, numbering, permissions
from rules.actors import DEPARTMENT_ROLES, SYSTEM, Actor, ActorKind, Role
from rules.errors import InputRefused, NotFound, NotPermitted
from services import events, locking
from services.work import Work

# 19 MiB, two passes (design.md 6.2). A setting of the process, so that tests can take the cheapest profile.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
MAX_FAILURES = 5
WINDOW = timedelta(minutes=15)
LONGEST_PASSWORD = 200
WRONG = "账号或者密码不对，请核对后再试。"
TOO_MANY = "试错的次数多了，请15分钟后再试。"


def as_actor(staff: Staff) -> Actor:
    """Return the actor that a member of staff is."""
    return Actor(ActorKind.STAFF, staff.id, Role(staff.role), staff.department_id, staff.name)


def add_staff(work: Work, login: str, name: str, role: Role, department_id: int | None, password: str,
              email: str = "") -> Staff:
    """Make an account. Only the security administrator, or the system on the operator's command line, may."""
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    login = login.strip().lower()
    if not login or not name.strip():
        raise InputRefused("请写账号和姓名。", "login")
    if work.session.scalar(select(Staff.id).where(Staff.login == login)):
        raise InputRefused("这个账号已经有人用了，请换一个。", "login")
    if (role in DEPARTMENT_ROLES) != (department_id is not None):
        raise InputRefused("承办人和单位负责人要选所在单位，其他角色不选。", "department")
    staff = Staff(login=login, name=name.strip(), role=role.value, department_id=department_id,
                  email=_checked_email(email), password_hash=_hash(password), created_at=work.now)
    work.session.add(staff)
    work.session.flush()  # the event names the new id
    _record(work, "staff_added", {"staff": staff.id, "role": role.value, "department": department_id})
    return staff


def set_password(work: Work, staff: Staff, password: str) -> None:
    """Give an account a new password and end its sessions."""
    staff.password_hash = _hash(password)
    staff.sign_in_epoch += 1
    _record(work, "password_set", {"staff": staff.id})


def change_own_password(work: Work, old: str, new: str) -> Staff | None:
    """Give the actor's own account a new password; None when the old one does not fit, which is counted.

    Raises InputRefused after too many failures, or for a new password that is too weak.
    """
    staff = work.session.get_one(Staff, work.actor.id)
    key = numbering.keyed_digest(work.secrets.code, "own-password", str(staff.id))
    if too_many_failures(work, key):
        raise InputRefused(TOO_MANY, "old")
    if not _fits(staff, old):
        count_failure(work, key)
        return None
    if old == new:
        raise InputRefused("新密码要和现在的不一样。", "new_password")
    set_password(work, staff, new)
    return staff


def reset_password(work: Work, staff_id: int) -> tuple[Staff, str]:
    """Give an account a generated password and return both; it is shown once and kept nowhere. Raises NotFound."""
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = _account(work, staff_id)
    password = one_time_password()
    set_password(work, staff, password)
    return staff, password


def set_email(work: Work, staff_id: int, email: str) -> Staff:
    """Give an account the address that its reminders go to, none for "". Raises NotFound, InputRefused.

    Only the security administrator, or the system on the operator's command line, may.
    """
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = _account(work, staff_id)
    staff.email = _checked_email(email)
    # The record says that it was changed; the address itself is nobody's business there.
    _record(work, "staff_email_set", {"staff": staff.id, "given": staff.email is not None})
    return staff


def switch(work: Work, staff_id: int, active: bool) -> Staff:
    """Disable or enable the account with this id. Raises NotFound."""
    staff = _account(work, staff_id)
    set_active(work, staff, active)
    return staff


def one_time_password() -> str:
    """Return a password that can be read out: five groups of four letters and digits, 100 random bits."""
    alphabet = numbering.ALPHABET.lower()
    return "-".join("".join(random_source.choice(alphabet) for _ in range(4)) for _ in range(5))


def set_active(work: Work, staff: Staff, active: bool) -> None:
    """Disable or enable an account; disabling ends its sessions at once."""
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    if work.actor.id == staff.id:
        raise NotPermitted("不能停用自己的账号，请由另一位安全管理员办理。")
    staff.is_active = active
    staff.sign_in_epoch += 1
    _record(work, "staff_enabled" if active else "staff_disabled", {"staff": staff.id})


def sign_in(work: Work, login: str, password: str, source: str) -> Staff | None:
    """Return the account when login and password fit, else None; raises InputRefused after too many failures.

    Failures are counted per login and source in the database for 15 minutes (security.md N4). An unknown login
    costs the same time as a wrong password.
    """
    key = numbering.keyed_digest(work.secrets.code, "sign-in", f"{login.strip().lower()}\0{source}")
    locking.lock_failures(work.session, key, work.now)
    if too_many_failures(work, key):
        raise InputRefused(TOO_MANY)
    staff: Staff | None = work.session.scalar(select(Staff).where(Staff.login == login.strip().lower()))
    if not _fits(staff, password) or staff is None or not staff.is_active:
        count_failure(work, key)
        _record(work, "sign_in_failed", {"staff": staff.id if staff else None})
        return None
    work.session.execute(delete(SignInFailure).where(SignInFailure.key == key))
    staff.last_sign_in_at = work.now
    _record(work, "signed_in", {"staff": staff.id})
    return staff


def count_failure(work: Work, key: str) -> None:
    """Count one failed attempt under a key; the window of 15 minutes starts with its first."""
    locking.count_failure(work.session, key, work.now, WINDOW)


def too_many_failures(work: Work, key: str, limit: int = MAX_FAILURES) -> bool:
    """Tell whether a key has used up its `limit` attempts for now."""
    count = work.session.scalar(
        select(SignInFailure.count).where(SignInFailure.key == key, SignInFailure.window_ends_at > work.now))
    return count is not None and count >= limit


def make_bootstrap_token(work: Work) -> str | None:
    """Return a new one-time token when there is no account yet, else None; an older unused one stops working."""
    if work.session.scalar(select(func.count()).select_from(Staff)):
        return None
    token = random_source.token_urlsafe(24)
    for old in work.session.scalars(select(BootstrapToken).where(BootstrapToken.used_at.is_(None))):
        old.used_at = work.now
    work.session.add(BootstrapToken(digest=_token_digest(work, token), made_at=work.now))
    return token


def use_bootstrap_token(work: Work, token: str, login: str, name: str, password: str) -> Staff:
    """Make the first account, a security administrator. Raises NotPermitted for a token that does not fit."""
    row = work.session.scalar(
        select(BootstrapToken).with_for_update()
        .where(BootstrapToken.digest == _token_digest(work, token.strip()), BootstrapToken.used_at.is_(None)))
    if row is None:
        raise NotPermitted("启动码不对，或者已经用过了。请在服务器上重新启动服务，会给出新的启动码。")
    row.used_at = work.now
    # Whoever holds the token has no account yet: the system makes it.
    return add_staff(replace(work, actor=SYSTEM), login, name, Role.SECURITY_ADMIN, None, password)


def _checked_email(email: str) -> str | None:
    typed = email.strip()
    if typed and (refusal := contacts.mail_refusal(typed)):
        raise InputRefused(refusal + "。", "email")
    return typed or None


def _account(work: Work, staff_id: int) -> Staff:
    staff = work.session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("没有这个账号，请刷新名单再看。")
    return staff


def _hash(password: str) -> str:
    classes = sum(any(test(c) for c in password) for test in (str.islower, str.isupper, str.isdigit)) \
        + any(not c.isalnum() for c in password)
    if len(password) > LONGEST_PASSWORD or len(password) < 12 or (classes < 3 and len(password) < 20):
        raise InputRefused("密码要12个字符以上，含大写、小写、数字、符号中的三种；或者20个字符以上。", "password")
    return hasher.hash(password)


_NOBODY = hasher.hash(random_source.token_hex(16))


def _fits(staff: Staff | None, password: str) -> bool:
    try:
        return hasher.verify(staff.password_hash if staff else _NOBODY, password[:LONGEST_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False


def _token_digest(work: Work, token: str) -> str:
    return numbering.keyed_digest(work.secrets.code, "bootstrap", token)


def _record(work: Work, act: str, payload: dict[str, object]) -> None:
    events.record_system(work, locking.lock_system_chain(work.session), act, payload)
