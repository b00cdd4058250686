"""Whether the database is whole, noted outside of it: a damaged one can be asked neither.

SQLite's own check runs table by table, so that a run may end early and the next goes on. How far the record went is
noted too: a log that was cut off leaves a database that is whole, and older than it was.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from flask import Flask

log = logging.getLogger(__name__)
NAME = "soundness.json"
DAY_S = 24 * 3600.0
MOST_WORDS = 3
WENT_BACK = "the record ends at event {found}, and went to {seen} before"
_SQLITE = "sqlite:///"


class Soundness:
    """What the checks of one data directory found: `faults` by table, and by `record`."""

    def __init__(self) -> None:
        self.place = Path(NAME)
        self.database: Path | None = None

    def init_app(self, app: Flask) -> None:
        config = app.extensions["mailbox.config"]
        self.place = config.data_dir / NAME
        url: str = config.database_url
        self.database = Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None

    def faults(self) -> list[str]:
        """Return what is wrong with the database, each in one line; nothing when it is whole."""
        return [f"{name}: {words}" for name, words in sorted(self._noted()["faults"].items())]

    def is_damaged(self) -> bool:
        """Tell whether a check found the database damaged."""
        return bool(self._noted()["faults"])

    def check_tables(self, at: float, within_s: float, every_s: float = DAY_S) -> None:
        """Check the tables that were not checked for so long, for so many seconds; SQLite only.

        `at` is the present, in seconds since 1970.
        """
        if self.database is None or not self.database.exists():
            return
        noted, ends = self._noted(), time.monotonic() + within_s
        try:
            with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
                tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                for table in sorted(tables, key=lambda name: noted["tables"].get(name, 0.0)):
                    if time.monotonic() >= ends or noted["tables"].get(table, 0.0) > at - every_s:
                        break
                    noted["tables"][table] = at
                    _put(noted["faults"], table, _fault(connection, table))
            _put(noted["faults"], "database", "")
        except sqlite3.DatabaseError as fault:
            if not _is_busy(fault):
                _put(noted["faults"], "database", str(fault))
        self._note(noted)

    def check_record(self, last_event: int) -> None:
        """Compare how far the record goes with how far it went at the last check."""
        noted = self._noted()
        if last_event < noted["last_event"]:
            noted["faults"]["record"] = WENT_BACK.format(found=last_event, seen=noted["last_event"])
        else:
            noted["faults"].pop("record", None)
            noted["last_event"] = last_event
        self._note(noted)

    def forget(self) -> None:
        """Forget every finding and mark, after an operator has put another database in its place."""
        self.place.unlink(missing_ok=True)

    def _noted(self) -> dict[str, Any]:
        noted: dict[str, Any] = {"tables": {}, "faults": {}, "last_event": 0}
        with suppress(OSError, ValueError):
            noted |= json.loads(self.place.read_text("utf-8"))
        return noted

    def _note(self, noted: dict[str, Any]) -> None:
        draft = self.place.with_suffix(".part")
        draft.write_text(json.dumps(noted), "utf-8")
        os.replace(draft, self.place)


def _fault(connection: sqlite3.Connection, table: str) -> str:
    """Return what SQLite says of a table and its indexes, "" when they are whole."""
    try:
        quoted = table.replace('"', '""')
        found = [str(row[0]) for row in connection.execute(f'PRAGMA integrity_check("{quoted}")').fetchmany(MOST_WORDS)]
    except sqlite3.DatabaseError as fault:
        return "" if _is_busy(fault) else str(fault)
    return "" if found == ["ok"] else "; ".join(found)


def _is_busy(fault: sqlite3.DatabaseError) -> bool:
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _put(faults: dict[str, str], name: str, words: str) -> None:
    if words:
        faults[name] = words
    else:
        faults.pop(name, None)


soundness = Soundness()
