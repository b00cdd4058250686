"""The case (办件): what is numbered, routed, clocked and answered. A letter is one kind of case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Case(Model):
    """What every case shares.

    `answered_at` and `closed_at` belong to the answer in force; an order to rework it clears them (figures count the
    first answer, by `reply.issued_at`). `state` and `department_id` are a projection of the events, which `ledger
    verify` rebuilds.
    `received_at` is when the case came in as far as clocks and figures go (the effective instant of its first event).
    `submission_key` is the keyed digest of the form token or Idempotency-Key: it makes a repeat find the same case.
    `body_digest` is the keyed digest of what was sent, so that another body under one key is told apart.
    `code_mac` is the keyed digest of the query code; the code itself is nowhere.
    `chain_head` is the MAC of the case's newest event; `chain_length` how many events the chain has.
    """

    __tablename__ = "case"
    __table_args__: Any = (
        CheckConstraint("(state IN ('answered', 'closed')) = (answered_at IS NOT NULL)", name="answered_has_time"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("state NOT IN ('assigned', 'accepted', 'drafted', 'reviewed', 'rework') "
                        "OR department_id IS NOT NULL", name="handled_has_department"),
        Index("ix_case_department_state", "department_id", "state"),
        Index("ix_case_department_answered", "department_id", "answered_at", "id"),
        Index("ix_case_state_received", "state", "received_at"),
        Index("ix_case_received_at", "received_at"),
        Index("ix_case_answered_at", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(24))
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    code_mac: Mapped[str] = mapped_column(String(64))
    chain_head: Mapped[str] = mapped_column(String(64))
    chain_length: Mapped[int]

    __mapper_args__ = {"polymorphic_on": "kind"}


class Letter(Case):
    """A letter that came to a mailbox (来信).

    `place` is where it happened, `name_hidden` the writer's wish not to be named to the handling unit,
    `consents_to_publication` the writer's leave to publish it without personal data.
    `publication_decision`: null until the office decides, then `published` or `withheld` (with its reason).
    `declined_ground` is a slug of the catalogue, `declined_words` what the office adds. `merged_into_id` is the
    earlier letter of the same matter that this one is answered with; `shares_reply` is the office's leave to show
    its answer to this writer too.
    `subject` is what the letter is about, a slug of rules/subjects.py; `category` is what it wants.
    `complained_about` is the unit or person that the writer says the letter is about. `shown_title`, `shown_text` and
    `shown_place` are what is read outside the letters office of a letter whose writer must not be known there; null
    where that is the original.
    """

    __tablename__ = "letter"
    __table_args__: Any = (
        CheckConstraint("rating IS NULL OR rated_at IS NOT NULL", name="rating_has_time"),
        CheckConstraint("merged_into_id <> case_id", name="merged_into_another"),
        CheckConstraint("NOT shares_reply OR merged_into_id IS NOT NULL", name="shares_when_merged"),
        Index("ix_letter_merged_into_id", "merged_into_id"),
        Index("ix_letter_publication_queue", "consents_to_publication", "publication_decision"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(24), default="other", server_default="other")
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text, default="")
    complained_about: Mapped[str] = mapped_column(Text, default="", server_default="")
    shown_title: Mapped[str | None] = mapped_column(Text)
    shown_text: Mapped[str | None] = mapped_column(Text)
    shown_place: Mapped[str | None] = mapped_column(Text)
    name_hidden: Mapped[bool] = mapped_column(default=False)
    consents_to_publication: Mapped[bool] = mapped_column(default=False)
    source_id: Mapped[str | None] = mapped_column(String(64))
    rating: Mapped[str | None] = mapped_column(String(24))
    rating_words: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_ground: Mapped[str | None] = mapped_column(String(32))
    declined_words: Mapped[str] = mapped_column(Text, default="")
    publication_decision: Mapped[str | None] = mapped_column(String(16))
    publication_reason: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    shares_reply: Mapped[bool] = mapped_column(default=False, server_default=false())

    # There are two ways from a letter to a case; this one makes it one.
    __mapper_args__ = {"polymorphic_identity": "letter", "inherit_condition": case_id == Case.id}


class Counter(Model):
    """The last serial given out in a series, for example X2026. Its row is locked by the giving transaction."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int]
