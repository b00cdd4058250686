"""Clocks: time limits of cases with their pauses, extensions and earlier readings. Due dates are derived."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Clock(Model):
    """One time limit of a case.

    `due_on`, `due_at`, `provisional` and `next_action_at` are pure functions of the row's other facts, its pauses and
    the calendar version, recomputed when one of them changes. `is_answer`: the last day is the one told to the writer;
    other clocks are steps on the way. `started_at` and `due_at` are for clocks in hours; `stated_on` for those whose
    last day somebody else has set. `stopped_at` is when what was due was done; a stopped clock has no next action.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("uq_clock_running", "case_id", "kind", unique=True,
              sqlite_where=text("stopped_at IS NULL"), postgresql_where=text("stopped_at IS NULL")),
        Index("ix_clock_next_action", "next_action_at",
              sqlite_where=text("next_action_at IS NOT NULL"),
              postgresql_where=text("next_action_at IS NOT NULL")),
        Index("ix_clock_running_due_on", "due_on",
              sqlite_where=text("stopped_at IS NULL"), postgresql_where=text("stopped_at IS NULL")),
        Index("ix_clock_due_on", "due_on"),
        Index("ix_clock_case_id", "case_id"),
        CheckConstraint("length > 0 OR stated_on IS NOT NULL", name="length_positive"),
        CheckConstraint("extension >= 0", name="extension_not_negative"),
        CheckConstraint("unit <> 'hour' OR (started_at IS NOT NULL AND due_at IS NOT NULL)",
                        name="hours_have_instants"),
        CheckConstraint("stopped_at IS NULL OR next_action_at IS NULL", name="stopped_is_quiet"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(32))
    is_answer: Mapped[bool]
    start_on: Mapped[date]
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    length: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    extension: Mapped[int] = mapped_column(default=0, server_default="0")
    stated_on: Mapped[date | None]
    due_on: Mapped[date]
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    provisional: Mapped[bool]
    calendar_version: Mapped[int]
    next_action_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ClockReading(Model):
    """What a clock said until something changed it, with all that is needed to read it again (期限说明单).

    `pauses` is JSON: [[after, until], …]. `cause` says what ended this reading: a slug of rules/clock_record.Cause.
    """

    __tablename__ = "clock_reading"
    __table_args__ = (Index("ix_clock_reading_clock_id", "clock_id", "id"), Index("ix_clock_reading_due_on", "due_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    replaced_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cause: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(32))
    start_on: Mapped[date]
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    length: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    extension: Mapped[int]
    stated_on: Mapped[date | None]
    pauses: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    provisional: Mapped[bool]
    calendar_version: Mapped[int]


class Request:
    """What one member of staff asks for and another decides."""

    state: Mapped[str] = mapped_column(String(16))
    requested_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision_words: Mapped[str] = mapped_column(Text, default="")


class ClockPause(Request, Model):
    """A time that does not count (中止): asked for with proof, granted by another person, ended by the answer.

    Days after `from_on` up to and including `to_on` are left out. While `to_on` is null the pause runs, to `limit_on`
    at the latest. `proof` names the letter that was sent and how (文号、邮寄单号).
    """

    __tablename__ = "clock_pause"
    __table_args__ = (
        Index("uq_clock_pause_open", "clock_id", unique=True,
              sqlite_where=text("state IN ('requested', 'granted')"),
              postgresql_where=text("state IN ('requested', 'granted')")),
        Index("ix_clock_pause_clock_id", "clock_id"),
        Index("ix_clock_pause_state", "state"),
        CheckConstraint("state IN ('requested', 'granted', 'refused', 'ended')", name="state_known"),
        CheckConstraint("from_on <= limit_on", name="limit_after_start"),
        CheckConstraint("to_on IS NULL OR (to_on >= from_on AND to_on <= limit_on)", name="end_within_limit"),
        CheckConstraint("(state = 'ended') = (to_on IS NOT NULL)", name="ended_has_day"),
        CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name="decision_has_time"),
        CheckConstraint("proof <> ''", name="has_proof"),
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    reason: Mapped[str] = mapped_column(String(32))
    proof: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date]
    limit_on: Mapped[date]
    to_on: Mapped[date | None]


class ClockExtension(Request, Model):
    """More time (延期), once per clock: asked for before expiry with a reason, decided by another person."""

    __tablename__ = "clock_extension"
    __table_args__ = (
        Index("uq_clock_extension_standing", "clock_id", unique=True,
              sqlite_where=text("state <> 'refused'"), postgresql_where=text("state <> 'refused'")),
        Index("ix_clock_extension_state", "state"),
        CheckConstraint("state IN ('requested', 'granted', 'refused')", name="state_known"),
        CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name="decision_has_time"),
        CheckConstraint("length > 0", name="length_positive"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    length: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)


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
