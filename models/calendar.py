"""The work calendar: notices and their days, in versions. What was in force at a version can always be read again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class CalendarChange(Model):
    """One notice: that of a whole year, or an amendment of some days. Proposed by one person, decided by another.

    `version` is given when it comes into force and grows with each change; the calendar at version v is all days of
    the changes up to v, a later one beating an earlier one. `proposed_by` and `decided_by` are null for what the
    service or the command line loaded.
    """

    __tablename__ = "calendar_change"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'in_force', 'rejected')", name="state_known"),
        CheckConstraint("(state = 'in_force') = (version IS NOT NULL)", name="version_when_in_force"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decision_has_time"),
        CheckConstraint("proposed_by IS NULL OR decided_by IS NULL OR decided_by <> proposed_by", name="four_eyes"),
        Index("uq_calendar_change_proposed", "year", unique=True,
              sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int | None] = mapped_column(unique=True)
    year: Mapped[int]
    is_whole_year: Mapped[bool]
    notice: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision_words: Mapped[str] = mapped_column(Text, default="")


class CalendarDay(Model):
    """A day that a change sets apart: a holiday, or a weekend day worked instead (调休上班).

    `is_working` null takes back what an earlier change said: the day is again what its weekday makes it. A change of
    a whole year takes back all earlier days of that year by itself.
    """

    __tablename__ = "calendar_day"

    change_id: Mapped[int] = mapped_column(ForeignKey("calendar_change.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool | None]
    name: Mapped[str] = mapped_column(String(32))
