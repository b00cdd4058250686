"""The steps of one request as its page shows them, with the names of staff: corrections, fees, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.request_steps import Correction, ExcessInquiry, Fee
from models.staff import Staff
from rules.fees import FeeBasis

AnySession = Session | scoped_session[Session]
_asker, _decider = aliased(Staff), aliased(Staff)


@dataclass(frozen=True)
class Standing:
    """What corrections and fees share: who wrote the notice and who sent it out or back, and its days."""

    state: str
    proposed_by: int
    proposer: str
    proposed_at: datetime
    decider: str
    decision_words: str
    issued_on: date | None
    due_on: date | None
    lapse_on: date | None
    paper_id: int | None

    @property
    def waits_for_lead(self) -> bool:
        return self.state == "proposed"

    @property
    def was_refused(self) -> bool:
        return self.state == "refused"

    @property
    def waits_for_applicant(self) -> bool:
        return self.state == "issued"

    @property
    def was_answered(self) -> bool:
        return self.state == "answered"

    @property
    def has_lapsed(self) -> bool:
        return self.state == "lapsed"


@dataclass(frozen=True)
class CorrectionRow:
    """A 补正告知, and what the applicant answered."""

    step: Standing
    unclear: str
    items: tuple[str, ...]
    days: int
    answered_on: date | None
    answer: str


@dataclass(frozen=True)
class FeeRow:
    """A 收费通知, and its payment."""

    step: Standing
    basis: FeeBasis
    quantity: int
    amount: int
    payment: str
    paid_on: date | None
    receipt_number: str


@dataclass(frozen=True)
class ExcessRow:
    """What was asked about too many requests, what was given as reasons, and what was made of them."""

    asked_by: int
    asker: str
    asked_at: datetime
    situation: str
    answer_by: date
    reasons: str
    given_on: date | None
    judge: str
    is_reasonable: bool | None
    judgement: str
    delay: int
    paper_id: int | None


def correction(session: AnySession, case_id: int) -> CorrectionRow | None:
    """Return the newest notice of a request, None without one."""
    row = _newest(session, Correction, case_id)
    if row is None:
        return None
    one: Correction = row.Correction
    return CorrectionRow(_standing(one, row), one.unclear, tuple(one.items.split("\n")), one.days, one.answered_on,
                         one.answer)


def fee(session: AnySession, case_id: int) -> FeeRow | None:
    """Return the newest fee of a request, None without one."""
    row = _newest(session, Fee, case_id)
    if row is None:
        return None
    one: Fee = row.Fee
    return FeeRow(_standing(one, row), FeeBasis(one.basis), one.quantity, one.amount, one.payment, one.paid_on,
                  one.receipt_number)


def excess(session: AnySession, case_id: int) -> ExcessRow | None:
    """Return what was asked about too many requests, None when nothing was."""
    row = session.execute(
        select(ExcessInquiry, _asker.name.label("asker"), _decider.name.label("decider"))
        .join(_asker, _asker.id == ExcessInquiry.asked_by)
        .outerjoin(_decider, _decider.id == ExcessInquiry.judged_by)
        .where(ExcessInquiry.case_id == case_id)).one_or_none()
    if row is None:
        return None
    one: ExcessInquiry = row.ExcessInquiry
    return ExcessRow(one.asked_by, row.asker, one.asked_at, one.situation, one.answer_by, one.reasons, one.given_on,
                     row.decider or "", one.is_reasonable, one.judgement, one.delay, one.paper_id)


def _newest(session: AnySession, model: type[Correction] | type[Fee], case_id: int) -> Any:
    return session.execute(
        select(model, _asker.name.label("asker"), _decider.name.label("decider"))
        .join(_asker, _asker.id == model.proposed_by).outerjoin(_decider, _decider.id == model.decided_by)
        .where(model.case_id == case_id).order_by(model.id.desc()).limit(1)).one_or_none()


def _standing(one: Correction | Fee, row: Any) -> Standing:
    return Standing(one.state, one.proposed_by, row.asker, one.proposed_at, row.decider or "", one.decision_words,
                    one.issued_on, one.due_on, one.lapse_on, one.paper_id)
