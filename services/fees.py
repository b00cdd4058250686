"""信息处理费 (条例 42): proposed by the handler, charged by the lead within the tariff; the clock waits for payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.disclosure import DisclosureRequest
from models.request_steps import Fee
from rules import clock_requests, fees
from rules.clock_kinds import ClockKind, PauseReason
from rules.errors import InputRefused, TransitionRefused
from rules.fees import FeeBasis
from rules.localtime import local_date, start_of_day
from rules.paper_forms import PaperKind
from rules.transitions import Act
from services import cases, clocks, events, extensions, locking, notices, papers, pauses, proposals
from services.notices import NoticeKind
from services.work import Work

RECEIPT_CHARACTERS = 60
NEEDS_PAYMENT = "请写缴纳方式：交到哪里、怎么交（条例第四十二条）。"
NEEDS_RECEIPT = "请写财政票据的号码。"
NOT_CHARGED = "这一件没有等着缴费，请刷新页面。"
TOO_LATE = "缴费的最长等待期已经过了，不能再登记缴费（国办函〔2020〕109号）。"


@dataclass(frozen=True)
class Charge:
    """What is to be charged: by which count, for which quantity, how many yuan, and how to pay."""

    basis: FeeBasis
    quantity: int
    amount: int
    payment: str


def propose(work: Work, case_id: int, charge: Charge) -> Fee:
    """Propose a fee. Raises InputRefused above the tariff, TransitionRefused for a second fee or before the rule."""
    case = locking.lock_request(work.session, case_id)
    case.state = cases.require(work, case, Act.PROPOSE_STEP)
    before = proposals.standing(work, Fee, case_id)
    proposals.require_none_waits(before)
    if before is not None:
        raise TransitionRefused(fees.ONLY_ONE)
    fees.require_rule(local_date(case.received_at))
    _require_time(work, case)
    fees.require_amount(charge.basis, charge.quantity, charge.amount)
    if charge.basis is FeeBasis.PER_CASE:
        fees.require_count(charge.quantity, received_in_month(work, case))
    payment = proposals.typed(charge.payment, "payment", "缴纳方式")
    if not payment:
        raise InputRefused(NEEDS_PAYMENT, "payment")
    return proposals.propose(work, case, Fee(
        case_id=case.id, basis=charge.basis.value, quantity=charge.quantity, amount=charge.amount, payment=payment,
        receipt_number="", state="proposed", proposed_by=work.actor.id, proposed_at=work.now, decision_words=""))


def refuse(work: Work, case_id: int, words: str) -> Fee:
    """Send the proposed fee of a request back to whoever wrote it, with the reason."""
    return proposals.refuse(work, Fee, case_id, words)


def issue(work: Work, case_id: int) -> Fee:
    """Send the 收费通知书 out: the clock stands still until it is paid. Raises as `corrections.issue`."""
    case, fee = proposals.waiting(work, Fee, case_id)
    state = cases.require(work, case, Act.CHARGE)
    proposals.require_second_person(work, fee)
    _require_time(work, case)
    basis = FeeBasis(fee.basis)
    due_on = fees.last_day(work.today, work.calendar)
    paper = papers.issue(work, case.id, PaperKind.FEE, papers.base_facts(
        work, case, basis=fees.RULE, standard=fees.STANDARDS[basis],
        items=fees.lines(basis, fee.quantity, fee.amount), amount=f"{fee.amount}.00", payment=fee.payment,
        answer_by=due_on))
    lapse_on = proposals.issued(work, fee, paper.id, due_on)
    case.state = state
    events.record(work, case, Act.CHARGE, {"fee": fee.id, "paper": paper.id, "amount": fee.amount,
                                           "due": due_on.isoformat()})
    fee.pause_id = pauses.impose(work, case, PauseReason.FEE, paper.number, lapse_on, fee.proposed_by).id
    notices.tell_writer(work, case, NoticeKind.CHARGED)
    return fee


def take_payment(work: Work, case_id: int, paid_on: date, receipt_number: str) -> Fee:
    """Note a payment with its fiscal receipt: the reply's clock is counted anew from the day after it."""
    case = locking.lock_request(work.session, case_id)
    state = cases.require(work, case, Act.TAKE_PAYMENT)
    fee = proposals.standing(work, Fee, case_id)
    if fee is None or fee.state != "issued" or fee.issued_on is None or fee.lapse_on is None:
        raise TransitionRefused(NOT_CHARGED)
    fees.require_paid_on(fee.issued_on, paid_on, work.today)
    if paid_on > fee.lapse_on:
        raise TransitionRefused(TOO_LATE)
    number = proposals.typed(receipt_number, "receipt_number", "票据号码", RECEIPT_CHARACTERS)
    if not number:
        raise InputRefused(NEEDS_RECEIPT, "receipt_number")
    fee.state, fee.paid_on, fee.receipt_number = "answered", paid_on, number
    case.state = state
    events.record(work, case, Act.TAKE_PAYMENT, {"fee": fee.id, "paid": paid_on.isoformat(), "amount": fee.amount},
                  effective_at=None if paid_on == work.today else start_of_day(paid_on))
    if fee.pause_id is not None:
        pauses.finish(work, case, fee.pause_id, paid_on, restarts=True)
    return fee


def _require_time(work: Work, case: DisclosureRequest) -> None:
    clock = extensions.running_clock(work, case.id, ClockKind.DISCLOSURE_REPLY)
    if clock_requests.is_over(clocks.stored_due(clock), work.now):
        raise TransitionRefused(fees.LATE)


def received_in_month(work: Work, case: DisclosureRequest) -> int:
    """Return how many applications the agency received in the calendar month of this one: nobody made more."""
    day = local_date(case.received_at)
    first = day.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return work.session.scalar(
        select(func.count()).select_from(DisclosureRequest).where(
            DisclosureRequest.department_id == case.department_id,
            DisclosureRequest.received_at >= start_of_day(first),
            DisclosureRequest.received_at < start_of_day(after))) or 0
