"""The service with places where one of its processes can be held, to be killed or stopped exactly there.

An armed place is a file of that name in PAUSE_DIR. The first process that comes by takes the file away, writes down
its id and stands still until it is killed or let go. Nothing else is changed.
"""

from __future__ import annotations

import os
import smtplib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

import app
from adapters.files import FileStore
from deploy.children import COMMANDS
from extensions import db
from services import digests, ratings, routing
from tests.harness.processes import PYTHON
from tests.harness.waiting import wait_until
from workers import pool, scheduler

HELD = {
    "web": (*COMMANDS["web"][:-1], "tests.faults.pauses:create_app()"),
    "workers": (PYTHON, "-m", "tests.faults.pauses", "workers"),
    "scheduler": (PYTHON, "-m", "tests.faults.pauses", "scheduler"),
}


class Places:
    """The places as the test sees them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def arm(self, place: str) -> None:
        (self.directory / f"{place}.pid").unlink(missing_ok=True)
        (self.directory / place).touch()

    def disarm(self, place: str) -> None:
        (self.directory / place).unlink(missing_ok=True)

    def wait_for(self, place: str, within_s: float = 20.0) -> int:
        """Return the id of the process that is held at this place."""
        name = self.directory / f"{place}.pid"
        return int(wait_until(lambda: name.exists() and name.read_text(), place, within_s=within_s))

    def let_go(self, place: str) -> None:
        (self.directory / f"{place}.held").unlink(missing_ok=True)


def hold(place: str) -> None:
    """Stand still when this place is armed."""
    directory = Path(os.environ["PAUSE_DIR"])
    held, note = directory / f"{place}.held", directory / f"{place}.draft"
    try:
        (directory / place).rename(held)
    except FileNotFoundError:
        return
    note.write_text(str(os.getpid()))
    note.rename(directory / f"{place}.pid")
    while held.exists():
        threading.Event().wait(0.02)


def around(owner: Any, name: str, before: str = "", after: str = "") -> None:
    """Put a place before or after what `owner` calls `name`."""
    honest: Callable[..., Any] = getattr(owner, name)

    def with_places(*arguments: Any, **options: Any) -> Any:
        if before:
            hold(before)
        answer = honest(*arguments, **options)
        if after:
            hold(after)
        return answer

    setattr(owner, name, with_places)


def create_app() -> Flask:
    """Return the application with the places of the web: a file stored, about to commit, committed."""
    around(FileStore, "write", after="renamed")
    event.listen(db.session, "before_commit", lambda _session: hold("committing"))
    event.listen(db.session, "after_commit", lambda _session: hold("committed"))
    return app.create_app()


def run_workers() -> None:
    """Run a pool with the places of the jobs: before routing, after the server's 250, in closing and in freezing."""
    around(routing, "route", before="routing")
    around(smtplib.SMTP, "sendmail", after="accepted")
    around(ratings, "close", after="closing")
    around(digests, "keep", after="freezing")
    pool.main()


def run_scheduler() -> None:
    """Run a scheduler that can be held before and after it offers each row of the timetable."""
    honest = scheduler.TimetableJob.enqueue

    def enqueue(self: scheduler.TimetableJob, connection: Any) -> None:
        hold(f"offering-{self.name}")
        honest(self, connection)
        hold(f"offered-{self.name}")

    scheduler.TimetableJob.enqueue = enqueue
    scheduler.main()


if __name__ == "__main__":
    run = {"workers": run_workers, "scheduler": run_scheduler}[sys.argv.pop()]
    run()
