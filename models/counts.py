"""Counts that roll up: what a day and a month add to every figure, per department and per other breakdown."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Counted:
    """The flows of rules/figures.Flow as columns; `key` is a department's code, a slug, or `unassigned`."""

    dimension: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    received: Mapped[int] = mapped_column(default=0, server_default="0")
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    moved_in: Mapped[int] = mapped_column(default=0, server_default="0")
    moved_out: Mapped[int] = mapped_column(default=0, server_default="0")
    closed: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    invalid: Mapped[int] = mapped_column(default=0, server_default="0")
    duplicate: Mapped[int] = mapped_column(default=0, server_default="0")
    withdrawn: Mapped[int] = mapped_column(default=0, server_default="0")
    accepted: Mapped[int] = mapped_column(default=0, server_default="0")
    assigned: Mapped[int] = mapped_column(default=0, server_default="0")
    returned: Mapped[int] = mapped_column(default=0, server_default="0")
    due: Mapped[int] = mapped_column(default=0, server_default="0")
    on_time: Mapped[int] = mapped_column(default=0, server_default="0")
    overdue_change: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_late: Mapped[int] = mapped_column(default=0, server_default="0")
    working_days: Mapped[int] = mapped_column(default=0, server_default="0")
    calendar_days: Mapped[int] = mapped_column(default=0, server_default="0")
    rated: Mapped[int] = mapped_column(default=0, server_default="0")
    satisfied: Mapped[int] = mapped_column(default=0, server_default="0")
    publishable: Mapped[int] = mapped_column(default=0, server_default="0")
    published: Mapped[int] = mapped_column(default=0, server_default="0")
    reworked: Mapped[int] = mapped_column(default=0, server_default="0")
    extended: Mapped[int] = mapped_column(default=0, server_default="0")
    urged: Mapped[int] = mapped_column(default=0, server_default="0")
    supervised: Mapped[int] = mapped_column(default=0, server_default="0")
    circulated: Mapped[int] = mapped_column(default=0, server_default="0")


class DailyCount(Counted, Model):
    """What one day in China adds. Only rows with something in them are kept; a closed day may have none."""

    __tablename__ = "daily_counts"
    __table_args__ = (Index("ix_daily_counts_dimension_day", "dimension", "day"),)

    day: Mapped[date] = mapped_column(primary_key=True)


class MonthlyCount(Counted, Model):
    """The sum of a month's days, kept in step with them; `month` is its first day."""

    __tablename__ = "monthly_counts"
    __table_args__ = (Index("ix_monthly_counts_dimension_month", "dimension", "month"),)

    month: Mapped[date] = mapped_column(primary_key=True)


class ClosedDay(Model):
    """A day that is over and counted: the digests may be made of it."""

    __tablename__ = "closed_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime)
