"""Staff accounts and their sign-ins. No account exists until the bootstrap token or the command line makes one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Model
from models.department import Department
from models.types import UTCDateTime


class Staff(Model):
    """One person with one role. `sign_in_epoch` is in every session: raising it ends them all at once."""

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
    is_active: Mapped[bool] = mapped_column(default=True)
    sign_in_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    department: Mapped[Department | None] = relationship()


class SignInFailure(Model):
    """Failed attempts, counted here and not in Redis, so that a flush changes nothing.

    `key` names what is counted: a login and its source, or a case number, as a keyed digest.
    """

    __tablename__ = "sign_in_failure"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(UTCDateTime)


class BootstrapToken(Model):
    """The one-time token of an empty start: its keyed digest, until it is used."""

    __tablename__ = "bootstrap_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
