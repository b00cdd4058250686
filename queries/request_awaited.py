"""What an agency waits for from its applicant: 补正, 说明理由, 缴费, with the day until which it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.request_steps import Correction, ExcessInquiry, Fee
from queries.paging import AnySession


@dataclass(frozen=True)
class Awaited:
    """One notice that waits. `kind` is correction, reasons or fee; `items` what is to be mended, paid or explained."""

    kind: str
    words: str
    items: tuple[str, ...]
    due_on: date | None


def of_case(session: AnySession, case_id: int) -> list[Awaited]:
    """Return what is awaited of the applicant now, the notices of law first."""
    found: list[Awaited] = []
    correction = session.scalar(
        select(Correction).where(Correction.case_id == case_id, Correction.state == "issued"))
    if correction is not None:
        items = tuple(line.strip() for line in correction.items.splitlines() if line.strip())
        found.append(Awaited("correction", correction.unclear, items, correction.due_on))
    inquiry = session.scalar(
        select(ExcessInquiry).where(ExcessInquiry.case_id == case_id, ExcessInquiry.given_on.is_(None),
                                    ExcessInquiry.judged_at.is_(None)))
    if inquiry is not None:
        found.append(Awaited("reasons", inquiry.situation, (), inquiry.answer_by))
    fee = session.scalar(select(Fee).where(Fee.case_id == case_id, Fee.state == "issued"))
    if fee is not None:
        found.append(Awaited("fee", fee.payment, (f"{fee.amount}元",), fee.due_on))
    return found
