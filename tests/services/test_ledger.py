"""Attacks on the record by somebody who can write any row: each is found, and the row is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from migrations import append_only
from models.event import CaseEvent
from rules.actors import Role
from rules.ledger import EventFacts, canonical, mac
from rules.vocabulary import LETTER_STATES, State
from services import extensions, ledger, replies
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

CASES = 3


@pytest.fixture
def record(app: Flask) -> Edge:
    """A record of three answered letters, whose triggers an attacker has dropped."""
    return laid_open(Edge(app))


def laid_open(edge: Edge) -> Edge:
    edge.run(lambda work: [factories.letter_in(work, State.ANSWERED) for _ in range(CASES)])
    edge.run(lambda work: append_only.drop(work.session.connection()))
    return edge


def attack(record: Edge, *statements: str, **values: object) -> ledger.Report:
    """Write to the database behind the service's back, and have the record verified."""
    def change(work: Work) -> None:
        for statement in statements:
            assert work.session.execute(text(statement), values).rowcount > 0, statement

    record.run(change)
    return record.run(ledger.verify)


def chain_of(record: Edge, number: str) -> list[int]:
    """Return the seqs of a case's events in order."""
    return record.run(lambda work: list(work.session.scalars(text(
        "SELECT seq FROM case_event WHERE case_id = (SELECT id FROM \"case\" WHERE number = :number) ORDER BY seq"),
        {"number": number})))


def test_verify_of_an_untouched_record_counts_its_events(edge: Edge) -> None:
    edge.run(lambda work: [factories.letter_in(work, state) for state in LETTER_STATES])
    report = edge.run(ledger.verify)
    assert (report.ok, report.first_bad) == (True, None)
    assert report.events == edge.run(lambda work: work.session.query(CaseEvent).count())


