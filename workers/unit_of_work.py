"""One unit of work per job: the application context, the one commit, and the jobs that follow it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from adapters import database
from adapters.clock import now
from adapters.job_queue import queue
from config import Config
from extensions import db
from rules.actors import SYSTEM
from services import heartbeats
from services.work import Work
from workers.application import application
from workers.schedule import timetable


@contextmanager
def unit_of_work(*, writes: bool = True) -> Iterator[Work]:
    """Give a job its unit of work, acting as the system: committed when the block ends, else rolled back.

    One that only reads, for however long, holds nobody up.

    Only what is committed is followed by its jobs. A queue that is away loses nothing: the sweep offers
    what is left undone again.
    """
    app = application()
    config: Config = app.extensions["mailbox.config"]
    with app.app_context():
        # Code that was not written for this schema leaves it alone; the sweep of the right code finds what waits.
        app.extensions["mailbox.schema"].require(db.engine)
        work = Work(db.session, SYSTEM, now(), app.extensions["mailbox.secrets"], config.public_url)
        with database.writing() if writes else nullcontext():
            try:
                yield work
                db.session.commit()
            except BaseException:
                db.session.rollback()
                raise
        for job, arguments in work.jobs:
            queue.enqueue(job, *arguments)


@contextmanager
def periodic_work(name: str) -> Iterator[Work]:
    """Give a periodic job its unit of work and leave its heartbeat in the same commit."""
    with unit_of_work() as work:
        heartbeats.beat(work, name, intervals().get(name))
        yield work


def intervals() -> dict[str, int]:
    """Return how many seconds apart each job of the timetable is due."""
    config: Config = application().extensions["mailbox.config"]
    return {entry.name: entry.every_s for entry in timetable(config.timing)}
