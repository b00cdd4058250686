"""Changing what a letter is about (改主题) where its words were misread: for lists and figures only."""

from __future__ import annotations

from rules import permissions, transitions
from rules.errors import InputRefused
from rules.permissions import CaseFacts
from rules.subjects import Subject
from rules.transitions import Act
from rules.vocabulary import State
from services import events, locking
from services.work import Work

SAME = "这一件本来就是这个主题，请选另一个。"


def set_subject(work: Work, case_id: int, subject: Subject) -> None:
    """Say what a letter is about; clock, unit and writer are not touched.

    Figures of days that are over stand as they were counted. Raises InputRefused for the subject that it has already.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.SET_SUBJECT, CaseFacts(letter.department_id))
    transitions.next_state(State(letter.state), Act.SET_SUBJECT)
    if letter.subject == subject:
        raise InputRefused(SAME, "subject")
    letter.subject = subject.value
    events.record(work, letter, Act.SET_SUBJECT, {"subject": subject.value})
