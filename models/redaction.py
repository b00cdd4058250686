"""Derivatives in the making (隐去个人信息): who works on one, and each mark with its decision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Model
from models.types import UTCDateTime

_OPEN = "state IN ('draft', 'proposed')"
_OF_CASE = f"{_OPEN} AND document_id IS NULL"
_OF_DOCUMENT = f"{_OPEN} AND document_id IS NOT NULL"


class Redaction(Model):
    """One derivative of a letter and a version of its reply, from the first look to its release.

    With `document_id` it is one of a document that a disclosure request asks for, and `reply_version` is 0.
    `source_digest` is the keyed digest of the originals it is made from, `derivative_digest` that of the public
    texts as they were proposed. `redacted_by` changed it last. `edits` counts its changes, so that two people never
    overwrite each other. `cannot_be_known` is the redactor's word that nobody will know the writer by it.
    """

    __tablename__ = "redaction"
    __table_args__ = (
        CheckConstraint("state NOT IN ('proposed', 'released') OR proposed_at IS NOT NULL", name="proposed_has_time"),
        CheckConstraint("(state = 'released') = (released_at IS NOT NULL)", name="released_has_time"),
        CheckConstraint("released_by <> redacted_by", name="released_by_another"),
        Index("uq_redaction_open", "case_id", unique=True, sqlite_where=text(_OF_CASE),
              postgresql_where=text(_OF_CASE)),
        Index("uq_redaction_open_document", "document_id", unique=True, sqlite_where=text(_OF_DOCUMENT),
              postgresql_where=text(_OF_DOCUMENT)),
        Index("ix_redaction_case_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("request_document.id"))
    reply_version: Mapped[int]
    source_digest: Mapped[str] = mapped_column(String(64))
    derivative_digest: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(16))
    edits: Mapped[int] = mapped_column(default=0)
    cannot_be_known: Mapped[bool] = mapped_column(default=False, server_default=false())
    redacted_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    proposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_back_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    sent_back_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    marks: Mapped[list[RedactionMark]] = relationship(order_by="RedactionMark.id")


class RedactionMark(Model):
    """One stretch of the title, the text or the reply, by offsets in characters; it holds none of the words.

    `found_by` is `detector` or `person`, `basis` why it was found, `decision` null until somebody has judged it.
    `ground` is why a document's words may not be disclosed, a slug of rules/outcomes; null on letters.
    """

    __tablename__ = "redaction_mark"
    __table_args__ = (
        CheckConstraint("begins >= 0 AND ends > begins", name="covers_something"),
        CheckConstraint("decision IS NULL OR replacement <> ''", name="has_public_form"),
        Index("ix_redaction_mark_redaction_id", "redaction_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    redaction_id: Mapped[int] = mapped_column(ForeignKey("redaction.id"))
    part: Mapped[str] = mapped_column(String(8))
    begins: Mapped[int]
    ends: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    replacement: Mapped[str] = mapped_column(Text)
    found_by: Mapped[str] = mapped_column(String(16))
    basis: Mapped[str] = mapped_column(String(64), default="")
    decision: Mapped[str | None] = mapped_column(String(8))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ground: Mapped[str | None] = mapped_column(String(32))
