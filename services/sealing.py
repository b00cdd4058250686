"""Sealing the record day by day (security.md U2): the tree over each day's events, its keyed seal, and who is told.

What a seal says stands in rules/sealing.py; what finds a broken one in services/ledger_seals.py.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, insert, select

from models.event import CaseEvent, SealedDay
from models.staff import Staff
from models.types import table_of
from queries import sealed_days
from rules import sealing
from rules.actors import Role
from rules.localtime import local_date, start_of_day
from rules.sealing import DaySeal
from services import counting, locking, notices
from services.work import Work

SERIES = "sealed-days"
ONE_DAY = timedelta(days=1)
_event = table_of(CaseEvent)


@dataclass(frozen=True)
class Horizon:
    """How far the record reached at one moment: its last seq, and the mark that tells when it has settled."""

    last_seq: int
    mark: int


def look(work: Work) -> Horizon:
    """Return how far the record reaches now."""
    return Horizon(*locking.last_event(work.session))


def has_settled(work: Work, horizon: Horizon) -> bool:
    """Tell whether everything up to the horizon is there that ever will be; ask in a transaction that has only read."""
    return locking.is_settled(work.session, horizon.mark)


def seal_next(work: Work, horizon: Horizon) -> DaySeal | None:
    """Seal the first day that is over and not sealed yet; None when there is none, or nothing happened ever.

    The horizon must have settled. An event that was written before midnight and appears after its day was sealed
    belongs to the next seal: each event is in exactly one. Whoever comes second finds the day sealed. The day is
    counted in the same transaction.
    """
    sealed = _seal(work, horizon)
    if sealed is None:
        return None
    counting.close(work, sealed.day, (sealed.first_seq, sealed.last_seq))
    if sealed.day == work.today - ONE_DAY:
        _tell_auditors(work, sealed.day)
    return sealed


def seal_past(work: Work, horizon: Horizon) -> DaySeal | None:
    """Seal every day that is over, and count all of them at once; return the last seal, None when there was none.

    For a record that begins with a long past of which nothing was sealed yet, such as that of the demonstration: one
    long transaction, which nobody else may be waiting for.
    """
    last = sealed = _seal(work, horizon)
    while sealed is not None:
        last, sealed = sealed, _after(work, horizon, sealed)
    if last is not None:
        counting.close(work, last.day, (last.first_seq, last.last_seq))
    return last


def _seal(work: Work, horizon: Horizon) -> DaySeal | None:
    # Two sealers take turns; on SQLite the write lock has been held since the beginning.
    locking.lock_series(work.session, SERIES)
    return _after(work, horizon, sealed_days.newest(work.session))


def _after(work: Work, horizon: Horizon, before: DaySeal | None) -> DaySeal | None:
    """Seal the day after another one, the first day after none; the caller holds the lock of the series."""
    day = _next_day(work, before)
    if day is None or day >= work.today:
        return None
    first = before.last_seq + 1 if before else 1
    last = _last_of(work, day, first, horizon.last_seq)
    sealed = sealing.sealed(day, (first, last), before.root if before else sealing.FIRST_PREVIOUS,
                            sealed_days.leaves(work.session, first, last))
    work.session.connection().execute(insert(table_of(SealedDay)), {
        "day": day, "first_seq": first, "last_seq": last, "events": sealed.count, "root": sealed.root,
        "previous": sealed.previous, "link": json.dumps(sealed.link),
        "seal": sealing.seal_of(work.secrets.ledger, sealed), "sealed_at": work.now})
    return sealed


def _next_day(work: Work, before: DaySeal | None) -> date | None:
    """Return the day after the last sealed one; before the first, the day of the first event."""
    if before is not None:
        return before.day + ONE_DAY
    at = work.session.scalar(select(CaseEvent.recorded_at).order_by(CaseEvent.seq).limit(1))
    return None if at is None else local_date(at)


def _last_of(work: Work, day: date, first: int, most: int) -> int:
    """Return the last seq of a day: of the settled events, the newest that was recorded before the day's end."""
    last = work.session.connection().execute(
        select(func.max(_event.c.seq)).where(_event.c.seq >= first, _event.c.seq <= most,
                                             _event.c.recorded_at < start_of_day(day + ONE_DAY))).scalar()
    return first - 1 if last is None else int(last)


def _tell_auditors(work: Work, day: date) -> None:
    """Owe every auditor the day's root: kept elsewhere, it convicts even whoever has the key (security.md U2)."""
    auditors = work.session.scalars(
        select(Staff.id).where(Staff.role == Role.AUDITOR, Staff.is_active, Staff.email.is_not(None))
        .order_by(Staff.id))
    for staff_id in auditors:
        notices.owe_staff(work, staff_id, notices.NoticeKind.DAY_SEALED, day.isoformat())