CHANGES = {
    "act": "'rate'", "actor": "'staff:99'", "payload": "'{}'",
    "prev": f"'{'0' * 63}1'", "mac": f"'{'f' * 64}'",
    "recorded_at": "'2026-11-24 02:41:59.000000+00'", "effective_at": "'2026-11-20 02:42:00.000000+00'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_verify_names_the_event_with_a_changed_column(record: Edge, column: str) -> None:
    seq = chain_of(record, "X2026-2")[2]
    report = attack(record, f"UPDATE case_event SET {column} = {CHANGES[column]} WHERE seq = :seq", seq=seq)
    assert report.first_bad.startswith(f"X2026-2 seq {seq}: ")


def test_verify_names_an_event_with_one_flipped_byte(record: Edge) -> None:
    seq = chain_of(record, "X2026-1")[0]
    report = attack(record, "UPDATE case_event SET payload = replace(payload, 'consultation', 'consultatioN') "
                            "WHERE seq = :seq", seq=seq)
    assert report.first_bad == f"X2026-1 seq {seq}: was changed"


def test_verify_names_the_event_after_a_deleted_one(record: Edge) -> None:
    chain = chain_of(record, "X2026-2")
    report = attack(record, "DELETE FROM case_event WHERE seq = :seq", seq=chain[1])
    assert report.first_bad == f"X2026-2 seq {chain[2]}: does not follow the event before it"


@pytest.mark.parametrize("missing", [1, 3], ids=["the last event", "the last three events"])
def test_verify_finds_a_chain_without_its_tail(record: Edge, missing: int) -> None:
    chain = chain_of(record, "X2026-2")
    report = attack(record, "DELETE FROM case_event WHERE case_id = 2 AND seq >= :seq", seq=chain[-missing])
    assert report.first_bad == (f"X2026-2 seq {len(chain) - missing + 1}: "
                                f"the chain has {len(chain) - missing} of {len(chain)} events")


def test_verify_finds_changed_deleted_and_moved_events_on_each_engine(edge: Edge) -> None:
    chain = chain_of(laid_open(edge), "X2026-2")
    report = attack(edge, "DELETE FROM case_event WHERE seq = :seq", seq=chain[-1])
    assert report.first_bad == f"X2026-2 seq {len(chain)}: the chain has {len(chain) - 1} of {len(chain)} events"
    report = attack(edge, "UPDATE case_event SET case_id = 3 WHERE seq = :seq", seq=chain[-2])
    assert report.first_bad == f"X2026-3 seq {chain[-2]}: does not follow the event before it"
    report = attack(edge, "UPDATE case_event SET recorded_at = '2026-11-24 02:41:59+00' WHERE seq = :seq", seq=chain[0])
    assert report.first_bad == f"X2026-2 seq {chain[0]}: was changed"


def test_verify_finds_a_case_without_any_event(record: Edge) -> None:
    length = len(chain_of(record, "X2026-2"))
    report = attack(record, "DELETE FROM case_event WHERE case_id = 2")
    assert report.first_bad == f"X2026-2 seq 1: the chain has 0 of {length} events"


def test_verify_finds_events_in_another_order(record: Edge) -> None:
    chain = chain_of(record, "X2026-2")
    report = attack(record, "UPDATE case_event SET seq = -1 WHERE seq = :one",
                    "UPDATE case_event SET seq = :one WHERE seq = :other",
                    "UPDATE case_event SET seq = :other WHERE seq = -1", one=chain[1], other=chain[2])
    assert report.first_bad == f"X2026-2 seq {chain[1]}: does not follow the event before it"


@pytest.mark.parametrize("number", ["X2026-1", "X2026-3"])
def test_verify_finds_an_event_moved_to_another_case(record: Edge, number: str) -> None:
    seq = chain_of(record, "X2026-2")[-1]
    report = attack(record, "UPDATE case_event SET case_id = (SELECT id FROM \"case\" WHERE number = :number) "
                            "WHERE seq = :seq", seq=seq, number=number)
    assert report.first_bad == (f"{number} seq {seq}: does not follow the event before it")


def test_verify_finds_two_cases_that_changed_their_chains(record: Edge) -> None:
    report = attack(record, "UPDATE case_event SET case_id = 4 - case_id WHERE case_id IN (1, 3)",
                    "UPDATE \"case\" SET chain_head = (SELECT chain_head FROM \"case\" AS other "
                    "WHERE other.id = 4 - \"case\".id) WHERE id IN (1, 3)")
    assert report.first_bad.endswith("was changed")


def test_verify_finds_a_chain_made_anew_without_the_key(record: Edge) -> None:
    chain = chain_of(record, "X2026-2")
    record.run(lambda work: _chain_anew(work, chain, b"a key of the attacker"))
    assert record.run(ledger.verify).first_bad == f"X2026-2 seq {chain[0]}: was changed"


@pytest.mark.parametrize(
    "change",
    ["state = 'accepted', answered_at = NULL", "department_id = department_id + 1", "chain_length = chain_length - 1",
     "chain_head = '" + "0" * 64 + "'"],
    ids=["the state", "the department", "the length of its chain", "the head of its chain"],
)
def test_verify_finds_a_case_that_is_not_what_its_events_say(record: Edge, change: str) -> None:
    report = attack(record, f"UPDATE \"case\" SET {change} WHERE number = 'X2026-3'")
    assert report.first_bad.startswith("X2026-3 seq ")


@pytest.mark.parametrize("change", [
    "due_on = '2026-12-09'", "extension = extension + 1", "extension = 0", "kind = 'letter_complaint'",
    "stopped_at = NULL", "is_answer = false"],
    ids=["a later day", "more time", "no extension", "another kind", "running on", "no longer the answer's"])
def test_verify_finds_a_clock_that_is_not_what_the_events_say(edge: Edge, change: str) -> None:
    def extend_and_answer(work: Work) -> None:
        letter = factories.letter_in(work, State.ACCEPTED)
        extensions.ask(factories.acting(work, factories.staff(work, Role.HANDLER)), letter.id, 5, "要等检测结果。")
        work.session.flush()
        extensions.decide(factories.acting(work, factories.staff(work, Role.SUPERVISOR)), 1, True, "")
        lead = factories.acting(work, factories.staff(work, Role.LEAD))
        replies.approve(lead, letter.id, factories.draft_reply(work, letter), knowingly=True)
        replies.issue(lead, letter.id, 1)

    edge.run(extend_and_answer)
    assert edge.run(ledger.verify).ok
    report = attack(edge, f"UPDATE clock SET {change} WHERE kind = 'letter_consultation'")
    assert report.first_bad.startswith("X2026-1 seq ")


def test_verify_passes_over_a_case_from_before_events_told_of_clocks(record: Edge) -> None:
    def forget(work: Work) -> None:
        rows = work.session.scalars(text("SELECT seq FROM case_event WHERE case_id = 2 ORDER BY seq")).all()
        head = "0" * 64
        for seq in rows:
            row = work.session.get_one(CaseEvent, seq)
            payload = json.loads(row.payload)
            payload.pop("clock", None)
            row.payload, row.prev = canonical(payload), head
            head = row.mac = mac(work.secrets.ledger, EventFacts(
                "X2026-2", row.act, row.actor, row.recorded_at, row.effective_at, row.payload, head))
        work.session.execute(text("UPDATE \"case\" SET chain_head = :head WHERE number = 'X2026-2'"), {"head": head})

    record.run(forget)
    assert attack(record, "UPDATE clock SET due_on = '2026-12-09' WHERE case_id = 2").ok
    assert not attack(record, "UPDATE clock SET due_on = '2026-12-09' WHERE case_id = 3").ok


def test_verify_finds_a_removed_event_of_the_system_chain(record: Edge) -> None:
    report = attack(record, "DELETE FROM case_event WHERE seq = (SELECT max(seq) FROM case_event "
                            "WHERE case_id IS NULL)")
    assert report.first_bad.startswith("system seq ")


@pytest.mark.parametrize("column", ["recorded_at", "payload"])
def test_verify_names_an_event_that_cannot_be_read_at_all(work: Work, column: str) -> None:
    factories.letter_in(work, State.ANSWERED)
    append_only.drop(work.session.connection())
    damage = {"recorded_at": "'2Z26-11-24 02:42:00.000000'", "payload": "CAST(x'7bff7d' AS TEXT)"}
    seq = work.session.scalar(text("SELECT min(seq) FROM case_event WHERE act = 'accept'"))
    work.session.execute(text(f"UPDATE case_event SET {column} = {damage[column]} WHERE seq = {seq}"))
    report = ledger.verify(work)
    assert report.first_bad == f"X2026-1 seq {seq}: {'was changed' if column == 'recorded_at' else 'cannot be read'}"
    assert report.events == work.session.scalar(text("SELECT count(*) FROM case_event"))


def _chain_anew(work: Work, chain: list[int], key: bytes) -> None:
    """Change the first event of a chain and give all of it new MACs under another key."""
    head = "0" * 64
    for seq in chain:
        row = work.session.get_one(CaseEvent, seq)
        row.prev = head
        row.actor = "importer" if seq == chain[0] else row.actor
        head = row.mac = mac(key, EventFacts("X2026-2", row.act, row.actor, row.recorded_at, row.effective_at,
                                             row.payload, head))
    work.session.execute(text("UPDATE \"case\" SET chain_head = :head WHERE number = 'X2026-2'"), {"head": head})


RAW_CHANGES = ["UPDATE case_event SET actor = 'system'", "DELETE FROM case_event",
               "UPDATE case_event SET seq = seq + 1000"]


def changes(connection: Connection) -> Iterator[Callable[[], object]]:
    """Yield every way to change the record with raw SQL on this engine."""
    statements = [*RAW_CHANGES, *(["TRUNCATE case_event"] if connection.dialect.name == "postgresql" else [])]
    return (lambda one=one: connection.execute(text(one)) for one in statements)


def test_record_refuses_raw_changes_on_each_engine(edge: Edge) -> None:
    edge.run(lambda work: factories.letter_in(work, State.ANSWERED))

    def refused(work: Work) -> int:
        count = 0
        for change in changes(work.session.connection()):
            with pytest.raises(DBAPIError, match="append-only"), work.session.connection().begin_nested():
                change()
            count += 1
        return count

    assert edge.run(refused) >= len(RAW_CHANGES)
    assert edge.run(ledger.verify).ok
