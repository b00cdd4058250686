"""Replies (答复), versioned: drafted, reviewed, issued. An issued version is never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Reply(Model):
    """One version of an answer.

    `drafted_at` is null while the drafter still writes; `send_back_reason` is what the lead wants mended.
    `issued_at` is the effective instant of the answer, `text_digest` the plain SHA-256 that the writer can check.
    """

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> drafted_by", name="four_eyes"),
        CheckConstraint("issued_at IS NULL OR text <> ''", name="issued_has_text"),
        Index("ix_reply_issued_at", "issued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    version: Mapped[int]
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    text: Mapped[str] = mapped_column(Text)
    text_digest: Mapped[str] = mapped_column(String(64))
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    drafted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    issued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    send_back_reason: Mapped[str] = mapped_column(Text, default="")
