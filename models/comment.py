"""Comments on a draft (意见), how they are alike, and the opinions that officers sort them into (归并意见)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.case import Case
from models.types import UTCDateTime

REPLACED = text("replaced_by_id IS NOT NULL")


class Comment(Case):
    """What somebody says of a draft: of one passage (`anchor`) of the version they saw, or of the whole (anchor "").

    `text` is what was sent, `shown_text` what is public of it where that is another; `shown_name` is the name as the
    public sees it (朱**), "" for none. `opened_at` is when the form was opened, `is_in_grace` that it was sent in the
    minutes after closing (design.md 6.14). `confirmed_at` is when the writer proved the contact, or staff took the
    comment in on paper; `contact_digest` is the keyed digest of the contact in its plain form, for one counted opinion
    per contact and draft (security.md C1). `source_token` marks comments from one source (design.md 6.11), `alike_id`
    is the first of the comments whose texts are nearly the same as this one's, null until a job has looked.
    `aside_ground` is a slug of rules/comment_words.py with `decided_words`, and `decided_by` who decided; `mend_until`
    is how long a comment that was sent back may be mended.
    """

    __tablename__ = "comment"
    __table_args__: Any = (
        CheckConstraint("replaced_by_id <> case_id", name="replaced_by_another"),
        CheckConstraint("aside_ground IS NULL OR (decided_words <> '' AND decided_by IS NOT NULL)",
                        name="aside_has_reason_and_name"),
        Index("ix_comment_period_anchor", "period_id", "anchor", "case_id"),
        Index("ix_comment_period_id", "period_id", "case_id"),
        Index("ix_comment_contact", "period_id", "contact_digest"),
        Index("ix_comment_source", "period_id", "source_token"),
        Index("ix_comment_alike", "period_id", "alike_id"),
        # What one has replaced stands beside it; most replace nothing.
        Index("ix_comment_replaced_by_id", "replaced_by_id", sqlite_where=REPLACED, postgresql_where=REPLACED),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    anchor: Mapped[str] = mapped_column(String(16), default="", server_default="")
    stance: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    shown_text: Mapped[str | None] = mapped_column(Text)
    shown_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_in_grace: Mapped[bool] = mapped_column(default=False, server_default=false())
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    contact_digest: Mapped[str | None] = mapped_column(String(64))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    source_token: Mapped[str | None] = mapped_column(String(64))
    alike_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    aside_ground: Mapped[str | None] = mapped_column(String(24))
    decided_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mend_until: Mapped[datetime | None] = mapped_column(UTCDateTime)

    # There are two ways from a comment to a case; this one makes it one.
    __mapper_args__ = {"polymorphic_identity": "comment", "inherit_condition": case_id == Case.id}


class EarlierText(Model):
    """What a comment said before its writer mended it; nothing that was sent is lost."""

    __tablename__ = "comment_earlier_text"
    __table_args__ = (Index("ix_comment_earlier_text_comment", "comment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.case_id"))
    stance: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(Text)
    mended_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CommentBand(Model):
    """One band of a comment's signature: comments that share a value are looked at closely (rules/near_duplicates.py).

    `value` has the band in it, so that no two bands have the same one.
    """

    __tablename__ = "comment_band"
    __table_args__ = (Index("ix_comment_band_lookup", "period_id", "value"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.case_id"), primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"))
    value: Mapped[int] = mapped_column(BigInteger)


class Opinion(Model):
    """One point that comments make, as officers put it: what is adopted or not, with the reason (采纳情况).

    `anchor` is the passage it is about, "" the whole; `place` its order there. `decision` is a slug of
    rules/comment_words.Adoption. `serial` is its number in the released table, `comments` how many comments make it
    there; both are null until the release.
    """

    __tablename__ = "opinion"
    __table_args__ = (
        CheckConstraint("decision IS NULL OR (reason <> '' AND decided_by IS NOT NULL AND decided_at IS NOT NULL)",
                        name="decision_has_reason_and_name"),
        Index("ix_opinion_period", "period_id", "anchor", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"))
    anchor: Mapped[str] = mapped_column(String(16), default="", server_default="")
    place: Mapped[int]
    summary: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decision: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    serial: Mapped[int | None]
    comments: Mapped[int | None]


class OpinionComment(Model):
    """A comment makes a point; one that makes several stands in several opinions."""

    __tablename__ = "opinion_comment"
    __table_args__ = (Index("ix_opinion_comment_comment", "comment_id"),)

    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinion.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.case_id"), primary_key=True)
