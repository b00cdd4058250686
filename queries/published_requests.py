"""A disclosure request on its way to the public, as the pages of publication show it beside letters."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.department import Department
from models.disclosure import DisclosureRequest
from models.publication import Publication
from queries import redactions
from queries.redactions import RedactionRow
from rules.offers import LetterFacts
from rules.permissions import CaseFacts
from rules.vocabulary import DISCLOSED_CATEGORY, CaseKind, PublicationState, State

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class PublishedRequest:
    """One answered request that was decided upon; `decided_by` may not release it."""

    id: int
    number: str
    state: State
    department_id: int | None
    department: str
    publication_decision: str | None
    publication_reason: str
    public_id: str | None
    is_public: bool
    is_decided: bool
    decided_by: int | None
    redaction: RedactionRow | None
    category: str = DISCLOSED_CATEGORY

    @property
    def case(self) -> CaseFacts:
        """What a permission depends on."""
        return CaseFacts(self.department_id, kind=CaseKind.DISCLOSURE_REQUEST)

    @property
    def facts(self) -> LetterFacts:
        """What decides which acts of publishing are offered; the decision stands for a writer's leave."""
        hands = self.redaction.hands if self.redaction else frozenset()
        return LetterFacts(
            self.state, self.department_id, consents_to_publication=self.is_decided,
            publication_decision=self.publication_decision, is_public=self.is_public,
            redaction=self.redaction.state if self.redaction else None,
            redacted_by=hands | ({self.decided_by} if self.decided_by else frozenset()))


def read(session: AnySession, number: str) -> PublishedRequest | None:
    """Return the request with this number, None when there is none."""
    row = session.execute(
        select(DisclosureRequest, Department.name.label("department"), Publication.public_id,
               Publication.state.label("publication_state"))
        .outerjoin(Department, Department.id == DisclosureRequest.department_id)
        .outerjoin(Publication, Publication.case_id == DisclosureRequest.case_id)
        .where(DisclosureRequest.number == number)).one_or_none()
    if row is None:
        return None
    one: DisclosureRequest = row.DisclosureRequest
    return PublishedRequest(
        one.id, one.number, State(one.state), one.department_id, row.department or "", one.publication_decision,
        one.publication_reason, row.public_id, row.publication_state == PublicationState.PUBLISHED,
        one.proactive_at is not None, one.proactive_by, redactions.of_case(session, one.id))
