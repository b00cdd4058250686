"""What each engine needs at connection time: durability, patience, and write locks taken at the start on SQLite.

Also whether the schema that is there is the one this code was written for (security.md R16).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

BUSY_TIMEOUT_MS = 10_000
STATEMENT_TIMEOUT_MS = 30_000
# So many steps of SQLite's machine lie between two looks at the clock.
PROGRESS_STEPS = 2_000
_LIMIT = text("SELECT set_config('statement_timeout', :ms, true)")
log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"
CHECK_EVERY_S = 3.0
# What was typed must not get into a log with the statement that was refused (security.md G1).
HIDDEN: dict[str, Any] = {"hide_parameters": True}
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
        return HIDDEN | {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return HIDDEN | {
        "pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "pool_timeout": 5,
        # As on SQLite: a receipt is shown only for what survives a power cut, whatever the server is set to.
        "connect_args": {"options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout=10000 "
                                    "-c synchronous_commit=on"}}


@contextmanager
def reading() -> Iterator[None]:
    """Say that transactions begun inside only read, whatever goes on around them."""
    token = _writes.set(False)
    try:
        yield
    finally:
        _writes.reset(token)


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


@contextmanager
def bounded(connection: Connection, seconds: float) -> Iterator[None]:
    """Let each statement inside take so many seconds; one that takes longer is ended with OperationalError.

    SQLite counts the seconds of all of them together. A transaction whose statement was ended is rolled back.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_LIMIT, {"ms": str(max(1, int(seconds * 1000)))})
        yield
        connection.execute(_LIMIT, {"ms": str(STATEMENT_TIMEOUT_MS)})
        return
    driver: Any = connection.connection.dbapi_connection
    ends = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > ends, PROGRESS_STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def was_ended(error: DBAPIError) -> bool:
    """Tell whether a statement was ended because it had taken its time, and not because anything is wrong."""
    return getattr(error.orig, "sqlstate", "") == "57014" or "interrupted" in str(error.orig)


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


@dataclass(frozen=True)
class Schema:
    """The revision that the database has ("" without tables), and the one that this code needs."""

    found: str
    needed: str

    @property
    def fits(self) -> bool:
        return self.found == self.needed

    @property
    def words(self) -> str:
        """One line for the operator."""
        if not self.found:
            return "The database has no tables yet; make them with: flask db upgrade"
        if self.found < self.needed:
            return f"The database has revision {self.found}, this code needs {self.needed}; run: flask db upgrade"
        return f"The database has revision {self.found}, this code knows {self.needed} only; install the newer code"


class SchemaMismatch(RuntimeError):
    """This code was not written for the schema that is there, and must not touch it."""

    is_safe_to_log = True


@cache
def needed_revision() -> str:
    """Return the newest revision that this code brings; revisions are numbered."""
    return max(path.name[:4] for path in MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def found_revision(engine: Engine) -> str:
    """Return the revision that the database has, "" for one without tables. Raises SQLAlchemyError when it is away."""
    with reading(), engine.connect() as connection:
        try:
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
        except DBAPIError:
            connection.rollback()
            if inspect(connection).has_table("alembic_version"):
                raise
            return ""


class SchemaWatch:
    """Looks at the schema now and then; in between the last look counts."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looked_at = float("-inf")
        self._last: Schema | None = None

    def look(self, engine: Engine) -> Schema | None:
        """Return the schema as it was at most `CHECK_EVERY_S` seconds ago; None when the database did not answer."""
        if self._clock() - self._looked_at >= CHECK_EVERY_S:
            try:
                self._last = Schema(found_revision(engine), needed_revision())
            except SQLAlchemyError:
                # Whoever asks the database next learns that it is away; nothing is known about its schema.
                self._last = None
            self._looked_at = self._clock()
            if self._last is not None and not self._last.fits:
                log.warning("Nothing is served: %s", self._last.words)
        return self._last

    def require(self, engine: Engine) -> None:
        """Raise SchemaMismatch unless the schema is the one that this code needs, or the database is away."""
        schema = self.look(engine)
        if schema is not None and not schema.fits:
            raise SchemaMismatch(schema.words)
