"""Runs of the retention job: what was removed, when and how much."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class RetentionRun(Model):
    """One kind of data in one run. `count` is how many were removed, or would have been when `dry`."""

    __tablename__ = "retention_run"
    __table_args__ = (
        CheckConstraint("count >= 0", name="count_not_negative"),
        Index("ix_retention_run_ran_at", "ran_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[str] = mapped_column(String(24))
    count: Mapped[int]
    dry: Mapped[bool]
