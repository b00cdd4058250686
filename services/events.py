"""The record: appends one chained event per act. Events are never changed or deleted; triggers see to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

from models.case import Case
from models.event import CaseEvent, SystemChain
from rules import ledger
from rules.transitions import Act
from services.work import Work


def record(work: Work, case: Case, act: Act, payload: Mapping[str, object] | None = None, *,
           effective_at: datetime | None = None) -> None:
    """Append an event to the case's chain; the caller holds the case's lock, or has just made the case.

    `payload` holds ids, slugs, dates and keyed digests only. `effective_at` defaults to now and may only be earlier.
    """
    case.chain_head = _append(work, case.id, case.chain_head, act.value, payload, effective_at)
    case.chain_length += 1


def record_system(work: Work, chain: SystemChain, act: str, payload: Mapping[str, object] | None = None) -> None:
    """Append an event that belongs to no case; the caller holds the lock of the system chain."""
    chain.head = _append(work, None, chain.head, act, payload, None)
    chain.length += 1


def _append(work: Work, case_id: int | None, prev: str, act: str, payload: Mapping[str, object] | None,
            effective_at: datetime | None) -> str:
    facts = ledger.EventFacts(
        chain=ledger.chain_name(case_id), act=act, actor=work.actor.slug, recorded_at=work.now,
        effective_at=min(effective_at or work.now, work.now), payload=ledger.canonical(payload or {}), prev=prev)
    mac = ledger.mac(work.secrets.ledger, facts)
    work.session.execute(insert(CaseEvent).values(
        case_id=case_id, act=act, actor=facts.actor, recorded_at=facts.recorded_at,
        effective_at=facts.effective_at, payload=facts.payload, prev=prev, mac=mac))
    return mac
