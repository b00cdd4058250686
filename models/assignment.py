"""Assignments (转办): one row per routing decision. The open one says who has the case now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Assignment(Model):
    """One routing decision. `decision` counts them per case; (case, decision) is unique, so none happens twice.

    `reasons` is JSON: the words that decided, for the page that explains. `ended_how` says how it ended:
    `returned`, `recalled`, `transferred`, `answered`, `declined`, `merged` or `withdrawn`; null while the department
    has the case. An order to rework an answer begins another one with the same department.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("case_id", "decision"),
        Index("uq_assignment_open", "case_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="end_is_whole"),
        CheckConstraint("ended_how <> 'returned' OR return_reason <> ''", name="return_has_reason"),
        Index("ix_assignment_department", "department_id", "assigned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    decision: Mapped[int]
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    assigned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    assigned_by: Mapped[str] = mapped_column(String(32))
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_how: Mapped[str | None] = mapped_column(String(16))
    reasons: Mapped[str] = mapped_column(Text, default="{}")
    return_reason: Mapped[str] = mapped_column(Text, default="")
    proposed_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
