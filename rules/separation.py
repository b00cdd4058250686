"""The three administrators (三员) are three people, and none of them handles cases (security.md Z3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from rules.actors import ADMINISTRATORS, Role


def change_refusal(before: Role, after: Role) -> str | None:
    """Return why an account may not go from one role to another, None when it may."""
    if before is after or not ADMINISTRATORS & {before, after}:
        return None
    return "系统、安全、审计三类管理员不能和其他角色互换，也不能互相改任。请停用这个账号，由另一个人新建账号。"


def second_account_refusal(role: Role, held: Collection[Role]) -> str | None:
    """Return why somebody who holds these roles already may not have an account of another, None when he may."""
    if not held or (role not in ADMINISTRATORS and not ADMINISTRATORS & set(held)):
        return None
    return ("这个姓名已经有账号。管理员要由另一个人担任，不能兼其他角色；"
            "确是同名的两个人，请在姓名后面注明，如“李明（信息中心）”。")


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are the same, whatever their blanks, width and case."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
