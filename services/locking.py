"""Locks and serial numbers: the only engine-specific SQL besides search."""

from __future__ import annotations

from sqlalchemy import select, text

from models.case import Case, Letter
from models.event import SystemChain
from rules.errors import NotFound
from services.work import AnySession

_NEXT = text("INSERT INTO counter (series, value) VALUES (:series, 1) "
             "ON CONFLICT (series) DO UPDATE SET value = counter.value + 1 RETURNING value")
# Makes the row of a new series, so that there is one to lock before the first number of a year.
_HOLD = text("INSERT INTO counter (series, value) VALUES (:series, 0) "
             "ON CONFLICT (series) DO UPDATE SET value = counter.value")


def lock_letter(session: AnySession, case_id: int) -> Letter:
    """Return the letter with its rows locked until the commit. Raises NotFound.

    PostgreSQL locks both rows, the case's and the letter's: after a wait it reads anew only what it locks. On
    SQLite the transaction has held the one write lock since it began (adapters/database.py), so that the same
    statement is enough.
    """
    letter = session.execute(
        select(Letter).where(Case.id == case_id).with_for_update()
        .execution_options(populate_existing=True)).scalar_one_or_none()
    if letter is None:
        raise NotFound()
    return letter


def lock_system_chain(session: AnySession) -> SystemChain:
    """Return the head of the system chain, locked until the commit."""
    return session.execute(
        select(SystemChain).with_for_update().execution_options(populate_existing=True)).scalar_one()


def lock_series(session: AnySession, series: str) -> bool:
    """Lock a number series until the commit; True when somebody may have committed since this transaction began.

    Whoever then looks again for a repeat sees every earlier case. On SQLite the write lock has been held since the
    beginning, so there is nothing new to see.
    """
    if session.connection().dialect.name == "sqlite":
        return False
    session.connection().execute(_HOLD, {"series": series})
    return True


def next_serial(session: AnySession, series: str) -> int:
    """Return the next serial of a series, 1 for the first; its row stays locked until the commit, so no gaps."""
    serial: int = session.connection().execute(_NEXT, {"series": series}).scalar_one()
    return serial


def bump_revision(session: AnySession, name: str) -> None:
    """Note that a body of data has changed, so that pages cached under its old revision are not served again."""
    session.execute(
        text("INSERT INTO revision (name, value) VALUES (:name, 1) "
             "ON CONFLICT (name) DO UPDATE SET value = revision.value + 1"), {"name": name})
