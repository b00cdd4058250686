"""The receipt of one letter: its acts that the writer knows of, each with its proof in the sealed day it lies in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from sqlalchemy import select

from models.event import CaseEvent
from models.types import table_of
from queries import sealed_days
from queries.paging import AnyRow, AnySession
from rules import comment_timeline, ledger, merkle, request_timeline, sealing, timeline
from rules.record_receipt import Proved, Receipt
from rules.sealing import DaySeal
from rules.vocabulary import CaseKind

# Which acts whoever sent a case hears of.
_TOLD = {CaseKind.LETTER: timeline.TOLD, CaseKind.DISCLOSURE_REQUEST: frozenset(request_timeline.WORDS),
         CaseKind.COMMENT: frozenset(comment_timeline.WORDS)}
_event = table_of(CaseEvent)
_COLUMNS = (_event.c.seq, _event.c.act, _event.c.recorded_at, _event.c.payload, _event.c.mac)


def of_case(session: AnySession, case_id: int, number: str, kind: CaseKind = CaseKind.LETTER) -> Receipt:
    """Return the receipt of a case. Acts that are inner steps of the office have no place in it."""
    rows = session.execute(select(*_COLUMNS).where(_event.c.case_id == case_id).order_by(_event.c.seq)).all()
    known = [row for row in rows if row.act in _TOLD[kind]]
    entries: list[Proved] = []
    for day in sealed_days.covering(session, [row.seq for row in known]):
        entries += _proved(session, day, [row for row in known if day.first_seq <= row.seq <= day.last_seq])
    return Receipt(number, tuple(entries), len(known) - len(entries))


def _proved(session: AnySession, day: DaySeal, rows: Sequence[AnyRow]) -> list[Proved]:
    """Return the proofs of these events, all of one sealed day; its tree is built once for them."""
    seqs = session.execute(select(_event.c.seq).where(_event.c.seq >= day.first_seq, _event.c.seq <= day.last_seq)
                           .order_by(_event.c.seq)).scalars().all()
    events = sealed_days.leaves(session, day.first_seq, day.last_seq)
    tree = sealing.leaves_of_day(day.day, day.previous, events)
    # The day's own leaf stands before those of its events.
    places = [1 + bisect_left(seqs, row.seq) for row in rows]
    return [Proved(day.day.isoformat(), row.act, ledger.instant(row.recorded_at),
                   sealing.sent_digest(row.act, row.payload), sealing.salt_of(row.mac), place, len(tree),
                   tuple(node.hex() for node in merkle.proof(tree, place)), day.root)
            for row, place in zip(rows, places, strict=True)]
