"""One unit of work per request: made when a view first asks, committed once when the view has answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from flask import Flask, Response, current_app, g, request

from adapters import database
from adapters.clock import now
from config import Config
from extensions import db, queue
from rules.actors import CITIZEN, Actor
from services.work import Work

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def current_work() -> Work:
    """Return the unit of work of this request; its actor is the signed-in member of staff, else a citizen."""
    if "work" not in g:
        config: Config = current_app.extensions["mailbox.config"]
        actor: Actor = g.get("actor") or CITIZEN
        g.work = Work(db.session, actor, now(), current_app.extensions["mailbox.secrets"], config.public_url,
                      passwords=config.passwords)
    work: Work = g.work
    return work


def intent() -> AbstractContextManager[None]:
    """Say, before anything of the request touches the database, whether it is going to write.

    The guard of a staff page reads who is signed in before the view writes: a transaction that began as a read would
    lose the write lock to whoever wrote in between.
    """
    return database.writing() if _writes() else nullcontext()


@contextmanager
def apart() -> Iterator[Work]:
    """Give a view a step that is committed by itself, whatever the request reads or refuses afterwards.

    For what must stay although the answer is an error, such as a wrong code that was counted. Nothing of the
    request may have been done before.
    """
    db.session.rollback()  # a transaction that began as a read could not take the write lock any more
    with database.writing():
        yield current_work()
        db.session.commit()


def run(app: Flask, view: Callable[[], Any]) -> Response:
    """Run a view and commit what it did, or roll back when it answered with an error; then enqueue its jobs."""
    response = app.make_response(view())
    work: Work | None = g.get("work")
    if work is None or not _writes():
        return response
    if response.status_code >= 400:
        db.session.rollback()
        return response
    db.session.commit()
    for job, arguments in work.jobs:
        # A queue that is away costs delay only: the sweep finds what was not enqueued.
        queue.enqueue(job, *arguments)
    return response


def _writes() -> bool:
    return request.method not in SAFE_METHODS
