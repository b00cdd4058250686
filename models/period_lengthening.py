"""How the last day of a period for public comment was moved to a later one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class PeriodLengthening(Model):
    """One time that a period was given more days (China, both inclusive); `reason` is public with the new day."""

    __tablename__ = "period_lengthening"
    __table_args__ = (CheckConstraint("after_on > before_on", name="later"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"), index=True)
    before_on: Mapped[date]
    after_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
