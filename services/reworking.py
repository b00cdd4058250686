"""An answer that was not good enough goes back to its department once (重办), with a clock of its own."""

from __future__ import annotations

from sqlalchemy import select

from models.case import Letter
from models.event import CaseEvent
from rules import permissions, transitions
from rules.clock_record import clock_payload
from rules.clocks import REWORK_TERMS
from rules.errors import InputRefused, TransitionRefused
from rules.offers import REWORKED_BEFORE
from rules.permissions import CaseFacts
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import State
from services import assignments, clocks, events, locking, notices, redacting
from services.triage import REASON_CHARACTERS
from services.work import Work

UNIT_GONE = "答复这一件的单位已经撤并，没有单位可以重办。请另外登记一件，转给接手它工作的单位。"


def rework(work: Work, case_id: int, reason: str) -> Letter:
    """Send an answered letter back to the department that answered it, with a reason (退回重办, domain.md 1.8).

    Three working days from today; the writer is told and may rate the new answer, so the earlier rating is cleared:
    its words are kept with the order, its slug in the record. Figures go on counting the first answer.
    Raises TransitionRefused for a second time.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.REWORK, CaseFacts(letter.department_id))
    words = within(storable(reason, "reason", "重办理由"), REASON_CHARACTERS, "reason", "重办理由").strip()
    if not words:
        raise InputRefused("请写重办理由：答复哪里不行，要怎样改。", "reason")
    state = transitions.next_state(State(letter.state), Act.REWORK)
    if _reworked_before(work, case_id):
        raise TransitionRefused(REWORKED_BEFORE)
    if letter.department_id is None or not assignments.exists(work, letter.department_id):
        raise TransitionRefused(UNIT_GONE)
    order = {"by": "rework", "reason": words, "rating": letter.rating, "rating_words": letter.rating_words}
    assignment = assignments.begin_again(work, letter, letter.department_id, order)
    letter.state = state
    letter.answered_at = letter.closed_at = None
    letter.rating, letter.rating_words, letter.rated_at = None, "", None
    redacting.discard(work, letter)
    clocks.start_rework_clock(work, letter)
    events.record(work, letter, Act.REWORK, {
        "department": letter.department_id, "decision": assignment.decision,
        "clock": clock_payload(REWORK_TERMS, work.calendar.version)})
    notices.tell_writer(work, letter, notices.NoticeKind.REWORKED)
    return letter


def _reworked_before(work: Work, case_id: int) -> bool:
    return work.session.scalar(
        select(CaseEvent.seq).where(CaseEvent.case_id == case_id, CaseEvent.act == Act.REWORK.value)
        .limit(1)) is not None
