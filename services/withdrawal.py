"""A writer takes a letter back (撤回); afterwards number and query code open nothing any more."""

from __future__ import annotations

from models.case import Letter
from rules import permissions, transitions
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import State
from services import assignments, clocks, events, locking, merging
from services.work import Work


def withdraw(work: Work, case_id: int) -> Letter:
    """Withdraw a letter that is still being handled: the clock stops, and its department has it no longer.

    From then on the lookup answers as for an unknown number (security.md K2). Raises TransitionRefused for a letter
    that has been answered, also while the answer is reworked: the answer stays on record.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.WITHDRAW, CaseFacts(letter.department_id))
    state = transitions.next_state(State(letter.state), Act.WITHDRAW)
    assignments.require_never_answered(work, letter.id)
    letter.state = state
    assignments.end(work, letter, "withdrawn")
    letter.department_id = None
    clocks.stop(work, letter)
    events.record(work, letter, Act.WITHDRAW)
    merging.separate_all(work, letter)
    return letter
