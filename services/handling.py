"""A department's first steps with a letter: accept it, or return it once to the letters office."""

from __future__ import annotations

from sqlalchemy import select

from models.assignment import Assignment
from models.case import Letter
from models.department import Department
from models.disclosure import DisclosureRequest
from rules import offers, permissions, transitions
from rules.clock_kinds import ClockKind
from rules.errors import InputRefused, TransitionRefused
from rules.localtime import local_date
from rules.permissions import CaseFacts
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import State
from services import assignments, cases, clocks, events, locking
from services.triage import REASON_CHARACTERS
from services.work import Work


def accept(work: Work, case_id: int) -> Letter | DisclosureRequest:
    """Sign for a case (签收); the person who does becomes its handler."""
    letter = locking.lock_handled(work.session, case_id)
    letter.state = cases.require(work, letter, Act.ACCEPT)
    assignment = assignments.current(work, letter.id)
    if assignment is not None:
        assignment.accepted_at, assignment.handler_id = work.now, work.actor.id
    clocks.stop_step(work, letter.id, ClockKind.LETTER_SIGN_FOR)
    events.record(work, letter, Act.ACCEPT, {"department": letter.department_id})
    return letter


def return_to_office(work: Work, case_id: int, reason: str, proposed_department_id: int | None) -> Letter:
    """Return a letter that is not this department's business (退回), with a reason and, if known, the right unit.

    Once per department and letter, within two working days (domain.md 1.8): raises TransitionRefused for a second
    time, and later than that.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.RETURN, CaseFacts(letter.department_id))
    words = within(storable(reason, "reason", "退回理由"), REASON_CHARACTERS, "reason", "退回理由").strip()
    if not words:
        raise InputRefused("请写退回理由：这件事为什么不归本单位管。", "reason")
    if proposed_department_id is not None and work.session.get(Department, proposed_department_id) is None:
        raise InputRefused("请从列表里选建议的承办单位。", "proposed_department")
    if _returned_before(work, letter):
        raise TransitionRefused(offers.RETURNED_BEFORE)
    state = transitions.next_state(State(letter.state), Act.RETURN)
    department_id = letter.department_id
    assignment = assignments.current(work, letter.id)
    if assignment is not None:
        if work.today > offers.last_return_day(local_date(assignment.assigned_at), work.calendar):
            raise TransitionRefused(offers.RETURN_IS_LATE)
        # The reason first: an assignment may end as returned only with one.
        assignment.return_reason, assignment.proposed_department_id = words, proposed_department_id
    letter.state = state
    assignments.end(work, letter, "returned")
    letter.department_id = None
    clocks.start_step(work, letter.id, ClockKind.LETTER_ROUTING)
    events.record(work, letter, Act.RETURN, {"department": department_id, "proposed": proposed_department_id})
    return letter


def _returned_before(work: Work, letter: Letter) -> bool:
    return work.session.scalar(
        select(Assignment.id).where(Assignment.case_id == letter.id, Assignment.ended_how == "returned",
                                    Assignment.department_id == letter.department_id).limit(1)) is not None
