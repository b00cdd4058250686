"""Which cases a visitor's browser may open: those it sent, and those found with number and query code."""

from __future__ import annotations

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from queries import opened_cases
from queries.opened_cases import OpenedCase
from web.case_keys import has_keys, may_open, receipt_token
from web.unit_of_work import current_work


def opened_case(number: str) -> OpenedCase | None:
    """Return the case when this browser may open it: an unknown number and a foreign one are the same."""
    if not has_keys(session):
        return None  # before anything is read: whether there is such a case must not be told by the time it takes
    found = opened_cases.read(current_work().session, number)
    return found if found is not None and may_see(found.case_id, number) else None


def may_see(case_id: int, number: str) -> bool:
    """Tell whether this browser holds a key to the case."""
    return may_open(session, case_id) or receipt_token(session, number) is not None


def to_find(number: str) -> Response:
    """Lead whoever holds no key to the page that asks for the query code."""
    return redirect(url_for("mailbox.find", number=number), 303)
