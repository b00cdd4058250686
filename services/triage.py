"""The letters office's triage: assign, transfer, decline."""

from __future__ import annotations

from models.case import Letter
from rules import offers, permissions, transitions
from rules.actors import Role
from rules.errors import InputRefused, NotPermitted
from rules.permissions import CaseFacts
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import DeclineGround, State
from services import assignments, clocks, events, locking, merging, notices
from services.work import Work

REASON_CHARACTERS = 500


def assign(work: Work, case_id: int, department_id: int) -> Letter:
    """Give a letter that the office holds to a department (转办)."""
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.ASSIGN, CaseFacts(letter.department_id))
    state = transitions.next_state(State(letter.state), Act.ASSIGN)
    assignment = assignments.begin(work, letter, department_id, {"by": "office"})
    letter.state = state
    events.record(work, letter, Act.ASSIGN, {"department": department_id, "decision": assignment.decision})
    return letter


def transfer(work: Work, case_id: int, department_id: int) -> Letter:
    """Take a letter from its department and give it to another (改派); the clock runs on (security.md D2).

    A letter that has been handed on twice is the supervisor's to decide: NotPermitted for anybody else.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.TRANSFER, CaseFacts(letter.department_id))
    if department_id == letter.department_id:
        raise InputRefused("这一件本来就在这个单位，请选另一个单位。", "department")
    state = transitions.next_state(State(letter.state), Act.TRANSFER)
    if work.actor.role is not Role.SUPERVISOR and assignments.transfers(work, case_id) >= offers.MOST_TRANSFERS:
        raise NotPermitted(offers.TRANSFERRED_TWICE)
    assignments.require_existing(work, department_id)
    assignments.require_free(work, letter, department_id)
    letter.state = state
    assignments.end(work, letter, "transferred")
    assignment = assignments.begin(work, letter, department_id, {"by": "office"})
    events.record(work, letter, Act.TRANSFER, {"department": department_id, "decision": assignment.decision})
    return letter


def decline(work: Work, case_id: int, ground: DeclineGround, words: str) -> Letter:
    """Decline a letter with a ground of the catalogue, and tell the writer (不予受理, domain.md 1.8)."""
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.DECLINE, CaseFacts(letter.department_id))
    within(storable(words, "words", "说明"), REASON_CHARACTERS, "words", "说明")
    state = transitions.next_state(State(letter.state), Act.DECLINE)
    assignments.require_never_answered(work, letter.id)
    letter.state = state
    letter.declined_ground, letter.declined_words = ground.value, words.strip()
    assignments.end(work, letter, "declined")
    letter.department_id = None
    clocks.stop(work, letter)
    events.record(work, letter, Act.DECLINE, {"ground": ground.value})
    merging.separate_all(work, letter)
    notices.tell_writer(work, letter, notices.NoticeKind.DECLINED)
    return letter
