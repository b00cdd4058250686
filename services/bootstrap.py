"""The first three accounts of an empty service, made by whoever holds the one-time token (security.md N1)."""

from __future__ import annotations

import secrets as random_source
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from models.staff import BootstrapToken, Staff
from rules import numbering, separation
from rules.actors import SYSTEM, Role
from rules.errors import InputRefused, NotPermitted
from services import accounts, passwords
from services.work import Work

FIRST = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


@dataclass(frozen=True)
class Named:
    """Who is to be an administrator."""

    login: str
    name: str


@dataclass(frozen=True)
class Made:
    """An account with its one-time password, for the one page that shows it."""

    role: Role
    login: str
    name: str
    password: str


def make_token(work: Work) -> str | None:
    """Return a new one-time token when there is no account yet, else None; an older unused one stops working."""
    if _has_accounts(work):
        return None
    token = random_source.token_urlsafe(24)
    for old in work.session.scalars(select(BootstrapToken).where(BootstrapToken.used_at.is_(None))):
        old.used_at = work.now
    work.session.add(BootstrapToken(digest=_digest(work, token), made_at=work.now))
    return token


def use_token(work: Work, token: str, people: Mapping[Role, Named]) -> list[Made]:
    """Make the three administrators, three different people, and return them with their one-time passwords.

    Raises NotPermitted for a token that does not fit, InputRefused at the field of the person that cannot be taken.
    """
    row = work.session.scalar(
        select(BootstrapToken).with_for_update()
        .where(BootstrapToken.digest == _digest(work, token.strip()), BootstrapToken.used_at.is_(None)))
    if row is None or _has_accounts(work):
        raise NotPermitted("启动码不对，或者已经用过了。请在服务器上重新启动服务，会给出新的启动码。")
    _require_three_people(people)
    row.used_at = work.now
    # Whoever holds the token has no account yet: the system makes them.
    system = replace(work, actor=SYSTEM)
    return [_make(system, role, people[role]) for role in FIRST]


def _require_three_people(people: Mapping[Role, Named]) -> None:
    seen: list[Named] = []
    for role in FIRST:
        person = people[role]
        if not person.login.strip() or not person.name.strip():
            raise InputRefused("三位管理员的账号和姓名都要写。", f"{role.value}-login")
        for other in seen:
            if person.login.strip().lower() == other.login.strip().lower():
                raise InputRefused("三个账号要各不相同。", f"{role.value}-login")
            if separation.same_name(person.name, other.name):
                raise InputRefused("三位管理员要由三个人担任，请写另一个人。", f"{role.value}-name")
        seen.append(person)


def _make(work: Work, role: Role, person: Named) -> Made:
    password = passwords.generated(work, person.login, person.name)
    try:
        staff = accounts.add_staff(work, person.login, person.name, role, None, password)
    except InputRefused as refused:
        raise InputRefused(refused.message, f"{role.value}-{refused.field or 'login'}") from None
    return Made(role, staff.login, staff.name, password)


def _has_accounts(work: Work) -> bool:
    return bool(work.session.scalar(select(func.count()).select_from(Staff)))


def _digest(work: Work, token: str) -> str:
    return numbering.keyed_digest(work.secrets.code, "bootstrap", token)
