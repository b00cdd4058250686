"""What every service asks of a case, whatever its kind: may the actor do this, and where does it lead."""

from __future__ import annotations

from models.case import Case
from rules import machines, permissions
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import CaseKind, State
from services.work import Work


def facts(case: Case) -> CaseFacts:
    """Return what a permission depends on."""
    return CaseFacts(case.department_id, kind=CaseKind(case.kind))


def require(work: Work, case: Case, act: Act) -> State:
    """Return the state that the act leads the case to, whose lock the caller holds; the case itself is left alone.

    Raises NotPermitted for an actor who may not, TransitionRefused when it is not possible now.
    """
    permissions.require(work.actor, act, facts(case))
    return machines.next_state(case.kind, case.state, act)
