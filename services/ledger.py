"""Verifying the record: every MAC and link, every head, what events give of states, clocks and results, the seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.exc import OperationalError

from models.case import Case
from models.event import CaseEvent, SystemChain
from models.types import table_of
from queries.paging import AnyRow
from rules import ledger, machines, sealing
from rules.errors import TransitionRefused
from rules.transitions import Act
from rules.vocabulary import CaseKind, State
from services import locking
from services.ledger_clocks import ClockReplay
from services.ledger_results import ResultReplay
from services.ledger_seals import SealReplay
from services.work import Work

BATCH = 5_000
# What a flipped byte becomes: no text for the driver, or a value of another type than the column's.
UNREADABLE = (OperationalError, ValueError, TypeError, AttributeError)
CANNOT_BE_READ = "cannot be read"
_ACTS = {act.value: act for act in Act}
_event, _case = table_of(CaseEvent), table_of(Case)
# As text where the engine keeps text: parsing two instants of each of a million events takes longer than their MACs.
_COLUMNS = (_event.c.seq, _event.c.case_id, _event.c.act, _event.c.actor, type_coerce(_event.c.recorded_at, String),
            type_coerce(_event.c.effective_at, String), _event.c.payload, _event.c.prev, _event.c.mac)
_PROJECTION = select(_case.c.id, _case.c.number, _case.c.kind, _case.c.state, _case.c.department_id, _case.c.chain_head,
                     _case.c.chain_length).order_by(_case.c.id)


@dataclass(frozen=True)
class Report:
    """What verifying found. `first_bad` names the chain and the seq of the first bad row, None when all is well."""

    events: int
    first_bad: str | None

    @property
    def ok(self) -> bool:
        return self.first_bad is None


@dataclass(slots=True)
class _Chain:
    """How far a chain has been followed. `name` is the case's number, or `system`."""

    name: str
    kind: str = CaseKind.LETTER
    head: str = ledger.GENESIS
    length: int = 0
    state: State | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Replay:
    """What is rebuilt from the events beside states: clocks, results of requests, and sealed days."""

    clocks: ClockReplay
    results: ResultReplay
    seals: SealReplay


def verify(work: Work, mailed: Mapping[date, str] | None = None) -> Report:
    """Follow every chain in the order of seq, then compare heads, projections, clocks, results and sealed days.

    `mailed` are roots that were kept elsewhere, by their day: they find what even whoever has the key has changed.
    Call it first in a unit of work. Memory grows with the number of cases (one small record each), not with that of
    the events.
    """
    locking.hold_still(work.session)
    cases = {row.id: row for row in work.session.execute(_PROJECTION)}
    chains: dict[int | None, _Chain] = {None: _Chain(ledger.SYSTEM_CHAIN)}
    replay = _Replay(ClockReplay(work), ResultReplay(work), SealReplay(work, mailed or {}))
    events, first_bad = 0, None
    for row in _events(work):
        events += 1
        chain = chains.get(row[1])
        if chain is None:
            case = cases.get(row[1])
            chain = chains[row[1]] = _Chain(case.number, case.kind) if case else _Chain(f"case {row[1]}")
        fault = _follow(work.secrets.ledger, chain, replay, row)
        if fault and first_bad is None:
            first_bad = f"{chain.name} seq {row[0]}: {fault}"
    return Report(events, first_bad or _compare(work, cases, chains) or _differing(work, replay.clocks)
                  or _differing(work, replay.results) or replay.seals.first_difference())


def _events(work: Work) -> Iterator[Sequence[Any]]:
    last = 0
    while rows := _batch(work, last):
        yield from rows
        last = rows[-1][0]


def _batch(work: Work, after: int) -> Sequence[Sequence[Any]]:
    """Return the next events; of one that is damaged beyond reading only seq and case stand in its row."""
    rows = select(*_COLUMNS).where(_event.c.seq > after).order_by(_event.c.seq).limit(BATCH)
    try:
        return work.session.connection().execute(rows).all()
    except UNREADABLE:
        keys = work.session.connection().execute(rows.with_only_columns(_event.c.seq, _event.c.case_id)).all()
        return [_one(work, *key) for key in keys]


def _one(work: Work, seq: int, case_id: int | None) -> Sequence[Any]:
    try:
        return work.session.connection().execute(select(*_COLUMNS).where(_event.c.seq == seq)).one()
    except UNREADABLE:
        return (seq, case_id, *[None] * 7)


def _follow(key: bytes, chain: _Chain, replay: _Replay, row: Sequence[Any]) -> str | None:
    """Take one event; return what is wrong with it, None when nothing is."""
    seq, case_id, act, actor, recorded_at, effective_at, payload, prev, mac = row
    linked, chain.head, chain.length = prev == chain.head, mac, chain.length + 1
    try:
        at = _written(recorded_at)
        effective = at if effective_at == recorded_at else _written(effective_at)
        replay.seals.follow(seq, sealing.leaf(chain.name, act, at, payload, mac))
        if mac is None:
            return CANNOT_BE_READ
        if not linked:
            return "does not follow the event before it"
        if ledger.mac_of(key, chain.name, act, actor, at, effective, payload, prev) != mac:
            return "was changed"
        if case_id is None:
            return None
        if chain.kind == CaseKind.DISCLOSURE_REQUEST:
            replay.results.follow(case_id, act, effective, payload)
        return _replay(chain, act, payload) or replay.clocks.follow(case_id, act, effective, payload)
    except UNREADABLE:
        return CANNOT_BE_READ


def _written(instant: Any) -> str:
    """Return a stored instant as the record writes it; SQLite keeps it as text in UTC."""
    return instant.replace(" ", "T") + "+00:00" if isinstance(instant, str) else ledger.instant(instant)


def _replay(chain: _Chain, act: str, payload: str) -> str | None:
    try:
        chain.state = machines.next_state(chain.kind, chain.state, _ACTS[act])
    except (TransitionRefused, KeyError):
        return f"{act} is not possible in {chain.state}"
    chain.department_id = ledger.department_after(act, payload, chain.department_id)
    return None


def _differing(work: Work, replayed: ClockReplay | ResultReplay) -> str | None:
    """Return the first case whose clocks or result are not what its events give, with the seq of its last event."""
    found = replayed.first_difference()
    if found is None:
        return None
    case_id, fault = found
    number, length = work.session.execute(select(Case.number, Case.chain_length).where(Case.id == case_id)).one()
    return f"{number} seq {length}: {fault}"


def _compare(work: Work, cases: Mapping[int, AnyRow], chains: dict[int | None, _Chain]) -> str | None:
    """Compare every case's projection with what its events give; return the first difference."""
    for row in cases.values():
        chain = chains.pop(row.id, None) or _Chain(row.number)
        if (chain.head, chain.length) != (row.chain_head, row.chain_length):
            return f"{row.number} seq {chain.length + 1}: the chain has {chain.length} of {row.chain_length} events"
        if chain.state != row.state or chain.department_id != row.department_id:
            return f"{row.number} seq {chain.length}: the case is not what its events say"
    system, followed = work.session.scalar(select(SystemChain)), chains.pop(None)
    if system is not None and (followed.head, followed.length) != (system.head, system.length):
        return f"system seq {followed.length + 1}: the chain has {followed.length} of {system.length} events"
    return f"{next(iter(chains.values())).name} seq 1: there is no such case" if chains else None
