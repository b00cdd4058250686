"""Functions that tests put into the table of jobs."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from rq import get_current_job
from sqlalchemy.exc import OperationalError

NOTE_FILE = "SAMPLE_NOTES"


def note(word: str) -> None:
    """Leave a line that the test can read."""
    job = get_current_job()
    with Path(os.environ[NOTE_FILE]).open("a", encoding="utf-8") as notes:
        notes.write(f"{word} {job.id if job else '-'}\n")


def linger(word: str) -> None:
    """Leave a line and stay until ended from outside."""
    note(f"{word} {os.getpid()}")
    threading.Event().wait()


def slow_linger(word: str) -> None:
    """The same, from the slow queue."""
    linger(word)


def fail(word: str) -> None:
    """Leave a line and raise."""
    note(word)
    raise RuntimeError(word)


def miss_database(word: str) -> None:
    """Leave a line and raise as when the database is away."""
    note(word)
    raise OperationalError("SELECT 1", None, Exception("no answer"))


def eat_memory(word: str) -> None:
    """Take more memory than any job may, and leave a line if that was possible."""
    kept = [bytearray(64 * 1024 * 1024) for _ in range(32)]
    note(f"{word} {len(kept)}")
