"""Units that must not handle a case, since it is about them (design.md 6.5), and how such a bar was lifted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class BarredDepartment(Model):
    """One unit that a case is about. In force while `lifted_at` is null.

    `why` is a slug of rules/accused.py. `proposed_by` asked for the bar to be lifted and `lifted_by`, another person,
    agreed; a refusal clears the proposal, and both stay in the record of the case.
    """

    __tablename__ = "barred_department"
    __table_args__ = (
        UniqueConstraint("case_id", "department_id"),
        CheckConstraint("(proposed_by IS NULL) = (proposed_at IS NULL)", name="proposal_is_whole"),
        CheckConstraint("proposed_by IS NULL OR proposal_reason <> ''", name="proposal_has_reason"),
        CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifting_is_whole"),
        CheckConstraint("lifted_by IS NULL OR (proposed_by IS NOT NULL AND lifted_by <> proposed_by)",
                        name="lifted_by_two"),
        Index("ix_barred_department_department_id", "department_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    why: Mapped[str] = mapped_column(String(16))
    barred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    proposal_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
