"""The ladder's record: which rung of which clock was reached when, and who was told."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Rung(Model):
    """One rung reached, exactly once: (clock, rung, the due day it belongs to) is unique.

    `of_on` is the due day, for a rung that belongs to the clock as a whole its first day. `reached_at` is when it was
    to happen, `recorded_at` when it did. `number` is that of a 督办单. `words` is what a person demanded by hand.
    `raised_by` is `system`, or `staff:17` for an urge by hand.
    """

    __tablename__ = "rung"
    __table_args__ = (
        UniqueConstraint("clock_id", "rung", "of_on"),
        Index("ix_rung_case_id", "case_id"),
        Index("ix_rung_recorded_at", "rung", "recorded_at"),
        CheckConstraint("(rung = 'supervise') = (number IS NOT NULL)", name="order_has_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    rung: Mapped[str] = mapped_column(String(16))
    of_on: Mapped[date]
    reached_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    raised_by: Mapped[str] = mapped_column(String(32))
    number: Mapped[str | None] = mapped_column(String(32), unique=True)
    words: Mapped[str] = mapped_column(Text, default="")


class RungTelling(Model):
    """One member of staff who is told of a rung.

    `notice_id` is the combined mail that tells it, null when it stands on the desk only. `seen_at` is when the person
    had it on the screen.
    """

    __tablename__ = "rung_telling"
    __table_args__ = (
        UniqueConstraint("rung_id", "staff_id"),
        Index("ix_rung_telling_notice_id", "notice_id"),
        Index("ix_rung_telling_unseen", "staff_id", "id",
              sqlite_where=text("seen_at IS NULL"), postgresql_where=text("seen_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rung_id: Mapped[int] = mapped_column(ForeignKey("rung.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LadderTerm(Model):
    """How the county sets one rung, from a day on. Rows are added, never changed; without one the default holds."""

    __tablename__ = "ladder_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    rung: Mapped[str] = mapped_column(String(16))
    offset: Mapped[int]
    is_active: Mapped[bool]
    valid_from: Mapped[date]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
