"""The second factor of staff: codes of an authenticator, each of use once, and recovery codes in its place."""

from __future__ import annotations

import hmac
import secrets as random_source
from dataclasses import dataclass

import pyotp
from sqlalchemy import delete, func, select, update

from adapters.seed_cipher import SeedCipher
from models.staff import RecoveryCode, Staff
from rules import numbering
from rules.audit import Audited
from rules.errors import InputRefused
from services import audit, sessions, staff_rows
from services.work import Work

STEP_S = 30
# One step before and after, for clocks that are a little apart.
DRIFT = 1
CODE_DIGITS = 6
RECOVERY_CODES = 10
# 120 bits, so that a keyed digest is enough to keep them by (ASVS 6.5.2).
RECOVERY_LENGTH = 24
WRONG = "动态码不对，请等验证器换出下一个再填。手机的时间要和北京时间一致。"


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator needs to begin: the seed to type, and the same as an address for a camera."""

    seed: str
    address: str


def begin(work: Work, staff: Staff) -> None:
    """Give an account a new seed, which counts from the moment a code shows that the person has it."""
    staff.totp_pending = _cipher(work).encrypt(staff.id, pyotp.random_base32())


def pending(work: Work, staff: Staff, issuer: str) -> Enrolment | None:
    """Return what the person has to put into the authenticator, None when nothing was begun."""
    if staff.totp_pending is None:
        return None
    seed = _cipher(work).decrypt(staff.id, staff.totp_pending)
    return Enrolment(seed, pyotp.TOTP(seed).provisioning_uri(name=staff.login, issuer_name=issuer))


def confirm(work: Work, staff_id: int, typed: str) -> list[str]:
    """Take the pending seed as the account's own and return its recovery codes, shown once; ends its sessions.

    Raises InputRefused for a code that does not belong to the seed.
    """
    staff = staff_rows.locked(work, staff_id)
    if staff.totp_pending is None:
        raise InputRefused("请先把密钥加到验证器里，再填动态码。", "code")
    step = _step_of(work, _cipher(work).decrypt(staff.id, staff.totp_pending), typed, None)
    if step is None:
        raise InputRefused(WRONG, "code")
    staff.totp_seed, staff.totp_pending, staff.totp_last_step = staff.totp_pending, None, step
    sessions.end_all(work, staff.id, sessions.Ended.FACTOR)
    audit.note(work, Audited.FACTOR_SET, staff=staff.id)
    return renew_recovery_codes(work, staff)


def install(work: Work, staff: Staff, seed: str) -> None:
    """Give an account a known seed as its own, without recovery codes: for demonstrations and measurements."""
    staff.totp_seed, staff.totp_pending, staff.totp_last_step = _cipher(work).encrypt(staff.id, seed), None, None


def accepts(work: Work, staff_id: int, typed: str) -> bool:
    """Tell whether this is a code, or a recovery code, of the account that was not used before; it is used now."""
    staff = staff_rows.locked(work, staff_id)
    if staff.totp_seed is None:
        return False
    step = _step_of(work, _cipher(work).decrypt(staff.id, staff.totp_seed), typed, staff.totp_last_step)
    if step is not None:
        staff.totp_last_step = step
        return True
    return _use_recovery_code(work, staff, typed)


def code_at(seed: str, step: int) -> str:
    """Return the code of a seed for a step of 30 seconds since 1970."""
    return pyotp.TOTP(seed).generate_otp(step)


def current_code(work: Work, staff: Staff) -> str | None:
    """Return the code that an account's authenticator shows now, None without one: for demonstrations only."""
    if staff.totp_seed is None:
        return None
    return code_at(_cipher(work).decrypt(staff.id, staff.totp_seed), _now_step(work))


def take_off(work: Work, staff: Staff) -> None:
    """Take the factor off an account and end its sessions; the next sign-in asks for a new one."""
    staff.totp_seed = staff.totp_pending = staff.totp_last_step = None
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    sessions.end_all(work, staff.id, sessions.Ended.FACTOR)


def renew_recovery_codes(work: Work, staff: Staff) -> list[str]:
    """Return ten new recovery codes in place of the old ones; they are shown once and kept as digests."""
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    codes = ["".join(random_source.choice(numbering.ALPHABET) for _ in range(RECOVERY_LENGTH))
             for _ in range(RECOVERY_CODES)]
    work.session.add_all([RecoveryCode(staff_id=staff.id, digest=_recovery_digest(work, staff.id, code))
                          for code in codes])
    audit.note(work, Audited.RECOVERY_CODES_SET, staff=staff.id)
    return [numbering.grouped(code) for code in codes]


def recovery_codes_left(work: Work, staff_id: int) -> int:
    """Return how many recovery codes of an account were not used yet."""
    return work.session.scalar(select(func.count()).select_from(RecoveryCode).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))) or 0


def _step_of(work: Work, seed: str, typed: str, last: int | None) -> int | None:
    """Return the step near now, later than the last used one, whose code was typed.

    When the clock was set back, every step near now was used already, and no code fits (security.md R9).
    """
    code = "".join(typed.split())
    if not (len(code) == CODE_DIGITS and code.isascii() and code.isdigit()):
        return None
    now = _now_step(work)
    fitting = [step for step in range(now - DRIFT, now + DRIFT + 1)
               if hmac.compare_digest(code_at(seed, step), code) and (last is None or step > last)]
    return fitting[0] if fitting else None


def _use_recovery_code(work: Work, staff: Staff, typed: str) -> bool:
    code = _normal_recovery_code(typed)
    if len(code) != RECOVERY_LENGTH:
        return False
    used = work.session.execute(
        update(RecoveryCode).values(used_at=work.now)
        .where(RecoveryCode.digest == _recovery_digest(work, staff.id, code), RecoveryCode.used_at.is_(None)))
    if getattr(used, "rowcount", 0) != 1:
        return False
    audit.note(work, Audited.RECOVERY_CODE_USED, staff=staff.id)
    return True


def _normal_recovery_code(typed: str) -> str:
    """Return a typed recovery code as it was made: without separators, with look-alike letters as digits."""
    plain = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    return plain.translate(str.maketrans("ILO", "110"))


def _now_step(work: Work) -> int:
    return int(work.now.timestamp()) // STEP_S


def _cipher(work: Work) -> SeedCipher:
    return SeedCipher(work.secrets.code)


def _recovery_digest(work: Work, staff_id: int, code: str) -> str:
    return numbering.keyed_digest(work.secrets.code, "recovery-code", f"{staff_id}\0{code}")
