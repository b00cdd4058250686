"""The sealed days of the record: the newest, a month of them, those in which events lie, and the leaves of a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from models.case import Case
from models.event import CaseEvent, SealedDay
from models.types import table_of
from queries.paging import AnyRow, AnySession
from rules import ledger, sealing
from rules.sealing import DaySeal

BATCH = 5_000
_day, _event, _case = table_of(SealedDay), table_of(CaseEvent), table_of(Case)
_ALL = select(_day)


@dataclass(frozen=True)
class SealedView:
    """One sealed day for a list. `link` leads from the day's own leaf, which names the root before, to its root."""

    day: date
    count: int
    root: str
    previous: str
    link: tuple[str, ...]
    sealed_at: datetime


def newest(session: AnySession) -> DaySeal | None:
    """Return the last day that was sealed, None before the first."""
    row = session.execute(_ALL.order_by(_day.c.day.desc()).limit(1)).one_or_none()
    return None if row is None else _seal(row)


def with_seals(session: AnySession) -> list[tuple[DaySeal, str]]:
    """Return every sealed day, the first one first, each with its keyed seal."""
    return [(_seal(row), row.seal) for row in session.execute(_ALL.order_by(_day.c.day))]


def latest(session: AnySession, most: int, until: date | None = None) -> list[SealedView]:
    """Return the newest sealed days, at most so many, the newest first; `until` leaves out later ones."""
    rows = _ALL.order_by(_day.c.day.desc()).limit(most)
    return _views(session, rows if until is None else rows.where(_day.c.day <= until))


def of_month(session: AnySession, first: date, after: date) -> list[SealedView]:
    """Return the sealed days from `first` until before `after`, the newest first."""
    return _views(session, _ALL.where(_day.c.day >= first, _day.c.day < after).order_by(_day.c.day.desc()))


def span(session: AnySession) -> tuple[date, date] | None:
    """Return the first and the last sealed day, None before the first."""
    ends = [session.execute(select(_day.c.day).order_by(order).limit(1)).scalar_one_or_none()
            for order in (_day.c.day, _day.c.day.desc())]
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def on(session: AnySession, day: date) -> SealedView | None:
    """Return one sealed day, None when it is not sealed."""
    found = _views(session, _ALL.where(_day.c.day == day))
    return found[0] if found else None


def covering(session: AnySession, seqs: Sequence[int]) -> list[DaySeal]:
    """Return the sealed days in which these events lie, the first one first."""
    if not seqs:
        return []
    rows = session.execute(_ALL.where(_day.c.last_seq >= min(seqs), _day.c.first_seq <= max(seqs)).order_by(_day.c.day))
    days = [_seal(row) for row in rows]
    return [day for day in days if any(day.first_seq <= seq <= day.last_seq for seq in seqs)]


def leaves(session: AnySession, first: int, last: int) -> list[bytes]:
    """Return the leaf hashes of these events in the order of seq; `last` is one of them."""
    rows = session.connection().execute(
        select(_case.c.number, _event.c.act, _event.c.recorded_at, _event.c.payload, _event.c.mac)
        .select_from(_event.outerjoin(_case, _case.c.id == _event.c.case_id))
        .where(_event.c.seq >= first, _event.c.seq <= last).order_by(_event.c.seq)
        .execution_options(yield_per=BATCH))
    return [sealing.leaf(number or ledger.SYSTEM_CHAIN, act, ledger.instant(at), payload, mac)
            for number, act, at, payload, mac in rows]


def _views(session: AnySession, rows: object) -> list[SealedView]:
    return [SealedView(row.day, row.events, row.root, row.previous, tuple(json.loads(row.link)), row.sealed_at)
            for row in session.execute(rows)]  # type: ignore[call-overload]


def _seal(row: AnyRow) -> DaySeal:
    link = tuple(json.loads(row.link))
    return DaySeal(row.day, row.first_seq, row.last_seq, row.events, row.root, row.previous, link)
