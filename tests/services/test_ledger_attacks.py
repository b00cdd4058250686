"""The six attacks of security.md U2 by somebody who can write any row of a sealed record, and raw SQL (U1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from migrations import append_only
from models.event import CaseEvent
from queries import sealed_days
from rules import ledger as rules
from rules import sealing as seal_rules
from rules.vocabulary import State
from services import audit, ledger, sealing
from services.work import Work
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

ATTACKED = "X2026-2"


@pytest.fixture
def sealed(edge: Edge, test_clock: SimulatedClock) -> Edge:
    """Three answered letters of a sealed day, and an attacker who has dropped the triggers."""
    edge.run(lambda work: [factories.letter_in(work, State.ANSWERED) for _ in range(3)])
    edge.run(lambda work: audit.note(work, "signed_in"))
    test_clock.set(START + timedelta(days=1))
    edge.run(lambda work: sealing.seal_next(work, sealing.look(work)))
    assert edge.run(ledger.verify).ok
    edge.run(lambda work: append_only.drop(work.session.connection()))
    return edge


def attack(edge: Edge, *statements: str, **values: object) -> str:
    """Write behind the service's back, verify, and return the first bad row."""
    edge.run(lambda work: [work.session.execute(text(statement), values) for statement in statements])
    return edge.run(ledger.verify).first_bad or ""


def chain_of(edge: Edge, number: str = ATTACKED) -> list[int]:
    return edge.run(lambda work: list(work.session.scalars(text(
        "SELECT seq FROM case_event WHERE case_id = (SELECT id FROM \"case\" WHERE number = :number) ORDER BY seq"),
        {"number": number})))


def chained_anew(work: Work, seqs: list[int], key: bytes) -> None:
    """Let somebody else have accepted the letter, and give the whole chain new MACs under a key."""
    head = rules.GENESIS
    for seq in seqs:
        row = work.session.get_one(CaseEvent, seq)
        row.actor, row.prev = "staff:99" if row.act == "accept" else row.actor, head
        head = row.mac = rules.mac(key, rules.EventFacts(
            ATTACKED, row.act, row.actor, row.recorded_at, row.effective_at, row.payload, head))
    work.session.execute(text("UPDATE \"case\" SET chain_head = :head WHERE number = :number"),
                         {"head": head, "number": ATTACKED})


def test_verify_finds_a_flipped_byte(sealed: Edge) -> None:
    """U2: flip a byte."""
    seq = chain_of(sealed)[0]
    found = attack(sealed, "UPDATE case_event SET payload = replace(payload, 'consultation', 'consultatioN') "
                           "WHERE seq = :seq", seq=seq)
    assert found == f"{ATTACKED} seq {seq}: was changed"


def test_verify_finds_a_deleted_event(sealed: Edge) -> None:
    """U2: delete an event."""
    chain = chain_of(sealed)
    found = attack(sealed, "DELETE FROM case_event WHERE seq = :seq", seq=chain[1])
    assert found == f"{ATTACKED} seq {chain[2]}: does not follow the event before it"


def test_verify_finds_events_in_another_order(sealed: Edge) -> None:
    """U2: reorder."""
    one, other = chain_of(sealed)[1:3]
    found = attack(sealed, "UPDATE case_event SET seq = -1 WHERE seq = :one",
                   "UPDATE case_event SET seq = :one WHERE seq = :other",
                   "UPDATE case_event SET seq = :other WHERE seq = -1", one=one, other=other)
    assert found == f"{ATTACKED} seq {one}: does not follow the event before it"


def test_verify_finds_a_tail_that_was_cut_off(sealed: Edge) -> None:
    """U2: truncate the tail."""
    chain = chain_of(sealed)
    found = attack(sealed, "DELETE FROM case_event WHERE seq = :seq", seq=chain[-1])
    assert found == f"{ATTACKED} seq {len(chain)}: the chain has {len(chain) - 1} of {len(chain)} events"


def test_verify_finds_a_tail_that_was_cut_off_together_with_its_head(sealed: Edge) -> None:
    """U2: truncate the tail of the system chain and set its head back to the event before."""
    last = sealed.run(lambda work: work.session.scalar(text("SELECT max(seq) FROM case_event WHERE case_id IS NULL")))
    found = attack(sealed, "UPDATE system_chain SET length = length - 1, "
                           "head = (SELECT prev FROM case_event WHERE seq = :last)",
                   "DELETE FROM case_event WHERE seq = :last", last=last)
    assert found == f"sealed day 2026-11-24 seq 1 to {last}: {last - 1} of the {last} sealed events are there"


def test_verify_finds_a_chain_made_anew_without_the_key(sealed: Edge) -> None:
    """U2: re-chain without the key."""
    chain = chain_of(sealed)
    sealed.run(lambda work: chained_anew(work, chain, b"a key of the attacker"))
    assert sealed.run(ledger.verify).first_bad == f"{ATTACKED} seq {chain[0]}: was changed"


