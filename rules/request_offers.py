"""Which acts the page of a disclosure request offers to a member of staff. Owns no right: services decide."""

from __future__ import annotations

from rules.actors import Actor
from rules.machines import is_possible
from rules.offers import SECOND_PERSON
from rules.permissions import REQUEST_RIGHTS, CaseFacts, may
from rules.transitions import Act
from rules.vocabulary import CaseKind, State


def offered(actor: Actor, case: CaseFacts, state: State, drafted_by: int | None = None) -> frozenset[Act]:
    """Return the acts that the actor may do on the request now; nobody reviews or signs a draft of their own."""
    acts = {act for act in REQUEST_RIGHTS
            if may(actor, act, case) and is_possible(CaseKind.DISCLOSURE_REQUEST, state, act)}
    if actor.id is not None and actor.id == drafted_by:
        acts -= SECOND_PERSON
    return frozenset(acts)
