"""Who looked at the identity of a writer, and why (security.md I2). Append-only; the fields themselves are not here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class IdentityReveal(Model):
    """One look. `role` is what the person was at that time, `reason` a slug, `words` what they added.

    `fields` are the names of the columns that were shown, with commas between.
    """

    __tablename__ = "identity_reveal"
    __table_args__ = (Index("ix_identity_reveal_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[str] = mapped_column(String(120))
    revealed_at: Mapped[datetime] = mapped_column(UTCDateTime)
