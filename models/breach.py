"""Breaches of personal data (个人信息保护法 57): what happened, whom it touches, what was done, who was told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class BreachRecord(Model):
    """One breach. Texts name no person and quote no letter.

    `kinds` are slugs of rules/breaches.py, joined by blanks; `persons` is how many people it touches, null while
    unknown. `harm` is what may come of it, `measures` what was done, `advice` what those people can do themselves.
    `told_authority_at` and `told_persons_at` are when the notices went out; `not_telling` is why people need not be
    told, when the measures have averted the harm.
    """

    __tablename__ = "breach_record"
    __table_args__ = (
        CheckConstraint("persons IS NULL OR persons >= 0", name="persons_not_negative"),
        CheckConstraint("closed_at IS NULL OR told_authority_at IS NOT NULL", name="closed_after_telling"),
        CheckConstraint("closed_at IS NULL OR told_persons_at IS NOT NULL OR not_telling <> ''",
                        name="closed_with_persons_told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    noticed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    cause: Mapped[str] = mapped_column(Text)
    kinds: Mapped[str] = mapped_column(String(200))
    persons: Mapped[int | None]
    harm: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text)
    told_authority_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_persons_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    not_telling: Mapped[str] = mapped_column(Text, default="", server_default="")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
