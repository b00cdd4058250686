"""Which faults of a statement say that the database is away or full, and not that the work itself is at fault."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

SQLITE_AWAY = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY})
# Connection, resources, operator's intervention (a shutdown), failed locks; a statement that took too long is not here.
POSTGRES_AWAY = ("08", "53", "57P", "55P03")


def is_away(fault: BaseException) -> bool:
    """Tell whether trying the same again later, when the database is well, can succeed."""
    if isinstance(fault, PoolTimeout):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    code = getattr(fault.orig, "sqlite_errorcode", None)
    if code is not None:
        # The low byte is the kind; what is above it only says more.
        return code & 0xFF in SQLITE_AWAY
    state = getattr(fault.orig, "sqlstate", None)
    return fault.connection_invalidated or (state or "08").startswith(POSTGRES_AWAY)
