"""Delivering the reply to a disclosure request, which is what answers it, and filing it (送达、归档; 条例 40, 45)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from models.disclosure import DisclosureRequest
from models.reply import Reply
from rules import machines, numbering, reply_delivery
from rules.annual_requests import End
from rules.errors import Conflict, InputRefused
from rules.localtime import local_date, start_of_day
from rules.reply_delivery import Delivery, Wanted
from rules.request_words import DeliverBy
from rules.transitions import Act
from rules.vocabulary import PublicationDecision, State
from services import assignments, cases, clocks, events, locking, notices, redaction_edits, request_results
from services.work import Work

# A reply that nobody has filed is filed by the service after so many calendar days.
ARCHIVE_AFTER_DAYS = 30
NO_NAMES = "凭证里不要写姓名、电话和地址，只写编号、时间和页数。"


def deliver(work: Work, case_id: int, delivery: Delivery) -> DisclosureRequest:
    """Enter how and when a signed reply went out: the request is answered, its clock stops on that day.

    By post it is the day of posting (国办公开办函〔2016〕235号). Raises InputRefused as `reply_delivery.checked`, and
    for a proof that names somebody; NotPermitted and TransitionRefused as `cases.require`.
    """
    case = locking.lock_request(work.session, case_id)
    state = cases.require(work, case, Act.DELIVER)
    reply = _signed(work, case_id)
    assert reply.issued_at is not None, "chosen so"
    made = reply_delivery.checked(delivery, Wanted(DeliverBy(case.deliver_by), case.accepts_other),
                                  local_date(reply.issued_at), work.today)
    if made.by is not DeliverBy.POST and redaction_edits.names_somebody(work, case_id, made.proof):
        raise InputRefused(NO_NAMES, "proof")
    case.state, case.answered_at = state, _instant(work, made, reply.issued_at)
    case.delivered_by, case.delivery_proof = made.by.value, made.proof
    if case.publication_decision == PublicationDecision.PUBLISHED:
        # What is public has the earlier answer until somebody decides on this one.
        case.publication_decision = None
    assignments.end(work, case, "answered")
    clocks.stop(work, case)
    request_results.keep(work, case, End.ANSWERED, case.answered_at)
    events.record(work, case, Act.DELIVER, {"version": reply.version, "by": made.by.value, "on": made.on.isoformat()},
                  effective_at=case.answered_at)
    notices.tell_writer(work, case, notices.NoticeKind.ANSWERED)
    return case


def archive(work: Work, case_id: int) -> DisclosureRequest:
    """File an answered request under a number of its own (逐一建档); one that was filed before keeps its number."""
    case = locking.lock_request(work.session, case_id)
    case.state = cases.require(work, case, Act.ARCHIVE)
    case.closed_at = work.now
    if case.archive_number is None:
        year, unit = work.today.year, case.department_id or 0
        serial = locking.next_serial(work.session, f"Y{unit}-{year}")
        case.archive_number = numbering.archive_number(year, unit, serial)
    events.record(work, case, Act.ARCHIVE, {"archive": case.archive_number})
    return case


def archive_due(work: Work, limit: int) -> int:
    """File what was answered long enough ago and nobody has filed, and return how many; the actor is the service."""
    before = work.now - timedelta(days=ARCHIVE_AFTER_DAYS)
    found = work.session.scalars(
        select(DisclosureRequest.id).where(DisclosureRequest.state == State.ANSWERED.value,
                                           DisclosureRequest.answered_at <= before)
        .order_by(DisclosureRequest.answered_at).limit(limit)).all()
    return sum(_archive_waiting(work, case_id) for case_id in found)


def _archive_waiting(work: Work, case_id: int) -> bool:
    # Two sweeps may have found the same row; whoever waited for the lock finds it done.
    case = locking.lock_request(work.session, case_id)
    if not machines.is_possible(case.kind, case.state, Act.ARCHIVE):
        return False
    archive(work, case_id)
    return True


def _signed(work: Work, case_id: int) -> Reply:
    reply = work.session.scalars(
        select(Reply).where(Reply.case_id == case_id).order_by(Reply.version.desc())).first()
    if reply is None or reply.issued_at is None:
        raise Conflict()
    return reply


def _instant(work: Work, made: Delivery, issued_at: datetime) -> datetime:
    """Return the instant that counts: now for today, else the day that is stated, never before the signing."""
    return work.now if made.on == work.today else max(issued_at, start_of_day(made.on))
