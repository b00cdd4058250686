"""Steps of a disclosure request that wait for somebody: 补正, 征求意见, 说明理由, 收费 (条例 30 to 35, 42)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Proposed:
    """What one member of the agency proposes and another issues: the notice goes out with the second signature.

    `state` is proposed, refused (with `decision_words`), issued, then answered or lapsed. `due_on` is the last day for
    the applicant, `lapse_on` the last on which the service itself still waits; `paper_id` is the notice.
    """

    state: Mapped[str] = mapped_column(String(12))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision_words: Mapped[str] = mapped_column(Text, default="")
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    lapse_on: Mapped[date | None]
    paper_id: Mapped[int | None]
    pause_id: Mapped[int | None] = mapped_column(ForeignKey("clock_pause.id"))


def _proposed(name: str) -> tuple[object, ...]:
    """Return what holds of every proposed step: two people, whole once issued, and one that is not refused a case."""
    return (
        CheckConstraint("state IN ('proposed', 'refused', 'issued', 'answered', 'lapsed')", name="state_known"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="four_eyes"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decision_has_time"),
        CheckConstraint("(state IN ('issued', 'answered', 'lapsed')) = (due_on IS NOT NULL AND paper_id IS NOT NULL)",
                        name="issued_is_whole"),
        Index(f"uq_{name}_standing", "case_id", unique=True,
              sqlite_where=text("state <> 'refused'"), postgresql_where=text("state <> 'refused'")),
        Index(f"ix_{name}_case_id", "case_id"),
    )


class Correction(Proposed, Model):
    """A 补正告知 (条例 30): what is unclear, the items to mend (one a line), and in how many working days.

    `answer` is what the applicant wrote; from `answered_on` the reply's clock counts anew.
    """

    __tablename__ = "correction"
    __table_args__ = _proposed("correction")

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    unclear: Mapped[str] = mapped_column(Text)
    items: Mapped[str] = mapped_column(Text)
    days: Mapped[int]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")


class Fee(Proposed, Model):
    """A 收费通知 (条例 42): by application or by page, in whole yuan, never above the tariff of rules/fees.py.

    `quantity` is the application's place in the applicant's month, or its pages. `receipt_number` is that of the
    fiscal receipt (财政票据) for what was paid on `paid_on`.
    """

    __tablename__ = "fee"
    __table_args__ = (
        *_proposed("fee"),
        CheckConstraint("amount > 0 AND quantity > 0", name="something_is_charged"),
        CheckConstraint("basis IN ('per_case', 'per_page')", name="basis_known"),
        Index("ix_fee_paid_on", "paid_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    basis: Mapped[str] = mapped_column(String(12))
    quantity: Mapped[int]
    amount: Mapped[int]
    payment: Mapped[str] = mapped_column(Text)
    paid_on: Mapped[date | None]
    receipt_number: Mapped[str] = mapped_column(String(64), default="")


class Consultation(Model):
    """A letter to a third party or a co-making agency, and its answer (条例 32, 34).

    Who was asked, where they live, what they were asked and what they said is encrypted, bound to the case. `due_on` is
    15 working days after `served_on`, or after `sent_on` until that is known. `position` is null while an answer is
    awaited; `decision` is what the agency made of a third party's answer or silence, with its reasons.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("party IN ('third_party', 'co_maker')", name="party_known"),
        CheckConstraint("position IS NULL OR position IN ('agree', 'object', 'silent')", name="position_known"),
        CheckConstraint("party <> 'third_party' OR address IS NOT NULL", name="third_party_has_address"),
        CheckConstraint("(position IS NULL) = (answered_on IS NULL)", name="position_has_day"),
        CheckConstraint("decision IS NULL OR decision IN ('disclose', 'withhold')", name="decision_known"),
        Index("ix_consultation_case_id", "case_id"),
        Index("ix_consultation_waiting", "due_on",
              sqlite_where=text("position IS NULL"), postgresql_where=text("position IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    party: Mapped[str] = mapped_column(String(12))
    name: Mapped[bytes] = mapped_column(LargeBinary)
    address: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_by: Mapped[str] = mapped_column(String(12))
    proof: Mapped[str] = mapped_column(Text)
    sent_on: Mapped[date]
    served_on: Mapped[date | None]
    due_on: Mapped[date]
    answered_on: Mapped[date | None]
    position: Mapped[str | None] = mapped_column(String(12))
    reasons: Mapped[bytes | None] = mapped_column(LargeBinary)
    decision: Mapped[str | None] = mapped_column(String(12))
    decision_reasons: Mapped[bytes | None] = mapped_column(LargeBinary)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paper_id: Mapped[int | None]
    notice_paper_id: Mapped[int | None]
    pause_id: Mapped[int | None] = mapped_column(ForeignKey("clock_pause.id"))


class ExcessInquiry(Model):
    """Asking for the reasons of requests that are clearly too many or too frequent (条例 35), once a request.

    `situation` says how they are too many; `reasons` is what the applicant wrote, "" when nothing came by `answer_by`.
    `is_reasonable` is another person's judgement; `delay` how many working days it gives the reply besides.
    """

    __tablename__ = "excess_inquiry"
    __table_args__ = (
        CheckConstraint("judged_by IS NULL OR judged_by <> asked_by", name="four_eyes"),
        CheckConstraint("(judged_at IS NULL) = (is_reasonable IS NULL)", name="judgement_has_time"),
        CheckConstraint("delay = 0 OR is_reasonable", name="delay_is_for_good_reasons"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    situation: Mapped[str] = mapped_column(Text)
    answer_by: Mapped[date]
    reasons: Mapped[str] = mapped_column(Text, default="")
    given_on: Mapped[date | None]
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_reasonable: Mapped[bool | None]
    judgement: Mapped[str] = mapped_column(Text, default="")
    delay: Mapped[int] = mapped_column(default=0)
    paper_id: Mapped[int | None]
