"""Deciding that what was given on request becomes public (转主动公开); services/publication does the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.disclosure import DisclosureRequest
from rules import proactive
from rules.transitions import Act
from rules.vocabulary import PublicationDecision
from services import cases, events, locking
from services.work import Work


@dataclass(frozen=True)
class Standing:
    """How far making it public is. `publication_reason` is why it was not published after all, or taken down."""

    basis: str | None
    words: str
    decided_at: datetime | None
    is_public: bool
    publication_reason: str


def standing(work: Work, case_id: int) -> Standing:
    """Return how far making the information of a request public is."""
    request = work.session.get_one(DisclosureRequest, case_id)
    return Standing(request.proactive_basis, request.proactive_words, request.proactive_at,
                    request.publication_decision == PublicationDecision.PUBLISHED, request.publication_reason)


def decide(work: Work, case_id: int, basis: str, words: str = "") -> DisclosureRequest:
    """Decide that the information of an answered request is made public (条例 44); no leave of the applicant is asked.

    Who decides is not who releases it, and neither is who hides the personal data: two people at least. Raises
    TransitionRefused where nothing was given or it is public anyway, InputRefused without a reason.
    """
    request = locking.lock_request(work.session, case_id)
    request.state = cases.require(work, request, Act.DECIDE_PROACTIVE)
    known, said = proactive.checked(basis, words, request.outcome, decided=request.proactive_at is not None)
    request.proactive_basis, request.proactive_words = known.value, said
    request.proactive_by, request.proactive_at = work.actor.id, work.now
    request.publication_decision, request.publication_reason = None, ""
    events.record(work, request, Act.DECIDE_PROACTIVE, {"basis": known.value})
    return request