def test_verify_finds_a_chain_made_anew_with_the_key(sealed: Edge) -> None:
    """U2: re-chain with the key; the seal of the day still says what was there."""
    chain = chain_of(sealed)
    sealed.run(lambda work: chained_anew(work, chain, work.secrets.ledger))
    found = sealed.run(ledger.verify).first_bad
    assert found.endswith(": the events are not those that were sealed"), found
    assert found.startswith("sealed day 2026-11-24 seq 1 to ")


def test_mailed_root_finds_what_whoever_has_the_key_has_sealed_anew(sealed: Edge) -> None:
    """U2: re-chain with the key and seal the day again; the root that the auditor was mailed is another one."""
    mailed = sealed.run(lambda work: sealed_days.latest(work.session, 1)[0])
    chain = chain_of(sealed)
    sealed.run(lambda work: chained_anew(work, chain, work.secrets.ledger))
    sealed.run(lambda work: work.session.execute(text("DELETE FROM sealed_day")))
    sealed.run(lambda work: sealing.seal_next(work, sealing.look(work)))
    assert sealed.run(ledger.verify).ok, "nothing inside the house tells"
    report = sealed.run(lambda work: ledger.verify(work, {mailed.day: mailed.root}))
    assert report.first_bad == "sealed day 2026-11-24: its root is not the one that was mailed"


def test_mailed_root_finds_that_its_day_is_gone(sealed: Edge) -> None:
    """U2: the seals themselves are cut off."""
    mailed = sealed.run(lambda work: sealed_days.latest(work.session, 1)[0])
    sealed.run(lambda work: work.session.execute(text("DELETE FROM sealed_day")))
    assert sealed.run(lambda work: ledger.verify(work, {mailed.day: mailed.root})).first_bad == (
        "sealed day 2026-11-24: it was mailed, and is not there")


CHANGES = {"the root": "root = '" + "1" * 64 + "'", "the day": "day = '2026-11-23'", "the count": "events = events - 1",
           "where it ends": "last_seq = last_seq - 1", "its link": "link = '[]'", "its seal": f"seal = '{'0' * 64}'"}


@pytest.mark.parametrize("change", CHANGES)
def test_verify_finds_a_changed_seal(sealed: Edge, change: str) -> None:
    """U2: the sealed day is a row like any other."""
    assert attack(sealed, f"UPDATE sealed_day SET {CHANGES[change]}").endswith("the seal was changed")


def test_verify_finds_a_missing_day_between_two_seals(sealed: Edge, test_clock: SimulatedClock) -> None:
    """U2: a day without events leaves no gap in the numbers, only in the days."""
    test_clock.set(START + timedelta(days=3))
    horizon = sealed.run(sealing.look)
    assert sealed.run(lambda work: [sealing.seal_next(work, horizon) for _ in range(2)])[1] is not None
    assert attack(sealed, "DELETE FROM sealed_day WHERE day = '2026-11-25'").endswith(
        "the seal does not follow the one before it")


def test_seal_says_the_same_whoever_computes_it(sealed: Edge) -> None:
    """The root is what the published rule gives over the events as they are stored."""
    def again(work: Work) -> tuple[seal_rules.DaySeal, seal_rules.DaySeal]:
        [(day, _)] = sealed_days.with_seals(work.session)
        leaves = sealed_days.leaves(work.session, day.first_seq, day.last_seq)
        return day, seal_rules.sealed(day.day, (day.first_seq, day.last_seq), day.previous, leaves)

    day, computed = sealed.run(again)
    assert computed == day


PROTECTED = ("case_event", "sealed_day", "reply")
RAW = {"case_event": "UPDATE case_event SET actor = 'system'", "sealed_day": "UPDATE sealed_day SET events = 0",
       "reply": "UPDATE reply SET text = 'other words'"}


@pytest.fixture
def guarded(edge: Edge, test_clock: SimulatedClock) -> Edge:
    """A sealed day with an issued reply, triggers in place."""
    edge.run(lambda work: factories.letter_in(work, State.ANSWERED))
    test_clock.set(START + timedelta(days=1))
    edge.run(lambda work: sealing.seal_next(work, sealing.look(work)))
    return edge


def raw_changes(work: Work, table: str) -> Iterator[Callable[[], object]]:
    """Yield every way to change a table with raw SQL on this engine."""
    connection = work.session.connection()
    statements = [RAW[table], f"DELETE FROM {table}"]
    if connection.dialect.name == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    return (lambda one=one: connection.execute(text(one)) for one in statements)


@pytest.mark.parametrize("table", PROTECTED)
def test_raw_change_of_an_append_only_table_is_refused(guarded: Edge, table: str) -> None:
    """U1, U5: triggers refuse UPDATE, DELETE and TRUNCATE of events, sealed days and issued replies on both engines."""
    def refused(work: Work) -> int:
        count = 0
        for change in raw_changes(work, table):
            with pytest.raises(DBAPIError, match="append-only"), work.session.connection().begin_nested():
                change()
            count += 1
        return count

    assert guarded.run(refused) >= 2
    assert guarded.run(ledger.verify).ok


def test_reply_that_is_still_written_on_may_change(edge: Edge) -> None:
    """U5: only what was sent is fixed."""
    edge.run(lambda work: factories.letter_in(work, State.DRAFTED))
    edge.run(lambda work: work.session.execute(text("UPDATE reply SET text = 'better words'")))
