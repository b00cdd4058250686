"""Verifying the record: every MAC and link, every chain's head, and the state and clocks that the events give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from models.case import Case
from models.event import CaseEvent, SystemChain
from rules import ledger
from rules.errors import TransitionRefused
from rules.transitions import Act, next_state
from rules.vocabulary import State
from services.ledger_clocks import ClockReplay
from services.work import Work

BATCH = 5_000
# What SQLite makes of a flipped byte: no text, or a text that is no instant.
UNREADABLE = (OperationalError, ValueError)
_COLUMNS = (Case.number, CaseEvent.seq, CaseEvent.case_id, CaseEvent.act, CaseEvent.actor, CaseEvent.recorded_at,
            CaseEvent.effective_at, CaseEvent.payload, CaseEvent.prev, CaseEvent.mac)


@dataclass(frozen=True)
class Report:
    """What verifying found. `first_bad` names the chain and the seq of the first bad row, None when all is well."""

    events: int
    first_bad: str | None

    @property
    def ok(self) -> bool:
        return self.first_bad is None


@dataclass
class _Chain:
    """How far a chain has been followed."""

    head: str = ledger.GENESIS
    length: int = 0
    state: State | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class _Unreadable:
    """An event that the database cannot turn into values any more."""

    seq: int
    case_id: int | None
    number: str | None


def verify(work: Work) -> Report:
    """Follow every chain in the order of seq, then compare heads, projections and clocks with the cases.

    Memory grows with the number of cases (one small record each), not with the number of events.
    """
    chains: dict[int | None, _Chain] = {}
    clocks = ClockReplay(work)
    events = 0
    first_bad: str | None = None
    for row in _events(work):
        events += 1
        fault = _follow(work.secrets.ledger, chains.setdefault(row.case_id, _Chain()), row) or _clock(clocks, row)
        if fault and first_bad is None:
            first_bad = f"{_name(row)} seq {row.seq}: {fault}"
    return Report(events, first_bad or _compare(work, chains) or _differing(work, clocks))


def _events(work: Work) -> Iterator[Any]:
    last = 0
    while rows := _batch(work, last):
        yield from rows
        last = rows[-1].seq


def _batch(work: Work, after: int) -> Sequence[Any]:
    """Return the next events; in the place of one that is damaged beyond reading stands an `_Unreadable`."""
    rows = (select(*_COLUMNS).outerjoin(Case, CaseEvent.case_id == Case.id)
            .where(CaseEvent.seq > after).order_by(CaseEvent.seq).limit(BATCH))
    try:
        return work.session.execute(rows).all()
    except UNREADABLE:
        keys = work.session.execute(rows.with_only_columns(CaseEvent.seq, CaseEvent.case_id, Case.number)).all()
        return [_one(work, *key) for key in keys]


def _one(work: Work, seq: int, case_id: int | None, number: str | None) -> Any:
    try:
        return work.session.execute(select(*_COLUMNS).outerjoin(Case, CaseEvent.case_id == Case.id)
                                    .where(CaseEvent.seq == seq)).one()
    except UNREADABLE:
        return _Unreadable(seq, case_id, number)


def _follow(key: bytes, chain: _Chain, row: Any) -> str | None:
    """Take one event; return what is wrong with it, None when nothing is."""
    if isinstance(row, _Unreadable):
        chain.length += 1
        return "cannot be read"
    facts = ledger.EventFacts(_name(row), row.act, row.actor, row.recorded_at, row.effective_at,
                              row.payload, row.prev)
    linked = row.prev == chain.head
    chain.head, chain.length = row.mac, chain.length + 1
    if not linked:
        return "does not follow the event before it"
    if ledger.mac(key, facts) != row.mac:
        return "was changed"
    return None if row.case_id is None else _replay(chain, row)


def _clock(clocks: ClockReplay, row: Any) -> str | None:
    return None if row.case_id is None else clocks.follow(row.case_id, Act(row.act), row.effective_at, row.payload)


def _differing(work: Work, clocks: ClockReplay) -> str | None:
    """Return the first case whose clocks are not what its events give, with the seq of its last event."""
    found = clocks.first_difference()
    if found is None:
        return None
    case_id, fault = found
    number, length = work.session.execute(select(Case.number, Case.chain_length).where(Case.id == case_id)).one()
    return f"{number} seq {length}: {fault}"


def _name(row: Any) -> str:
    """Return the name of a row's chain: the case's number, or `system`."""
    return ledger.SYSTEM_CHAIN if row.case_id is None else str(row.number)


def _replay(chain: _Chain, row: Any) -> str | None:
    try:
        chain.state = next_state(chain.state, Act(row.act))
    except (TransitionRefused, ValueError):
        return f"{row.act} is not possible in {chain.state}"
    chain.department_id = ledger.department_after(Act(row.act), row.payload, chain.department_id)
    return None


def _compare(work: Work, chains: dict[int | None, _Chain]) -> str | None:
    """Compare every case's projection with what its events give; return the first difference."""
    rows = work.session.execute(
        select(Case.id, Case.number, Case.state, Case.department_id, Case.chain_head, Case.chain_length)
        .order_by(Case.id))
    for row in rows:
        chain = chains.pop(row.id, _Chain())
        if (chain.head, chain.length) != (row.chain_head, row.chain_length):
            return f"{row.number} seq {chain.length + 1}: the chain has {chain.length} of {row.chain_length} events"
        if chain.state != row.state or chain.department_id != row.department_id:
            return f"{row.number} seq {chain.length}: the case is not what its events say"
    system = work.session.scalar(select(SystemChain))
    followed = chains.pop(None, _Chain())
    if system is not None and (followed.head, followed.length) != (system.head, system.length):
        return f"system seq {followed.length + 1}: the chain has {followed.length} of {system.length} events"
    return f"case {next(iter(chains))} seq 1: there is no such case" if chains else None
