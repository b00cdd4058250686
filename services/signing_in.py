"""Signing in with login, password and code, and what a person has to do first before anything else."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from models.staff import Staff, StaffSession
from rules import numbering, permissions
from rules import passwords as password_rules
from rules.actors import Role
from rules.audit import Audited
from rules.errors import InputRefused
from services import attempts, audit, passwords, second_factor, sessions, staff_rows
from services.sessions import Place
from services.work import Work

WRONG = "账号、密码或者动态码不对，请核对后再试。动态码每个只能用一次，用过的请等下一个。"


class FirstStep(StrEnum):
    """What is due before the desk opens."""

    PASSWORD = "password"  # noqa: S105
    FACTOR = "factor"


def sign_in(work: Work, login: str, password: str, code: str, place: Place) -> tuple[Staff, str] | None:
    """Return the account and the token of its new session when everything fits, else None.

    An account without a second factor gets in without a code, to the pages where it is set up only. Failures are
    counted per login and source in the database (security.md N4); raises InputRefused while a pair has to wait. An
    unknown login costs the same time as a wrong password.
    """
    typed = login.strip().lower()
    key = numbering.keyed_digest(work.secrets.code, "sign-in", f"{typed}\0{place.source}")
    if refused := attempts.refusal(work, key):
        raise InputRefused(refused)
    staff = staff_rows.by_login(work, typed)
    is_right = passwords.fits(staff, password)
    if not is_right or staff is None or not _lets_in(work, staff, code):
        attempts.count_guess(work, key, subject_of(work, typed))
        audit.note(work, Audited.SIGN_IN_FAILED, refused=True, staff=staff.id if staff else None,
                   source=_mark(work, place.source))
        return None
    attempts.forget(work, key)
    passwords.renew_hash(staff, password)
    return staff, _begin(work, staff, place)


def first_step(work: Work, row: StaffSession) -> FirstStep | None:
    """Return what the person has to do before anything else.

    Whether a password has become too old is decided by when the session began: nobody is stopped in the middle.
    """
    staff = row.staff
    if staff.must_change_password or password_rules.is_expired(
            staff.password_set_at, row.started_at, work.passwords.max_age):
        return FirstStep.PASSWORD
    return FirstStep.FACTOR if staff.totp_seed is None else None


def is_shut_out(work: Work, staff: Staff) -> bool:
    """Tell whether somebody tried this account so often that a source has to wait."""
    return attempts.is_shut(work, subject_of(work, staff.login))


def unlock(work: Work, staff_id: int) -> Staff:
    """Let an account be tried again at once from everywhere. Raises NotFound; for the security administrator only."""
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = staff_rows.account(work, staff_id)
    attempts.open_again(work, subject_of(work, staff.login))
    audit.note(work, Audited.UNLOCKED, staff=staff.id)
    return staff


def subject_of(work: Work, login: str) -> str:
    """Return under which name the failures of a login are kept."""
    return numbering.keyed_digest(work.secrets.code, "sign-in-subject", login)


def verify_again(work: Work, row: StaffSession, secret: str) -> bool:
    """Tell whether this is the password, or a new code, of whoever is signed in; the session counts as fresh then.

    Raises InputRefused after too many failures.
    """
    key = numbering.keyed_digest(work.secrets.code, "own-password", str(row.staff_id))
    if refused := attempts.refusal(work, key):
        raise InputRefused(refused, "secret")
    if not (second_factor.accepts(work, row.staff_id, secret) or passwords.fits(row.staff, secret)):
        attempts.count_guess(work, key)
        audit.note(work, Audited.VERIFIED_AGAIN, refused=True)
        return False
    attempts.forget(work, key)
    row.verified_at = work.now
    audit.note(work, Audited.VERIFIED_AGAIN)
    return True


def sign_out(work: Work, row: StaffSession) -> None:
    """End the session of this browser."""
    sessions.end(work, row, sessions.Ended.SIGNED_OUT)
    audit.note(replace(work, actor=staff_rows.as_actor(row.staff)), Audited.SIGNED_OUT)


def _lets_in(work: Work, staff: Staff, code: str) -> bool:
    if not staff.is_active or passwords.has_lapsed(work, staff):
        return False
    return staff.totp_seed is None or second_factor.accepts(work, staff.id, code)


def _begin(work: Work, staff: Staff, place: Place) -> str:
    staff.last_sign_in_at = work.now
    if staff.totp_seed is None:
        second_factor.begin(work, staff)
    audit.note(replace(work, actor=staff_rows.as_actor(staff)), Audited.SIGNED_IN,
               source=_mark(work, place.source))
    return sessions.start(work, staff, place)


def _mark(work: Work, source: str) -> str:
    """Return what tells one source from another in the record and says nothing about it."""
    return numbering.keyed_digest(work.secrets.code, "audit-source", source)[:16]
