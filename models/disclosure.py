"""Disclosure requests (依申请公开): what the 条例 asks of an application, and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from models.case import Case
from models.types import UTCDateTime


class DisclosureRequest(Case):
    """An application for government information; `department_id` of the case is the agency that is asked.

    `text` is what is wanted, `reference` its title or 文号 where the applicant knows it; `purpose` is never mandatory.
    `submitted_at` is when it came in, `confirmed_at` when both sides confirmed that, null until they have; the clock
    runs from the case's `received_at`, which follows from both by `receipt_rule` (条例 31). `outcome` is a slug of
    rules/outcomes.py, null until the reply is issued or the request has ended otherwise; `outcome_words` are the
    reasons. `delivered_by` and `delivery_proof` say how the reply went out. `first_id` is the first of several
    requests that one application was split into (一事一申请). `archive_number` is given when it is filed.
    `proactive_basis` is why the information is made public to everybody (转主动公开, 条例 44), with who decided it and
    when; `publication_decision` and `publication_reason` are as those of a letter. `compared_outcome` is the outcome
    that was last compared with what other agencies answered (models/remedy.py).
    """

    __tablename__ = "disclosure_request"
    __table_args__: Any = (
        CheckConstraint("first_id <> case_id", name="first_is_another"),
        CheckConstraint("delivered_by IS NULL OR outcome IS NOT NULL", name="delivered_has_outcome"),
        CheckConstraint("(proactive_basis IS NULL) = (proactive_at IS NULL)", name="proactive_is_whole"),
        Index("ix_disclosure_request_outcome", "outcome"),
        Index("ix_disclosure_request_proactive", "proactive_at", "publication_decision"),
        Index("ix_disclosure_request_first_id", "first_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    applicant: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text, default="", server_default="")
    purpose: Mapped[str] = mapped_column(Text, default="", server_default="")
    provide_as: Mapped[str] = mapped_column(String(16))
    deliver_by: Mapped[str] = mapped_column(String(16))
    accepts_other: Mapped[bool] = mapped_column(default=True, server_default=true())
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    receipt_rule: Mapped[str] = mapped_column(String(24))
    receipt_proof: Mapped[str] = mapped_column(Text, default="", server_default="")
    outcome: Mapped[str | None] = mapped_column(String(32))
    outcome_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    delivered_by: Mapped[str | None] = mapped_column(String(16))
    delivery_proof: Mapped[str] = mapped_column(Text, default="", server_default="")
    first_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    archive_number: Mapped[str | None] = mapped_column(String(32), unique=True)
    source_id: Mapped[str | None] = mapped_column(String(64))
    proactive_basis: Mapped[str | None] = mapped_column(String(24))
    proactive_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    proactive_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proactive_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    publication_decision: Mapped[str | None] = mapped_column(String(16))
    publication_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    compared_outcome: Mapped[str | None] = mapped_column(String(32))

    # There are two ways from a request to a case; this one makes it one.
    __mapper_args__ = {"polymorphic_identity": "disclosure_request", "inherit_condition": case_id == Case.id}
