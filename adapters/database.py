"""What each engine needs at connection time: durability, patience, and write locks taken at the start on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

BUSY_TIMEOUT_MS = 10_000
_writes: ContextVar[bool] = ContextVar("writes", default=False)

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # A receipt is shown only for what survives a power cut.
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
    # Some 32 MB: pages that many letters change are then written to the file once for all of them.
    "PRAGMA wal_autocheckpoint=8000",
)


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine options for a database URL."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "pool_timeout": 5,
            "connect_args": {"options": "-c statement_timeout=30000 -c lock_timeout=10000"}}


@contextmanager
def writing() -> Iterator[None]:
    """Say that transactions begun inside will write, so that SQLite takes its one write lock at once.

    A transaction that reads first and writes later could otherwise lose the race for the lock half-way, without
    any wait helping it.
    """
    token = _writes.set(True)
    try:
        yield
    finally:
        _writes.reset(token)


def prepare(engine: Engine) -> None:
    """Attach the listeners that an engine needs."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions of its own: `begin` below does.
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes.get() else "BEGIN")
