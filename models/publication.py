"""Publications (公开件): the de-identified derivative of a letter and its reply, and the index that search reads."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Publication(Model):
    """What the public sees. Texts are already masked; nothing here comes from the identity.

    `department_name` is the unit's name when it answered. `source_digest` is the keyed digest of the original
    letter and reply that this was made from, `derivative_digest` that of the texts here, and `masks` where in them
    something was hidden: {part: [[start, end], ...]}. `redaction_id` is where the marks are, None for an imported
    one. A withdrawn one keeps its row as a tombstone, with its reason.
    """

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_time"),
        CheckConstraint("state <> 'withdrawn' OR withdrawn_reason <> ''", name="withdrawn_has_reason"),
        Index("ix_publication_newest", "state", "answered_on", "id"),
        Index("ix_publication_department", "department_id", "state", "answered_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(16))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    department_name: Mapped[str] = mapped_column(String(64))
    mailbox_name: Mapped[str] = mapped_column(String(64))
    received_on: Mapped[date]
    accepted_on: Mapped[date | None]
    answered_on: Mapped[date]
    due_on: Mapped[date | None]
    rating: Mapped[str | None] = mapped_column(String(24))
    source_digest: Mapped[str] = mapped_column(String(64))
    derivative_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    masks: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    redaction_id: Mapped[int | None] = mapped_column(ForeignKey("redaction.id"))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by: Mapped[str] = mapped_column(String(32))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")


class Revision(Model):
    """How often a body of data has changed. Cached public pages are keyed by it and so are right at once."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]
