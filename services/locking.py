"""Locks and serial numbers: the only engine-specific SQL besides search."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine, bindparam, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import scoped_session

from adapters import database
from models.case import Case, Letter
from models.clock import Clock
from models.comment import Comment
from models.comment_period import CommentPeriod
from models.disclosure import DisclosureRequest
from models.event import SystemChain
from models.notice import Notice
from models.types import UTCDateTime, table_of
from queries import settings
from rules.errors import NotFound
from rules.vocabulary import CaseKind
from services.work import AnySession

AnyCase = TypeVar("AnyCase", Letter, DisclosureRequest, CommentPeriod, Comment)
_NEXT = text("INSERT INTO counter (series, value) VALUES (:series, :count) "
             "ON CONFLICT (series) DO UPDATE SET value = counter.value + :count RETURNING value")
# Makes the row of a new series, so that there is one to lock before the first number of a year.
_HOLD = text("INSERT INTO counter (series, value) VALUES (:series, 0) "
             "ON CONFLICT (series) DO UPDATE SET value = counter.value")
# One statement counts, so that of two failures at the same moment both are counted.
_COUNT_FAILURE = text(
    "INSERT INTO sign_in_failure (key, count, window_ends_at) VALUES (:key, :step, :until) "
    "ON CONFLICT (key) DO UPDATE SET "
    "count = CASE WHEN sign_in_failure.window_ends_at > :now THEN sign_in_failure.count ELSE 0 END + :step, "
    "window_ends_at = CASE WHEN sign_in_failure.window_ends_at > :now THEN sign_in_failure.window_ends_at "
    "ELSE :until END").bindparams(bindparam("now", type_=UTCDateTime), bindparam("until", type_=UTCDateTime))

_NOTE_SEEN = text("UPDATE staff_session SET seen_at = :now WHERE id = :id AND seen_at < :now").bindparams(
    bindparam("now", type_=UTCDateTime))
_LAST_EVENT = {
    "sqlite": text("SELECT coalesce(max(seq), 0), 0 FROM case_event"),
    "postgresql": text("SELECT coalesce(max(seq), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
                       "FROM case_event")}
PROBE_WAIT_MS = 2_000
SEEN_WAIT_MS = 200


def is_writable(engine: Engine) -> bool:
    """Tell whether the database takes a write now; nothing is written.

    SQLite: its one write lock is taken and given back. PostgreSQL: the server is no standby and not read-only.
    """
    try:
        with engine.connect() as connection:
            if engine.dialect.name != "sqlite":
                return bool(connection.execute(text(
                    "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'")).scalar())
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA busy_timeout={PROBE_WAIT_MS}")
            try:
                driver.execute("BEGIN IMMEDIATE")
                driver.execute("ROLLBACK")
            finally:
                driver.execute(f"PRAGMA busy_timeout={database.BUSY_TIMEOUT_MS}")
            return True
    except (SQLAlchemyError, sqlite3.Error):
        return False


def note_seen(engine: Engine, session_id: int, now: datetime) -> None:
    """Note when a session of staff was last used, in a commit of its own; given up when the database is busy.

    A page that only reads waits for nobody: the next one notes it then.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.begin() as connection:
            driver: Any = connection.connection.dbapi_connection
            if is_sqlite:
                driver.execute(f"PRAGMA busy_timeout={SEEN_WAIT_MS}")
            else:
                connection.execute(text(f"SET LOCAL lock_timeout = {SEEN_WAIT_MS}"))
            try:
                connection.execute(_NOTE_SEEN, {"id": session_id, "now": now})
            finally:
                if is_sqlite:
                    driver.execute(f"PRAGMA busy_timeout={database.BUSY_TIMEOUT_MS}")
    except (SQLAlchemyError, sqlite3.Error):
        return


def lock_letter(session: AnySession, case_id: int) -> Letter:
    """Return the letter with its rows locked until the commit. Raises NotFound, also for a case of another kind.

    PostgreSQL locks both rows, the case's and the letter's: after a wait it reads anew only what it locks. On
    SQLite the transaction has held the one write lock since it began (adapters/database.py), so that the same
    statement is enough.
    """
    return _locked(session, Letter, case_id)


def lock_request(session: AnySession, case_id: int) -> DisclosureRequest:
    """Return the disclosure request with its rows locked until the commit. Raises NotFound as `lock_letter`."""
    return _locked(session, DisclosureRequest, case_id)


def lock_period(session: AnySession, case_id: int) -> CommentPeriod:
    """Return the period for public comment with its rows locked until the commit. Raises NotFound as `lock_letter`."""
    return _locked(session, CommentPeriod, case_id)


def hold_period(session: AnySession, case_id: int) -> CommentPeriod:
    """Return the period as nobody changes it until the commit; others may hold it at the same time. Raises NotFound.

    Comments of one period do not wait for one another with it; whoever locks the period waits for all of them.
    """
    period = session.execute(
        select(CommentPeriod).where(Case.id == case_id).with_for_update(read=True)
        .execution_options(populate_existing=True)).scalar_one_or_none()
    if period is None:
        raise NotFound()
    return period


def lock_comment(session: AnySession, case_id: int) -> Comment:
    """Return the comment on a draft with its rows locked until the commit. Raises NotFound as `lock_letter`."""
    return _locked(session, Comment, case_id)


def lock_counted(session: AnySession, case_id: int) -> tuple[CommentPeriod, Comment]:
    """Return a comment, locked, and its period, held: so that no result is drafted meanwhile. Raises NotFound.

    The period comes first: whoever tells all commenters of something holds it while it reaches for their rows.
    """
    period_id = session.scalar(select(table_of(Comment).c.period_id).where(table_of(Comment).c.case_id == case_id))
    if period_id is None:
        raise NotFound()
    return hold_period(session, period_id), lock_comment(session, case_id)


