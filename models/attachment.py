"""Attachments: what was uploaded with a case. The bytes lie outside the database under a generated name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Attachment(Model):
    """One file. `display_name` is the writer's name for it, cleaned; `storage_name` is generated, and says nothing.

    `digest` is the SHA-256 of the bytes at receipt, checked again when they are read.
    """

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    display_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime)
