"""What belongs to who asks, on the page of a request: pictures of documents, and what was corrected on request."""

from __future__ import annotations

from dataclasses import dataclass

from blueprints.request_desk.area import WORKERS
from queries import rights_requests
from queries.person import RequestLine
from queries.request_file import RequestFile
from rules.actors import DEPARTMENT_ROLES
from services import identity_documents
from services.work import Work
from web.posted import Posted


@dataclass(frozen=True)
class IdentityPanel:
    """How many pictures there are, 0 for who need not know who asks; and the corrections that the office agreed to."""

    pictures: int
    corrections: list[RequestLine]


def build(work: Work, file: RequestFile, _posted: Posted) -> IdentityPanel | None:
    """Put the panel together; None when there is nothing, and for the leader."""
    if work.actor.role not in WORKERS:
        return None
    pictures = identity_documents.count(work, file.id) if work.actor.role in DEPARTMENT_ROLES else 0
    corrections = rights_requests.corrections(work.session, work.cipher, file.id)
    return IdentityPanel(pictures, corrections) if pictures or corrections else None
