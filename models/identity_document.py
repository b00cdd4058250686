"""Pictures of identity documents (身份证明): part of the identity of a case, sealed, and gone when it is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class IdentityDocument(Model):
    """One picture, made anew from its pixels before it was kept. Its name is not kept: names of files name people.

    `digest` and `size` are of the sealed bytes in the file store, `file_key` is their key, encrypted.
    """

    __tablename__ = "identity_document"
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    media_type: Mapped[str] = mapped_column(String(128))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    file_key: Mapped[bytes]
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime)
