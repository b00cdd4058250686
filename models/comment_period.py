"""Periods for public comment (意见征集): what is asked, the drafts passage by passage, hearings, and the result."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.case import Case
from models.types import UTCDateTime


class CommentPeriod(Case):
    """A draft put before the public; `department_id` of the case made it, `title` of the case is its name.

    `lead` is what it is about in a sentence, `explanation` the 起草说明. `opens_on` and `closes_on` are days in China,
    both inclusive; `opens_at` and `closes_at` the instants that decide (security.md C5). `minimum_length` in
    `minimum_unit` is the shortest that the law or the rule of `draft_kind` allows, as it was at release; `short_reason`
    is published with a period that is shorter. `post_address` and the others are the ways beside the web; empty is
    none. `signal_key` is the sealed key of the sources' tokens, gone 30 days after closing (design.md 6.11). Release
    and result are each signed by three people; `release_words` and `result_back_words` are what the last one who sent
    them back wrote. `result_words` introduce the table of what was adopted. Of a period that was ended early whoever
    commented is told, some at a time: `told_after_id` is the last comment looked at, until `cancel_told_at`.
    """

    __tablename__ = "comment_period"
    __table_args__: Any = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("closes_on >= opens_on", name="days_in_order"),
        Index("ix_comment_period_opens_at", "opens_at"),
        Index("ix_comment_period_closes_at", "closes_at"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    draft_kind: Mapped[str] = mapped_column(String(24))
    is_about_market: Mapped[bool] = mapped_column(default=False, server_default=false())
    lead: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minimum_length: Mapped[int | None]
    minimum_unit: Mapped[str | None] = mapped_column(String(16))
    short_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    post_address: Mapped[str] = mapped_column(Text, default="", server_default="")
    hall_address: Mapped[str] = mapped_column(Text, default="", server_default="")
    hall_hours: Mapped[str] = mapped_column(Text, default="", server_default="")
    email: Mapped[str] = mapped_column(Text, default="", server_default="")
    phone: Mapped[str] = mapped_column(Text, default="", server_default="")
    signal_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    release_drafted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    release_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    release_approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    released_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    result_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    result_back_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    result_drafted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    result_approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    resulted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    resulted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    told_after_id: Mapped[int] = mapped_column(default=0, server_default="0")
    cancel_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    # There are two ways from a period to a case; this one makes it one.
    __mapper_args__ = {"polymorphic_identity": "comment_period", "inherit_condition": case_id == Case.id}


class DraftVersion(Model):
    """One text of a draft, as numbered passages. `serial` counts from 1; the one in force is the newest `in_force_at`.

    `is_final` is the text as it was adopted in the end; `reason` says why a text took the place of an earlier one.
    """

    __tablename__ = "draft_version"
    __table_args__ = (UniqueConstraint("period_id", "serial", name="uq_draft_version_serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"))
    serial: Mapped[int]
    is_final: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    made_by: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    in_force_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DraftPassage(Model):
    """One passage of a draft: a heading, an article, or a paragraph of one, in the order of `place` from 1.

    `anchor` stays the same from version to version for a passage that stays (rules/draft_text.py); `label` is its
    number as printed (第三条), "" where it has none. `level` is a slug of rules/draft_text.Level.
    """

    __tablename__ = "draft_passage"
    __table_args__ = (UniqueConstraint("version_id", "anchor", name="uq_draft_passage_anchor"),
                      Index("ix_draft_passage_place", "version_id", "place"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    place: Mapped[int]
    anchor: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(Text, default="", server_default="")
    text: Mapped[str] = mapped_column(Text)


class Hearing(Model):
    """A hearing (听证会) about the draft. Its materials are out at least seven days before (domain.md 1.7).

    `words` tell what is heard and how participants are drawn. `draw_seed` is what the order of the draw at `drawn_at`
    follows from, so that anybody can draw it again (rules/hearings.py); "" before.
    """

    __tablename__ = "hearing"
    __table_args__ = (CheckConstraint("seats > 0", name="has_seats"),
                      CheckConstraint("register_until < held_at", name="registered_before"))

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"), index=True)
    held_at: Mapped[datetime] = mapped_column(UTCDateTime)
    register_until: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(Text)
    seats: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    materials_sent_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    drawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    drawn_by: Mapped[str] = mapped_column(String(32), default="", server_default="")
    draw_seed: Mapped[str] = mapped_column(String(64), default="", server_default="")


class HearingRegistration(Model):
    """Somebody who wants to take part. Name and telephone are ciphertext bound to the period and their column.

    `is_chosen` is null until participants have been drawn, `draw_place` the place in the order of the draw, from 1.
    `submission_key` and `code_mac` are as those of a case. `phone_digest` keeps one person from registering twice; it
    goes when the person withdraws.
    """

    __tablename__ = "hearing_registration"
    __table_args__ = (Index("ix_hearing_registration_hearing_id", "hearing_id", "id"),
                      Index("ix_hearing_registration_phone_digest", "hearing_id", "phone_digest", unique=True))

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"))
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    stance: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    code_mac: Mapped[str] = mapped_column(String(64))
    is_chosen: Mapped[bool | None]
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    phone_digest: Mapped[str | None] = mapped_column(String(64))
    draw_place: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CommentResult(Model):
    """What became of the comments, frozen when it was released: `body` is the JSON of every figure and row.

    `digest` is the SHA-256 of the body; pages, papers and tables are renderings of it.
    """

    __tablename__ = "comment_result"

    period_id: Mapped[int] = mapped_column(ForeignKey("comment_period.case_id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CommentResultFile(Model):
    """A rendering of a released result, kept as it was published: `format` is pdf, docx or xlsx."""

    __tablename__ = "comment_result_file"
    __table_args__ = (UniqueConstraint("period_id", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("comment_result.period_id"))
    format: Mapped[str] = mapped_column(String(8))
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
