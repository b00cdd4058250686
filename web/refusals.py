"""Failed authorisation in the audit trail (security.md U3): who was refused what, at most once a minute each."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from extensions import db
from rules import numbering
from rules.audit import Audited
from rules.errors import Hidden, NotPermitted, Refusal
from services import attempts, audit, locking
from web.unit_of_work import apart

log = logging.getLogger(__name__)
# Whoever holds a key down must not be able to fill the trail, nor to hide something else in it.
AGAIN_AFTER = timedelta(minutes=1)


def init_app(app: Flask) -> None:
    app.after_request(_note)


def mark(refusal: Refusal | None = None) -> None:
    """Remember that the signed-in person was refused something; without a refusal it was the page as a whole."""
    if refusal is None or isinstance(refusal, NotPermitted | Hidden):
        g.was_refused = True


def _note(response: Response) -> Response:
    """Note the refusal when the request is over, since its own transaction may have been undone."""
    actor = g.get("actor")
    if g.pop("was_refused", False) and actor is not None and actor.id is not None:
        try:
            _note_once(f"{actor.slug} {request.endpoint}")
        except SQLAlchemyError as fault:
            db.session.rollback()
            # The answer is a refusal all the same.
            log.error("A refusal could not be noted: %s", type(fault).__name__)
    return response


def _note_once(who_and_where: str) -> None:
    with apart() as work:
        key = numbering.keyed_digest(work.secrets.code, "refused", who_and_where)
        if attempts.too_many_failures(work, key, 1):
            return
        locking.count_failure(work.session, key, work.now, AGAIN_AFTER)
        number = numbering.normal_number(str((request.view_args or {}).get("number", "")))
        audit.note(work, Audited.REFUSED, number, refused=True, page=request.endpoint or "", method=request.method)
