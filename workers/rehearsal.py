"""One letter taken in, routed and rolled back before the first fork.

Each job runs in a fresh child of the worker. What the rehearsal leaves in memory, the compiled statements, the
settings and the router, the children have already.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from adapters import database
from adapters.clock import now
from extensions import db
from rules.actors import CITIZEN, SYSTEM
from rules.errors import Refusal
from rules.letter_draft import LetterDraft, checked
from rules.transitions import Act
from services import clocks, letter_index, registration, routing
from services.work import Work

log = logging.getLogger(__name__)
DRAFT = LetterDraft(token="rehearsal-before-the-first-fork", text="演练：路口的路灯不亮，请派人看一看。")  # noqa: S106


def rehearse(app: Flask) -> None:
    """Do the work of a routing job once and keep nothing of it; a database that is not ready is left alone."""
    with app.app_context():
        work = Work(db.session, SYSTEM, now(), app.extensions["mailbox.secrets"])
        try:
            with database.writing():
                _route_one(work)
        except (SQLAlchemyError, Refusal) as fault:
            log.info("No rehearsal: %s", type(fault).__name__)
        finally:
            db.session.rollback()
            db.session.remove()


def _route_one(work: Work) -> None:
    draft = checked(DRAFT)
    received = registration.register(replace(work, actor=CITIZEN), draft, registration.digests(work, draft),
                                     received_at=work.now, act=Act.SUBMIT)
    clocks.start_letter_clock(work, received)
    letter_index.add(work, routing.route(work, received.id))
    work.session.flush()  # the statements that a commit would send
