"""What follows a text of a draft that came before the public: its files, and telling those who commented before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class DraftFile(Model):
    """A text of a draft as a file that can be printed: `format` is pdf or docx. What was made first is kept."""

    __tablename__ = "draft_file"
    __table_args__ = (UniqueConstraint("version_id", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    format: Mapped[str] = mapped_column(String(8))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DraftTelling(Model):
    """Telling whoever commented on an earlier text that `version_id` took its place, some at a time.

    `after_id` is the last comment that was looked at; `done_at` is null until all have been.
    """

    __tablename__ = "draft_telling"
    __table_args__ = (Index("ix_draft_telling_waiting", "version_id", sqlite_where=text("done_at IS NULL"),
                            postgresql_where=text("done_at IS NULL")),)

    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"), primary_key=True)
    after_id: Mapped[int] = mapped_column(default=0, server_default="0")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
