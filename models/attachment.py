"""Attachments: what was uploaded with a case, and the copies of it that leave. The bytes lie outside the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime
from rules.file_states import CopyState, ScanState

# What the jobs still have to look at.
WAITS = "scan_state IN ('pending', 'off') OR copy_state = 'pending'"


class Attachment(Model):
    """One file. `display_name` is the writer's name for it, cleaned; `storage_name` is generated, and says nothing.

    `digest` is the SHA-256 of the bytes at receipt, checked again when they are read. `scan_state` is what the virus
    scanner said at `scanned_at`, with the `signature` it found. `copy_state` tells whether copies without metadata
    were made, else why not in `copy_refusal`; `copy_attempts` counts the tries that broke off. At `checked_at` the
    scheduled check read the file, since `damaged_at` it is not what was received.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("scan_state IN ('pending', 'clean', 'infected', 'unscannable', 'off')", name="scan_known"),
        CheckConstraint("copy_state IN ('pending', 'ready', 'refused')", name="copy_known"),
        CheckConstraint("(copy_state = 'refused') = (copy_refusal <> '')", name="copy_refused_with_reason"),
        Index("ix_attachment_waiting", "id", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index("ix_attachment_checked_at", "checked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    display_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime)
    scan_state: Mapped[str] = mapped_column(String(16), default=ScanState.PENDING, server_default="pending")
    scanned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signature: Mapped[str] = mapped_column(String(120), default="", server_default="")
    copy_state: Mapped[str] = mapped_column(String(16), default=CopyState.PENDING, server_default="pending")
    copy_refusal: Mapped[str] = mapped_column(String(32), default="", server_default="")
    copy_attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    damaged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AttachmentCopy(Model):
    """A rendering of an attachment that carries nothing but what is seen: the copy that leaves, or a small picture."""

    __tablename__ = "attachment_copy"
    __table_args__ = (
        UniqueConstraint("attachment_id", "kind", name="uq_attachment_copy_kind"),
        CheckConstraint("kind IN ('leaving', 'preview')", name="kind_known"),
        CheckConstraint("size > 0", name="copy_size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    damaged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
