"""An answered disclosure request is handled anew: a reconsideration or a court has overturned the reply (复议法 64)."""

from __future__ import annotations

from datetime import date

from models.disclosure import DisclosureRequest
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms
from rules.errors import InputRefused, TransitionRefused
from rules.text_checks import storable, within
from rules.transitions import Act
from services import assignments, cases, clocks, events, locking, notices, redacting
from services.triage import REASON_CHARACTERS
from services.work import Work

NEEDS_REASON = "请写重新办理的依据：哪一份决定书或者判决书，撤销或者确认了什么。"
PAST = "重新答复的期限要在今天以后。"
UNIT_GONE = "答复这一件的机关已经撤并，没有机关可以重新答复。"


def rework(work: Work, case_id: int, reason: str, due_on: date) -> DisclosureRequest:
    """Give an answered request back to its agency, which has to answer again by the day that was ordered.

    The first result goes on counting in the annual tables; the new reply is another paper under another number. Raises
    InputRefused without the reason or for a day that is not to come.
    """
    case = locking.lock_request(work.session, case_id)
    state = cases.require(work, case, Act.REWORK)
    words = within(storable(reason, "reason", "重新办理的依据"), REASON_CHARACTERS, "reason", "重新办理的依据").strip()
    if not words:
        raise InputRefused(NEEDS_REASON, "reason")
    if due_on <= work.today:
        raise InputRefused(PAST, "due_on")
    if case.department_id is None or not assignments.exists(work, case.department_id):
        raise TransitionRefused(UNIT_GONE)
    assignment = assignments.begin_again(work, case, case.department_id, {"by": "rework", "reason": words})
    case.state = state
    case.answered_at = case.closed_at = None
    case.delivered_by, case.delivery_proof = None, ""
    redacting.discard(work, case)
    terms = ClockTerms(ClockKind.FOREIGN_DEADLINE, 0, Unit.WORKING_DAY)
    clocks.start(work, case.id, ClockFacts(terms, work.today, stated_on=due_on))
    events.record(work, case, Act.REWORK, {
        "department": case.department_id, "decision": assignment.decision, "on": due_on.isoformat()})
    notices.tell_writer(work, case, notices.NoticeKind.REWORKED)
    return case
