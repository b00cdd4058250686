"""Remedies against how a request was handled (复议、诉讼、举报), and the agencies that confer about one (会商)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Remedy(Model):
    """One 行政复议, 行政诉讼 or 投诉举报 about a disclosure request; kinds and outcomes as in rules/remedy_register.py.

    `after_reconsideration` tells a lawsuit that follows a reconsideration from a direct one; `reconsideration_id` is
    that one where it is in the register. `filed_on` is when it was filed, `notified_on` when the agency got the copy,
    `answer_by` the last day for the agency's own answer to the body, `answered_on` when that was sent. `outcome` and
    `decided_on` are null while it is pending (尚未审结). `filed_by` is a slug; nobody's name is here.
    """

    __tablename__ = "remedy"
    __table_args__: Any = (
        CheckConstraint("kind IN ('reconsideration', 'lawsuit', 'complaint')", name="kind_known"),
        CheckConstraint("outcome IS NULL OR outcome IN ('maintained', 'corrected', 'other')", name="outcome_known"),
        CheckConstraint("(outcome IS NULL) = (decided_on IS NULL)", name="outcome_has_day"),
        CheckConstraint("decided_on >= filed_on", name="decided_after_filed"),
        CheckConstraint("NOT after_reconsideration OR kind = 'lawsuit'", name="only_lawsuits_follow"),
        CheckConstraint("reconsideration_id IS NULL OR after_reconsideration", name="link_says_so"),
        CheckConstraint("reconsideration_id <> id", name="follows_another"),
        Index("ix_remedy_case_id", "case_id"),
        Index("ix_remedy_filed_on", "kind", "filed_on"),
        Index("ix_remedy_decided_on", "kind", "decided_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(16))
    after_reconsideration: Mapped[bool] = mapped_column(default=False, server_default=false())
    reconsideration_id: Mapped[int | None] = mapped_column(ForeignKey("remedy.id"))
    filed_by: Mapped[str] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)
    body_number: Mapped[str] = mapped_column(Text, default="", server_default="")
    claim: Mapped[str] = mapped_column(Text, default="", server_default="")
    is_simplified: Mapped[bool] = mapped_column(default=False, server_default=false())
    filed_on: Mapped[date]
    notified_on: Mapped[date | None]
    answer_by: Mapped[date | None]
    answered_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    decided_on: Mapped[date | None]
    decision_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    registered_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edits: Mapped[int] = mapped_column(default=0, server_default="0")


class Conferring(Model):
    """One question that the agency asked puts to other agencies (条例 11, 34), with the day by which they answer.

    `agreed_text` is what is put to them as the common answer, `agreed_at` when all of them had agreed to it or the
    office for open government settled it (`settled_by`). `ended_at` closes it without an agreed text.
    """

    __tablename__ = "conferring"
    __table_args__: Any = (
        CheckConstraint("agreed_at IS NULL OR agreed_text <> ''", name="agreed_has_text"),
        CheckConstraint("settled_by IS NULL OR agreed_at IS NOT NULL", name="settled_is_agreed"),
        CheckConstraint("agreed_at IS NULL OR ended_at IS NULL", name="agreed_or_ended"),
        Index("ix_conferring_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    asked_by_department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    question: Mapped[str] = mapped_column(Text)
    own_position: Mapped[str | None] = mapped_column(String(16))
    answer_by: Mapped[date]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    agreed_position: Mapped[str | None] = mapped_column(String(16))
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    edits: Mapped[int] = mapped_column(default=0, server_default="0")


class ConferringAnswer(Model):
    """What one of the agencies asked says: its position and words, then whether it agrees to the common text."""

    __tablename__ = "conferring_answer"
    __table_args__: Any = (
        UniqueConstraint("conferring_id", "department_id"),
        CheckConstraint("(position IS NULL) = (answered_at IS NULL)", name="answer_is_whole"),
        Index("ix_conferring_answer_department", "department_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conferring_id: Mapped[int] = mapped_column(ForeignKey("conferring.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    position: Mapped[str | None] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agrees: Mapped[bool | None]
    objection: Mapped[str] = mapped_column(Text, default="", server_default="")


class QuestionPrint(Model):
    """What of a request's asked text is looked up to find the same question elsewhere: prints, not words.

    `print` is one of the few smallest hashes of the runs of characters of the text (rules/same_question.py).
    """

    __tablename__ = "question_print"
    __table_args__: Any = (Index("ix_question_print_print", "print", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    print: Mapped[int] = mapped_column(primary_key=True)


class AnswerConflict(Model):
    """Two agencies answered the same question differently (口径不一致); the office for open government settles it.

    `case_id` is the one answered later, `likeness` how alike the asked texts are, in percent.
    """

    __tablename__ = "answer_conflict"
    __table_args__: Any = (
        UniqueConstraint("case_id", "other_id"),
        CheckConstraint("case_id <> other_id", name="between_two"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_is_whole"),
        CheckConstraint("settled_at IS NULL OR settled_words <> ''", name="settled_has_words"),
        Index("ix_answer_conflict_other_id", "other_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    likeness: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_words: Mapped[str] = mapped_column(Text, default="", server_default="")
