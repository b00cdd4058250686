"""Taking an application in: one durable request per form token, with its first event, clock and the notice it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from rules import permissions, request_draft, request_items
from rules.actors import ActorKind
from rules.clocks import ClockFacts
from rules.errors import InputRefused
from rules.localtime import local_date, start_of_day
from rules.permissions import CaseFacts
from rules.request_draft import RequestDraft
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services import clocks, intake, locking, notices, registration, request_registration, storage
from services.file_examination import EXAMINE_JOB
from services.intake import Submission
from services.request_registration import Instants
from services.work import Work

SENT_ALREADY = "这份申请已经提交，回执上的编号还有效。您改过的内容还在下面：如果要另外申请，请再按一次“提交”。"
IN_THE_FUTURE = "收到的日子不能在今天以后。"


def submit_request(work: Work, draft: RequestDraft) -> Submission:
    """Take an application in; sending the same token again gives the same request and code (security.md P2).

    Staff may state the day on which a paper came in, which can only make the deadline earlier (security.md U4). One
    whose receipt is not confirmed has no clock yet. Raises InputRefused, Conflict, Busy as `intake.submit_letter`.
    """
    act = Act.SUBMIT if draft.receipt.confirmed else Act.ARRIVE
    permissions.require(work.actor, act, CaseFacts(work.actor.department_id, kind=CaseKind.DISCLOSURE_REQUEST))
    draft = request_draft.checked(draft)
    made = request_registration.digests(work, draft)
    sent = _sent_before(work, made)
    if sent is None and locking.lock_series(work.session, request_registration.series(work.today.year)):
        sent = _sent_before(work, made)
    if sent is not None:
        return sent
    storage.require_space()
    received_at = _stated(work, draft)
    registered = request_registration.register(work, draft, made, Instants(received_at, received_at), act)
    due_on = start_clock(work, registered) if registered.terms else None
    if draft.contact.email:
        notices.owe_receipt(work, registered, draft.contact.email)
    elif draft.contact.phone:
        notices.owe_sms(work, registered, notices.NoticeKind.RECEIVED, draft.contact.phone)
    if draft.files:
        work.after_commit(EXAMINE_JOB, registered.id)
    return Submission(registered.id, registered.number, made.code, due_on, repeated=False)


def submit_together(work: Work, draft: RequestDraft, items: Sequence[str]) -> list[Submission]:
    """Take an application for several things in as one request each, the others linked to the first (一事一申请).

    Each gets its own token, derived from the form's, so that sending it all again gives the same requests. Files go
    with the first. Raises what `submit_request` raises; none is kept then.
    """
    if len(items) < 2:
        return [submit_request(work, draft)]
    made: list[Submission] = []
    for place, item in enumerate(items, 1):
        one = replace(draft, text=item, reference="", token=request_items.token(draft.token, place))
        made.append(submit_request(work, replace(one, files=(), first_id=made[0].id) if made else one))
    return made


def start_clock(work: Work, registered: request_registration.Registered,
                stopped_at: datetime | None = None) -> date:
    """Start the clock of the reply from the day of receipt and return its last day."""
    assert registered.terms is not None, "a request whose receipt is not confirmed has no clock"
    return clocks.start(work, registered.id, ClockFacts(registered.terms, local_date(registered.received_at)),
                        stopped_at).on


def _stated(work: Work, draft: RequestDraft) -> datetime:
    """Return the instant of receipt: now, or the beginning of the day that a member of staff states."""
    on = draft.receipt.on
    if on is None or on == work.today or work.actor.kind is ActorKind.CITIZEN:
        return work.now
    if on > work.today:
        raise InputRefused(IN_THE_FUTURE, "received_on")
    return start_of_day(on)


def _sent_before(work: Work, made: registration.Digests) -> Submission | None:
    row = intake.sent_before(work, made, SENT_ALREADY)
    return None if row is None else intake.repeated(work, row, made)
