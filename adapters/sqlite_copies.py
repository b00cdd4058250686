"""Copies of a SQLite database: a consistent one while it is written to, checked before anybody relies on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from adapters.files import STORED_IN, Stored

FAULTS_NAMED = 5


def copy(source: Path, target: Path) -> None:
    """Copy a database as of one instant; writers go on meanwhile. Raises sqlite3.Error."""
    with (closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as live,
          closing(sqlite3.connect(target)) as taken):
        live.backup(taken, pages=-1)
        # A copy is one file: without this, opening it would make others beside it.
        taken.execute("PRAGMA journal_mode=DELETE")


def faults(path: Path) -> list[str]:
    """Return what is damaged in a database, a few lines at most."""
    with closing(sqlite3.connect(path)) as taken:
        try:
            rows = [row[0] for row in taken.execute(f"PRAGMA integrity_check({FAULTS_NAMED})")]
        except sqlite3.DatabaseError as fault:
            rows = [str(fault)]
    return [line for row in rows for line in str(row).splitlines() if line != "ok"][:FAULTS_NAMED]


def revision(path: Path) -> str:
    """Return the schema's revision, "" when there is none."""
    with closing(sqlite3.connect(path)) as taken:
        try:
            row = taken.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError:
            return ""
        return str(row[0]) if row else ""


def row_counts(path: Path) -> dict[str, int]:
    """Return how many rows each table of ours has."""
    with closing(sqlite3.connect(path)) as taken:
        names = [row[0] for row in taken.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name NOT LIKE '%\\_index%' ESCAPE '\\' ORDER BY name")]
        return {name: taken.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def stored_files(path: Path) -> Iterator[Stored]:
    """Yield every file that a row names; a copy of an older revision has not all of the tables."""
    with closing(sqlite3.connect(path)) as taken:
        present = {row[0] for row in taken.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        for table in (one for one in STORED_IN if one in present):
            for row in taken.execute(f"SELECT id, storage_name, digest, size FROM {table} ORDER BY id"):  # noqa: S608
                yield Stored(f"{table} {row[0]}", row[1], row[2], row[3])
