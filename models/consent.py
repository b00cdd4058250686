"""Separate consents to sensitive personal data (PIPL 14, 15, 28-31): which words were agreed to, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Consent(Model):
    """One consent of the writer of a case. `kind` and `text_version` name a text of rules/consents.py."""

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("case_id", "kind"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text_version: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
