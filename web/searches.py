"""Searching for a person in the audit trail (security.md U3): that it was done, and the keyed digest of the words."""

from __future__ import annotations

from flask import g, request

from rules import numbering
from rules.audit import Audited
from rules.audit_words import kind_of_query
from services import audit
from web import lists
from web.unit_of_work import apart


def note() -> None:
    """Note what the signed-in person looks for in a list of letters; call it before anything else of the request.

    Turning the pages of one search is not another search.
    """
    query = lists.typed_query(request.args)
    if not query or request.args.get("after") or request.args.get("before") or g.get("actor") is None:
        return
    with apart() as work:
        audit.note(work, Audited.PERSON_SEARCHED, numbering.normal_number(query), page=request.endpoint or "",
                   query=numbering.keyed_digest(work.secrets.code, "query", query.casefold()),
                   kind=kind_of_query(query))
