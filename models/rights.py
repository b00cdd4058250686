"""Requests about one's own data (个人信息保护法 44 to 50): one row each, answered at once or by the letters office."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class RightsRequest(Model):
    """What the writer of a case asked for. `kind` is a slug of rules/rights.py.

    `words` is what was written with it, encrypted like the contact fields; null once the identity is erased.
    `due_on` is the last day for an answer, `outcome` is `done` or `refused`, `reason` why it was refused or what was
    done, `decided_by` the actor's slug: the citizen's own for what the service did at once.
    """

    __tablename__ = "rights_request"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_has_outcome"),
        CheckConstraint("outcome IS NULL OR outcome IN ('done', 'refused')", name="outcome_known"),
        CheckConstraint("outcome IS NULL OR outcome <> 'refused' OR reason <> ''", name="refused_has_reason"),
        Index("ix_rights_request_case_id", "case_id"),
        Index("ix_rights_request_waiting", "due_on", "id",
              sqlite_where=text("decided_at IS NULL"), postgresql_where=text("decided_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(24))
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date]
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(32))
