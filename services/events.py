"""The record: appends one chained event per act. Events are never changed or deleted; triggers see to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

from models.case import Case
from models.event import CaseEvent, SystemChain
from models.types import table_of
from rules import ledger
from rules.transitions import Act
from services.work import Work

_APPEND = insert(table_of(CaseEvent))
EventRow = dict[str, object]


def record(work: Work, case: Case, act: Act, payload: Mapping[str, object] | None = None, *,
           effective_at: datetime | None = None) -> None:
    """Append an event to the case's chain; the caller holds the case's lock.

    `payload` holds ids, slugs, dates and keyed digests only. `effective_at` defaults to now and may only be earlier.
    """
    row = prepare(work, case.number, case.chain_head, act.value, payload or {}, effective_at)
    append(work, case.id, row)
    case.chain_head, case.chain_length = str(row["mac"]), case.chain_length + 1


def record_system(work: Work, chain: SystemChain, act: str, payload: Mapping[str, object] | None = None) -> None:
    """Append an event that belongs to no case; the caller holds the lock of the system chain."""
    row = prepare(work, ledger.SYSTEM_CHAIN, chain.head, act, payload or {}, None)
    append(work, None, row)
    chain.head, chain.length = str(row["mac"]), chain.length + 1


def prepare(work: Work, chain: str, prev: str, act: str, payload: Mapping[str, object],
            effective_at: datetime | None) -> EventRow:
    """Return the row of an event with its MAC, not yet stored; a new case needs its first MAC before it exists."""
    facts = ledger.EventFacts(
        chain=chain, act=act, actor=work.actor.slug, recorded_at=work.now,
        effective_at=min(effective_at or work.now, work.now), payload=ledger.canonical(payload), prev=prev)
    return {"act": act, "actor": facts.actor, "recorded_at": facts.recorded_at, "effective_at": facts.effective_at,
            "payload": facts.payload, "prev": prev, "mac": ledger.mac(work.secrets.ledger, facts)}


def append(work: Work, case_id: int | None, row: EventRow) -> None:
    """Store a prepared event."""
    work.session.connection().execute(_APPEND, row | {"case_id": case_id})
