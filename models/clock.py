"""Clocks and the work calendar. Due dates are derived; they stand here only to be indexed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Clock(Model):
    """One time limit of a case.

    `due_on`, `provisional` and `next_action_at` are pure functions of the row's other facts and of the calendar
    version, recomputed when either changes. `stopped_at` is when the answer was given; a stopped clock has no
    next action.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("uq_clock_running", "case_id", "kind", unique=True,
              sqlite_where=text("stopped_at IS NULL"), postgresql_where=text("stopped_at IS NULL")),
        Index("ix_clock_next_action", "next_action_at",
              sqlite_where=text("next_action_at IS NOT NULL"),
              postgresql_where=text("next_action_at IS NOT NULL")),
        Index("ix_clock_due_on", "due_on"),
        Index("ix_clock_case_id", "case_id"),
        CheckConstraint("length > 0", name="length_positive"),
        CheckConstraint("stopped_at IS NULL OR next_action_at IS NULL", name="stopped_is_quiet"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(32))
    start_on: Mapped[date]
    length: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date]
    provisional: Mapped[bool]
    calendar_version: Mapped[int]
    next_action_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ClockTerm(Model):
    """How long a category has, from a day on; `mailbox_id` null is the county. Rows are added, never changed."""

    __tablename__ = "clock_term"
    __table_args__ = (CheckConstraint("length > 0", name="length_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"))
    category: Mapped[str] = mapped_column(String(16))
    length: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date]


class CalendarDay(Model):
    """A day that a notice sets apart: a holiday, or a weekend day worked instead (调休上班)."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(32))
    notice: Mapped[str] = mapped_column(String(64), default="")


class CalendarYear(Model):
    """A year whose notice is loaded; `version` grows with each load, over all years."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
