"""A service that stands within a second: keys and seeded database are copied instead of made."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from tests.faults.people import Person
from tests.harness.processes import Service
from tests.harness.waiting import wait_until


def furnish(running: Service, seeded_dir: Path) -> Service:
    """Give a service the keys and the seeded database."""
    shutil.copytree(seeded_dir, running.data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("clock"))
    return running


def stand(running: Service, seeded_dir: Path, *names: str) -> Service:
    """Give a service the seeded database, start these processes and return when the web answers."""
    return start(furnish(running, seeded_dir), *names)


def start(running: Service, *names: str) -> Service:
    """Start these processes, Redis before those that need it, and return when the web answers."""
    if {"workers", "scheduler"} & set(names):
        running.start_redis()
    for name in names:
        running.start(name)
    if "web" in names:
        wait_until(lambda: Person(running.port).get("/healthz").status == 200, "the web server", within_s=30)
    return running


def rows(data_dir: Path, query: str) -> list[tuple[object, ...]]:
    """Return what a query finds in the SQLite database, read past the service."""
    connection = sqlite3.connect(f"file:{data_dir / 'mailbox.db'}?mode=ro", uri=True, timeout=20)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
