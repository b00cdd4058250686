"""Staff accounts, their second factors, sessions and sign-ins. No account exists until somebody makes one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Model
from models.department import Department
from models.types import UTCDateTime


class Staff(Model):
    """One person with one role.

    `must_change_password` marks a one-time password. `totp_seed` is encrypted and set once a code has shown that the
    person has it; `totp_pending` waits for that; `totp_last_step` is the last step of 30 seconds whose code was used.
    `enabled_at` is when the account was last let in again, from which disuse counts.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("(role IN ('handler', 'lead')) = (department_id IS NOT NULL)", name="role_fits_department"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(24))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255))
    password_set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_seed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_pending: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    enabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    department: Mapped[Department | None] = relationship()


class SignInFailure(Model):
    """Failed attempts, counted here and not in Redis, so that a flush changes nothing.

    `key` names what is counted: a login and its source, or a case number, as a keyed digest; `subject` the login alone,
    so that the security administrator can let somebody try again.
    """

    __tablename__ = "sign_in_failure"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    wait_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    subject: Mapped[str | None] = mapped_column(String(64))


class StaffSession(Model):
    """One sign-in of one browser, which holds a random token; here is its keyed digest only.

    `seen_at` is at most a minute behind. `verified_at` is when password or code was last shown. `source` and `browser`
    are for the person, who ends what is not the own one.
    """

    __tablename__ = "staff_session"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_for_a_reason"),
        Index("ix_staff_session_live", "staff_id", sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    source: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    verified_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_why: Mapped[str | None] = mapped_column(String(24))

    staff: Mapped[Staff] = relationship()


class RecoveryCode(Model):
    """One of the codes that stand in for a lost second factor, as a keyed digest; it opens once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class FactorReset(Model):
    """A second factor that somebody asked to take off and another decides about. `asked_by` None is the operator."""

    __tablename__ = "factor_reset"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR asked_by IS NULL OR decided_by <> asked_by", name="two_people"),
        CheckConstraint("decided_by <> staff_id AND (asked_by IS NULL OR asked_by <> staff_id)", name="not_the_own"),
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_with_outcome"),
        Index("uq_factor_reset_open", "staff_id", unique=True, sqlite_where=text("decided_at IS NULL"),
              postgresql_where=text("decided_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))


class BootstrapToken(Model):
    """The one-time token of an empty start: its keyed digest, until it is used."""

    __tablename__ = "bootstrap_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
