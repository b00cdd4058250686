"""Confirming with the applicant that an application was received (条例 31): only then does its clock run."""

from __future__ import annotations

from datetime import date, datetime

from models.disclosure import DisclosureRequest
from rules import receipt_days
from rules.clock_record import clock_payload
from rules.clocks import ClockFacts
from rules.errors import InputRefused
from rules.localtime import local_date, start_of_day
from rules.request_draft import PROOF_CHARACTERS
from rules.transitions import Act
from services import cases, clocks, events, locking, notices, proposals, request_registration
from services.notices import NoticeKind
from services.work import Work


def confirm(work: Work, case_id: int, confirmed_on: date, proof: str, stated_on: date | None = None) -> date:
    """Confirm the receipt of an application and return the last day of the reply, counted from the confirmation.

    `proof` says with whom and how it was confirmed; `stated_on` is a day of receipt that somebody wrote down, which may
    not be later. Raises InputRefused for days that cannot be (条例 31).
    """
    case = locking.lock_request(work.session, case_id)
    state = cases.require(work, case, Act.CONFIRM_RECEIPT)
    day = receipt_days.received_on(local_date(case.submitted_at), confirmed_on, work.today, stated_on)
    words = proposals.typed(proof, "proof", "确认的依据", PROOF_CHARACTERS)
    if not words:
        raise InputRefused(receipt_days.NEEDS_PROOF, "proof")
    received_at = _instant(work, case, day)
    terms = request_registration.reply_terms(received_at)
    case.state, case.received_at, case.confirmed_at = state, received_at, received_at
    case.receipt_proof = f"{case.receipt_proof}；{words}"[:PROOF_CHARACTERS * 2] if case.receipt_proof else words
    due = clocks.start(work, case.id, ClockFacts(terms, day))
    events.record(work, case, Act.CONFIRM_RECEIPT, {
        "received": received_at.isoformat(), "clock": clock_payload(terms, work.calendar.version),
        "department": case.department_id}, effective_at=received_at)
    notices.tell_writer(work, case, NoticeKind.RECEIPT_CONFIRMED)
    return due.on


def _instant(work: Work, case: DisclosureRequest, day: date) -> datetime:
    """Return the instant of receipt: now, or the beginning of the day, never before it came in."""
    return work.now if day == work.today else max(start_of_day(day), case.submitted_at)
