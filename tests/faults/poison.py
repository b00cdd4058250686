"""A worker pool with jobs that do harm, and with letters that do: `python -m tests.faults.poison`.

A letter whose text says POISON cannot be routed; one that says HANG is never done with. Each try leaves a line.
"""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

import app
from adapters import jobs
from adapters.jobs import JobOptions
from deploy.children import COMMANDS
from models.case import Letter
from services import routing
from tests.harness.processes import PYTHON
from workers import pool

MODULE = "tests.faults.poison"
POISONED = {**COMMANDS, "web": (*COMMANDS["web"][:-1], f"{MODULE}:create_app()"), "workers": (PYTHON, "-m", MODULE)}
ROUTE = "workers.routing.route_letter"
POISON, HANG = "毒信", "卡信"
RETRIES_S = (1, 1, 1)
TIMEOUT_S = 2
honest_route = routing.route


def note(word: str) -> None:
    with Path(os.environ["POISON_NOTES"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{word}\n")


def fail(word: str) -> None:
    note(word)
    raise RuntimeError(word)


def hang(word: str) -> None:
    note(word)
    threading.Event().wait()


def eat(word: str) -> None:
    """Take memory until no more is given."""
    note(word)
    kept = []
    while True:
        kept.append(bytearray(64 * 1024 * 1024))


def crash(word: str) -> None:
    note(word)
    os.kill(os.getpid(), signal.SIGSEGV)


HARM = {f"{MODULE}.{act.__name__}": JobOptions(f"{MODULE}.{act.__name__}", act.__name__, jobs.URGENT, TIMEOUT_S,
                                               RETRIES_S) for act in (fail, hang, eat, crash)}


def table() -> dict[str, JobOptions]:
    """Return the table of jobs with the harmful ones in it, and repeats and time limits that a test can wait for."""
    if os.environ.get("POISON_TIMES") == "real":
        return {**jobs.JOBS, **HARM}
    return {**jobs.JOBS, **HARM, ROUTE: replace(jobs.JOBS[ROUTE], timeout_s=2 * TIMEOUT_S, retries_s=RETRIES_S)}


def route(work: Any, case_id: int) -> Letter:
    letter = work.session.get(Letter, case_id)
    text = letter.text if letter else ""
    # What hangs holds no lock of the database here; under a lock it is the time limit that bounds the harm.
    work.session.rollback()
    for word, harm in ((POISON, fail), (HANG, hang)):
        if word in text:
            harm(f"letter-{case_id}")
    return honest_route(work, case_id)


def create_app() -> Flask:
    """Return the application of the web, which offers its jobs with the same repeats."""
    jobs.JOBS.update(table())
    return app.create_app()


if __name__ == "__main__":
    # Jobs name functions of the module, which is not this one while it runs as a program.
    jobs.JOBS.update(table())
    routing.route = route
    pool.main()
