"""Searches and exports keep to a share of their own, so that pages go on beside them (security.md B2)."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy.exc import OperationalError

from adapters import database
from config import Config
from extensions import db
from rules.errors import InputRefused, TooMany

SEARCH_S = 3.0
TOO_WIDE = "这样查要翻的来信太多，请多写一个词，或者选一个单位、类别或年份。"
EXPORT_WAIT_S = 60
EXPORTING = "正在导出另一份表，请过一分钟再导出。"


@contextmanager
def searching() -> Iterator[None]:
    """Give a search its few seconds. Raises InputRefused when they were not enough."""
    started = time.monotonic()
    try:
        with database.bounded(db.session.connection(), SEARCH_S):
            yield
    except OperationalError as error:
        db.session.rollback()
        # SQLite has many words for a search that was ended, and says of most only that something failed.
        if database.was_ended(error) or time.monotonic() - started >= SEARCH_S:
            raise InputRefused(TOO_WIDE, "q") from None
        raise


@contextmanager
def exporting() -> Iterator[None]:
    """Let one export run on this machine at a time: the other web processes stay free. Raises TooMany.

    The lock is the kernel's: it ends with the process that holds it.
    """
    config: Config = current_app.extensions["mailbox.config"]
    folder = config.data_dir / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "export.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TooMany(EXPORTING, EXPORT_WAIT_S) from None
        yield
