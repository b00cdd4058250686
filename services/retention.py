"""Ending what has served its time, by the table of rules/retention.py: batch by batch, idempotent, every run recorded.

Cases and events are never touched (triggers refuse it as well); logs not before their six months.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from adapters import log_files, old_files
from models.case import Case
from models.comment import Comment
from models.comment_period import Hearing, HearingRegistration
from models.event import CaseEvent
from models.identity import Identity
from models.retention import RetentionRun
from models.rights import RightsRequest
from models.staff import BootstrapToken, RecoveryCode, SignInFailure, StaffSession
from models.types import table_of
from rules import retention
from rules.retention import DataKind
from rules.transitions import Act
from rules.vocabulary import ENDED_STATES, CaseKind, State
from services import erasing, locking, sessions
from services.work import Work

BATCH = 200


@dataclass(frozen=True)
class Folders:
    """Where files lie that the job looks after: logs that were set aside, and mail that was written to files."""

    logs: Path
    mail: Path


def run(work: Work, kind: DataKind, folders: Folders, *, dry: bool = False, limit: int = BATCH) -> int:
    """Remove what has served its time of one kind, at most `limit` of those that go one by one; return how many.

    `dry` removes nothing and returns how many there are. Raises KeyError for a kind that no job removes.
    """
    before = retention.cutoff(kind, work.now)
    if kind in _FILES:
        return _FILES[kind](work, folders, dry)
    if kind in _IDENTITIES:
        return _erase(work, kind, _IDENTITIES[kind](before), dry, limit)
    return _ROWS[kind](work, before, dry)


def record(work: Work, counts: dict[DataKind, int], *, dry: bool) -> None:
    """Record a run: one row per kind, also for those of which nothing was found."""
    work.session.add_all(RetentionRun(ran_at=work.now, kind=kind.value, count=count, dry=dry)
                         for kind, count in counts.items())


def purge_logs(work: Work, folders: Folders, days: int) -> int:
    """Delete logs older than so many days; raises InputRefused below the six months of the law (security.md G2)."""
    return len(log_files.remove_old(folders.logs, work.now, retention.require_floor(days)))


def _ended_before(before: datetime) -> ColumnElement[bool]:
    """Say which cases have ended, with nothing done to them since; the newest event tells, not a column of ours."""
    case = table_of(Case)
    ended = case.c.state.in_([*ENDED_STATES]) | ((case.c.kind == CaseKind.COMMENT.value) & _period_ended_before(before))
    return (case.c.received_at < before) & ended & ~_happened(case, before)


def _period_ended_before(before: datetime) -> ColumnElement[bool]:
    """Say that the period of a comment is over, with nothing done to it since."""
    period, comment = table_of(Case).alias(), table_of(Comment)
    return select(period.c.id).join(comment, comment.c.period_id == period.c.id).where(
        comment.c.case_id == table_of(Case).c.id, period.c.state.in_((State.RESULTED, State.CANCELLED)),
        ~_happened(period, before)).correlate(table_of(Case)).exists()


def _happened(case: Any, since: datetime) -> ColumnElement[bool]:
    event = table_of(CaseEvent)
    return select(event.c.seq).where(event.c.case_id == case.c.id, event.c.recorded_at >= since).exists()


def _withdrawn_before(before: datetime) -> ColumnElement[bool]:
    event, case = table_of(CaseEvent), table_of(Case)
    since = select(event.c.seq).where(event.c.case_id == case.c.id, event.c.act == Act.WITHDRAW,
                                      event.c.recorded_at < before).exists()
    return (case.c.state == State.WITHDRAWN) & since


def _erase(work: Work, kind: DataKind, due: ColumnElement[bool], dry: bool, limit: int) -> int:
    found = select(Identity.case_id).join(Case, Case.id == Identity.case_id).where(due)
    if dry:
        return work.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    ids: Sequence[int] = work.session.scalars(found.order_by(Identity.case_id).limit(limit)).all()
    return sum(erasing.erase(work, locking.lock_case(work.session, case_id), kind.value) for case_id in ids)


def _request_words(work: Work, before: datetime, dry: bool) -> int:
    old = RightsRequest.words.is_not(None) & (RightsRequest.decided_at < before)
    count = work.session.scalar(select(func.count()).select_from(RightsRequest).where(old)) or 0
    if not dry:
        work.session.execute(update(RightsRequest).where(old).values(words=None)
                             .execution_options(synchronize_session=False))
    return count


def _hearings(work: Work, before: datetime, dry: bool) -> int:
    held = select(Hearing.id).where(Hearing.held_at < before)
    old = HearingRegistration.hearing_id.in_(held) & (
        HearingRegistration.name.is_not(None) | HearingRegistration.phone.is_not(None))
    count = work.session.scalar(select(func.count()).select_from(HearingRegistration).where(old)) or 0
    if not dry:
        work.session.execute(update(HearingRegistration).where(old).values(name=None, phone=None, phone_digest=None)
                             .execution_options(synchronize_session=False))
    return count


def _sessions(work: Work, before: datetime, dry: bool) -> int:
    if not dry:
        return sessions.purge_ended(work, before)
    return work.session.scalar(select(func.count()).select_from(StaffSession).where(
        StaffSession.ended_at < before)) or 0


def _rows(*models: tuple[type, str]) -> Callable[[Work, datetime, bool], int]:
    """Return what deletes the rows of these tables whose instant in this column has passed."""
    def remove(work: Work, before: datetime, dry: bool) -> int:
        count = 0
        for model, column in models:
            old = table_of(model).c[column] < before
            count += work.session.scalar(select(func.count()).select_from(table_of(model)).where(old)) or 0
            if not dry:
                work.session.execute(delete(table_of(model)).where(old))
        return count
    return remove


def _logs(work: Work, folders: Folders, dry: bool) -> int:
    return len((log_files.old if dry else log_files.remove_old)(folders.logs, work.now))


def _mail_files(work: Work, folders: Folders, dry: bool) -> int:
    age: timedelta = retention.PERIODS[DataKind.MAIL_FILES]
    return len(old_files.remove(folders.mail, "*.eml", work.now - age, dry=dry))


_IDENTITIES: dict[DataKind, Callable[[datetime], ColumnElement[bool]]] = {
    DataKind.IDENTITY: _ended_before, DataKind.IDENTITY_WITHDRAWN: _withdrawn_before}
_FILES: dict[DataKind, Callable[[Work, Folders, bool], int]] = {
    DataKind.LOGS: _logs, DataKind.MAIL_FILES: _mail_files}
_ROWS: dict[DataKind, Callable[[Work, datetime, bool], int]] = {
    DataKind.REQUEST_WORDS: _request_words,
    DataKind.HEARING: _hearings,
    DataKind.ATTEMPTS: _rows((SignInFailure, "window_ends_at")),
    DataKind.SESSIONS: _sessions,
    DataKind.TOKENS: _rows((BootstrapToken, "used_at"), (RecoveryCode, "used_at")),
    DataKind.RUNS: _rows((RetentionRun, "ran_at")),
}