def lock_handled(session: AnySession, case_id: int) -> Letter | DisclosureRequest:
    """Return a case that a department replies to, with its rows locked until the commit. Raises NotFound."""
    case = lock_case(session, case_id)
    if not isinstance(case, Letter | DisclosureRequest):
        raise NotFound()
    return case


def lock_case(session: AnySession, case_id: int) -> Letter | DisclosureRequest | CommentPeriod | Comment:
    """Return a case of whatever kind with its rows locked until the commit. Raises NotFound."""
    kind = session.scalar(select(Case.kind).where(Case.id == case_id))
    if kind is None:
        raise NotFound()
    case: Letter | DisclosureRequest | CommentPeriod | Comment = _LOCKS[CaseKind(kind)](session, case_id)
    return case


def _locked(session: AnySession, model: type[AnyCase], case_id: int) -> AnyCase:
    case = session.execute(
        select(model).where(Case.id == case_id).with_for_update()
        .execution_options(populate_existing=True)).scalar_one_or_none()
    if case is None:
        raise NotFound()
    return case


_LOCKS: Mapping[CaseKind, Callable[[AnySession, int], Any]] = {
    CaseKind.LETTER: lock_letter, CaseKind.DISCLOSURE_REQUEST: lock_request,
    CaseKind.COMMENT_PERIOD: lock_period, CaseKind.COMMENT: lock_comment}


def hold_still(session: AnySession) -> None:
    """Let every statement of a transaction see the same state of the database, however long it reads.

    Call it before anything else in the transaction; one that has begun already goes on as it is. On SQLite a
    transaction that reads always does.
    """
    own = session() if isinstance(session, scoped_session) else session
    if not own.in_transaction() and session.connection().dialect.name == "postgresql":
        session.connection().execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def last_event(session: AnySession) -> tuple[int, int]:
    """Return the newest event's seq, 0 without any, and the mark at which `is_settled` may be asked about it."""
    connection = session.connection()
    seq, at = connection.execute(_LAST_EVENT[connection.dialect.name]).one()
    return seq, at


def is_settled(session: AnySession, mark: int) -> bool:
    """Tell whether no event up to that of the mark can appear any more.

    PostgreSQL gives out a seq when the event is written and shows the event when its transaction commits, so that a
    smaller one may appear after a larger one. Whoever writes an event holds a row's lock by then, and so a
    transaction number below the mark: once all of those have ended, the record up to there is what it will be.
    SQLite has one writer at a time.
    """
    connection = session.connection()
    return connection.dialect.name == "sqlite" or bool(connection.execute(text(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= :mark"), {"mark": mark}).scalar())


def lock_system_chain(session: AnySession) -> SystemChain:
    """Return the head of the system chain, locked until the commit."""
    return session.execute(
        select(SystemChain).with_for_update().execution_options(populate_existing=True)).scalar_one()


def lock_failures(session: AnySession, key: str, now: datetime) -> None:
    """Lock the count of failed attempts under a key until the commit, so that guesses are taken one after another."""
    session.execute(_COUNT_FAILURE, {"key": key, "step": 0, "now": now, "until": now})


def count_failure(session: AnySession, key: str, now: datetime, window: timedelta) -> None:
    """Count one failed attempt under a key; its window starts with the first."""
    session.execute(_COUNT_FAILURE, {"key": key, "step": 1, "now": now, "until": now + window})


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
    return next_serials(session, series, 1)[0]


def next_serials(session: AnySession, series: str, count: int) -> range:
    """Return the next serials of a series, so many in a row; its row stays locked until the commit."""
    last: int = session.connection().execute(_NEXT, {"series": series, "count": count}).scalar_one()
    return range(last - count + 1, last + 1)


def claim_due_cases(session: AnySession, now: datetime, limit: int) -> list[int]:
    """Return cases with a clock whose next action has come, the longest due first, locked until the commit.

    PostgreSQL passes over the rows that another sweep holds and goes on to the next ones. On SQLite the transaction
    has held the one write lock since it began: whoever comes second finds the clocks moved on.
    """
    case, clock = table_of(Case), table_of(Clock)
    found = session.connection().execute(
        select(case.c.id).join_from(clock, case, case.c.id == clock.c.case_id).where(clock.c.next_action_at <= now)
        .order_by(clock.c.next_action_at).limit(limit).with_for_update(of=case, skip_locked=True))
    return list(dict.fromkeys(found.scalars()))


def gather_notices(session: AnySession, rows: Sequence[Mapping[str, object]]) -> dict[int, int]:
    """Make an owed notice per row, or take the one of its dedupe key while no sender has had it; {staff: notice}.

    One statement looks and locks, so that a sender that claims the notice at the same moment either comes first, and
    then nothing is added to it, or waits and sends what was added. A row whose notice has gone is left out.
    """
    connection, notice = session.connection(), table_of(Notice)
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    found = connection.execute(
        make(notice).on_conflict_do_update(
            index_elements=["dedupe_key"], set_={"owed_at": notice.c.owed_at},
            where=(notice.c.state == "owed") & (notice.c.attempts == 0) & (notice.c.lease == 0))
        .returning(notice.c.staff_id, notice.c.id), list(rows))
    return {staff_id: notice_id for staff_id, notice_id in found}


def bump_revision(session: AnySession, name: str) -> None:
    """Note that a body of data has changed, so that what is kept under its old revision is not used again."""
    settings.forget(session)
    session.execute(
        text("INSERT INTO revision (name, value) VALUES (:name, 1) "
             "ON CONFLICT (name) DO UPDATE SET value = revision.value + 1"), {"name": name})
