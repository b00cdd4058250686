"""Passwords of staff: hashed with Argon2id, changed by their owners, replaced by the security administrator."""

from __future__ import annotations

import secrets as random_source
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from models.staff import Staff
from queries import departments
from rules import numbering, passwords, permissions
from rules.actors import Role
from rules.audit import Audited
from rules.errors import InputRefused
from services import attempts, audit, sessions
from services.staff_rows import account
from services.work import Work

# 19 MiB, two passes (design.md 6.2). A setting of the process, so that tests can take the cheapest profile.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A generated password that nobody used by then opens nothing any more.
ONE_TIME_DAYS = 7


def fits(staff: Staff | None, password: str) -> bool:
    """Tell whether this is the account's password; without an account it takes the same time and is not."""
    stored = staff.password_hash if staff else _nobody(hasher)
    try:
        return hasher.verify(stored, password[:passwords.LONGEST]) and staff is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def renew_hash(staff: Staff, password: str) -> None:
    """Hash a password that just fitted anew when the parameters have changed since it was set."""
    if hasher.check_needs_rehash(staff.password_hash):
        staff.password_hash = hasher.hash(password[:passwords.LONGEST])


def hashed(work: Work, login: str, name: str, password: str, field: str = "password") -> str:
    """Return the hash of a password for an account. Raises InputRefused for one that is weak or easily guessed."""
    refused = passwords.refusal(password, _guessed(work, login, name))
    if refused is not None:
        raise InputRefused(refused, field)
    return hasher.hash(password)


def set_password(work: Work, staff: Staff, password: str, *, one_time: bool = False, field: str = "password") -> None:
    """Give an account a new password and end its sessions. Raises InputRefused for one that cannot be taken."""
    staff.password_hash = hashed(work, staff.login, staff.name, password, field)
    staff.password_set_at = work.now
    staff.must_change_password = one_time
    sessions.end_all(work, staff.id, sessions.Ended.PASSWORD)
    audit.note(work, Audited.PASSWORD_SET, staff=staff.id, one_time=one_time)


def change_own(work: Work, old: str, new: str) -> Staff | None:
    """Give the actor's own account a new password; None when the old one does not fit, which is counted.

    Raises InputRefused after too many failures, or for a new password that cannot be taken.
    """
    staff = work.session.get_one(Staff, work.actor.id)
    key = numbering.keyed_digest(work.secrets.code, "own-password", str(staff.id))
    if refused := attempts.refusal(work, key):
        raise InputRefused(refused, "old")
    if not fits(staff, old):
        attempts.count_guess(work, key)
        return None
    attempts.forget(work, key)
    if old == new:
        raise InputRefused("新密码要和现在的不一样。", "new_password")
    set_password(work, staff, new, field="new_password")
    return staff


def choose_own(work: Work, staff: Staff, new: str) -> None:
    """Give an account that has just signed in with a one-time or aged password one of its owner's own choice.

    Raises InputRefused for one that cannot be taken, or for the one it has.
    """
    if fits(staff, new):
        raise InputRefused("新密码要和现在的不一样。", "new_password")
    set_password(work, staff, new, field="new_password")


def reset(work: Work, staff_id: int) -> tuple[Staff, str]:
    """Give an account a generated password and return both; it is shown once and kept nowhere. Raises NotFound."""
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = account(work, staff_id)
    password = generated(work, staff.login, staff.name)
    set_password(work, staff, password, one_time=True)
    return staff, password


def generated(work: Work, login: str, name: str) -> str:
    """Return a password that can be read out: five groups of four letters and digits, 100 random bits.

    By chance it may hold what is not taken for the account, such as a short login; then there is another one.
    """
    alphabet, words = numbering.ALPHABET.lower(), _guessed(work, login, name)
    while True:
        password = "-".join("".join(random_source.choice(alphabet) for _ in range(4)) for _ in range(5))
        if passwords.refusal(password, words) is None:
            return password


def has_lapsed(work: Work, staff: Staff) -> bool:
    """Tell whether the account still has a one-time password that was not used within its days."""
    return staff.must_change_password and (work.now - staff.password_set_at).days >= ONE_TIME_DAYS


def _guessed(work: Work, login: str, name: str) -> list[str]:
    """Return the words of the place and of the account that its password may not hold."""
    return [login, name, *work.passwords.local_words, *departments.names(work.session, work.today).values()]


@lru_cache(maxsize=4)
def _nobody(profile: PasswordHasher) -> str:
    """Return a hash that no password fits, as costly to check as everyone's."""
    return profile.hash(random_source.token_hex(16))
