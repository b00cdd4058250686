"""Whether the applicant sent pictures of documents, on the page of a request: how many, and where to open them."""

from __future__ import annotations

from blueprints.request_desk.posted import Posted
from queries.request_file import RequestFile
from rules.actors import DEPARTMENT_ROLES
from services import identity_documents
from services.work import Work


def build(work: Work, file: RequestFile, _posted: Posted) -> int | None:
    """Return how many pictures there are; None for none, and for who need not know who asks."""
    if work.actor.role not in DEPARTMENT_ROLES:
        return None
    return identity_documents.count(work, file.id) or None
