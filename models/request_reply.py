"""What the reply to a disclosure request has beside its text, and the documents that it gives in part."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime

# By what names the cipher binds the two encrypted columns of a document to their case.
TITLE_COLUMN, TEXT_COLUMN = "document_title", "document_text"


class RequestReply(Model):
    """The outcome of one version of a reply, with what the 条例 asks of it; it goes with the row of `reply`.

    `outcome` is a slug of rules/outcomes, null while the drafter has not chosen. `further_law` is the law beside the
    条例, `way` where or how the applicant gets the information instead. `secrecy` is what the review before disclosure
    found (保密审查), by whom and when. `basis`, `withheld` and `remedy` are the law, what a partial disclosure leaves
    out, and the sentence on remedies as they were printed when it was issued.
    """

    __tablename__ = "request_reply"
    __table_args__ = (
        CheckConstraint("(secrecy IS NULL) = (secrecy_at IS NULL)", name="secrecy_has_time"),
        CheckConstraint("secrecy IS NULL OR outcome IS NOT NULL", name="reviewed_has_outcome"),
        CheckConstraint("remedy = '' OR secrecy IS NOT NULL", name="issued_was_reviewed"),
    )

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    outcome: Mapped[str | None] = mapped_column(String(32))
    reasons: Mapped[str] = mapped_column(Text, default="", server_default="")
    further_law: Mapped[str] = mapped_column(Text, default="", server_default="")
    way: Mapped[str] = mapped_column(Text, default="", server_default="")
    secrecy: Mapped[str | None] = mapped_column(String(16))
    secrecy_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    secrecy_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    secrecy_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    basis: Mapped[str] = mapped_column(Text, default="", server_default="")
    withheld: Mapped[str] = mapped_column(Text, default="", server_default="")
    remedy: Mapped[str] = mapped_column(Text, default="", server_default="")


class RequestDocument(Model):
    """A document of the agency that an applicant is given, whole or in part; what is left out is in its redaction.

    `title` and `text` are the original, encrypted and bound to the case: they may name third parties. A document
    that was taken out of the reply again keeps its row until the case goes.
    """

    __tablename__ = "request_document"
    __table_args__ = (Index("ix_request_document_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    title: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    added_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
