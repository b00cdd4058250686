"""The checker's questions find every planted breach, and none in an honest database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url
from sqlalchemy import text as sql
from sqlalchemy.pool import NullPool

from rules.actors import SYSTEM
from rules.letter_draft import StoredFile
from rules.vocabulary import State
from services.work import Work
from tests import factories
from tests.factories import acting
from tests.faults import promises
from tests.fixtures.engines import Edge

FILE = StoredFile("照片.png", "image/png", 3, "0" * 64, "ab" * 24)


class Intruder:
    """Somebody with the database in hand, for whom neither triggers nor constraints hold."""

    def __init__(self, edge: Edge) -> None:
        with edge.app.app_context():
            url = edge.app.extensions["sqlalchemy"].engine.url
        self.engine = create_engine(make_url(url), poolclass=NullPool)
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sql(query))]

    def plant(self, statements: tuple[str, ...]) -> None:
        with self.engine.begin() as connection:
            self._disarm(connection)
            for statement in statements:
                connection.execute(sql(statement))

    def _disarm(self, connection: Any) -> None:
        if not self.is_sqlite:
            connection.execute(sql("SET session_replication_role = replica"))  # neither triggers nor foreign keys
            return
        connection.execute(sql("PRAGMA ignore_check_constraints = ON"))
        names = connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(sql(f'DROP TRIGGER "{name}"'))


def _office_day(work: Work) -> None:
    """One letter assigned, one answered, one closed, one just routed; each writer left an address."""
    for place, (state, files) in enumerate([(State.ASSIGNED, [FILE]), (State.ANSWERED, []), (State.CLOSED, []),
                                            (State.ASSIGNED, [])]):
        contact = factories.Contact(name="林小禾", email=f"writer{place}@example.cn")
        text = f"第{place + 1}封信，小区的加压泵坏了三天。"
        factories.letter_in(work, state, text=text, contact=contact, files=files)


def _honest(edge: Edge) -> Intruder:
    """Fill a database in which every promise holds: all is routed, all mail is sent."""
    edge.run(lambda work: _office_day(acting(work, SYSTEM)))
    made = Intruder(edge)
    sent_at = "(SELECT max(received_at) FROM \"case\")"
    made.plant((f"UPDATE notice SET state = 'sent', attempts = 1, next_attempt_at = NULL, sent_at = {sent_at}",))
    return made


@pytest.fixture
def intruder(app: Flask) -> Intruder:
    """An honest database on SQLite, about to be broken."""
    return _honest(Edge(app))


def copy_of(table: str, where: str, **changes: str) -> str:
    """Return the statement that adds a copy of a row with some columns changed."""
    columns = COLUMNS[table]
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE {where}'


def loosened(table: str) -> tuple[str, str]:
    """Return the statements that put a table without any key or constraint in the place of one."""
    return f'ALTER TABLE "{table}" RENAME TO strict_{table}', f'CREATE TABLE "{table}" AS SELECT * FROM strict_{table}'


COLUMNS = {
    "assignment": ("case_id", "decision", "department_id", "assigned_at", "assigned_by", "reasons", "return_reason",
                   "ended_at", "ended_how"),
    "case_event": ("case_id", "act", "actor", "recorded_at", "effective_at", "payload", "prev", "mac"),
    "notice": ("case_id", "kind", "dedupe_key", "message_id", "state", "owed_at", "next_attempt_at", "attempts",
               "lease", "sent_at", "last_error"),
}
RECEIVED_1 = "case_id = 1 AND kind = 'received'"
PLANTED: dict[str, tuple[str, ...]] = {
    "a letter without an event": ("DELETE FROM case_event WHERE case_id = 4",),
    "a record that is shorter than it says": ("DELETE FROM case_event WHERE case_id = 1 AND act = 'route'",),
    "a number that was given twice": (
        *loosened("case"), 'UPDATE "case" SET number = (SELECT number FROM "case" WHERE id = 1) WHERE id = 4'),
    "a letter that exists twice": ("UPDATE letter SET text = (SELECT text FROM letter WHERE case_id = 1) "
                                   "WHERE case_id = 4",),
    "a letter routed twice": (copy_of("assignment", "case_id = 3", decision="9"),),
    "a letter with two open assignments": (
        "DROP INDEX uq_assignment_open", copy_of("assignment", "case_id = 1", decision="9")),
    "a routing decision that was made twice": (copy_of("case_event", "case_id = 1 AND act = 'route'"),),
    "a letter without its notice": (f"DELETE FROM notice WHERE {RECEIVED_1}",),
    "a notice that was not sent": (
        f"UPDATE notice SET state = 'owed', sent_at = NULL, next_attempt_at = owed_at WHERE {RECEIVED_1}",),
    "a notice given up without a reason": (
        f"UPDATE notice SET state = 'failed', sent_at = NULL, last_error = '' WHERE {RECEIVED_1}",),
    "a notice that was sent without being tried": (f"UPDATE notice SET attempts = 0 WHERE {RECEIVED_1}",),
    "two notices under one Message-ID": (copy_of("notice", RECEIVED_1, dedupe_key="'another'"),),
    "a letter closed twice": (copy_of("case_event", "case_id = 3 AND act = 'close'"),),
    "a rung that was climbed twice": (
        *loosened("rung"), *["INSERT INTO rung (clock_id, rung, of_on) VALUES (1, 'urge', '2026-12-08')"] * 2),
    "a rung of which a person was told twice": (
        *loosened("rung_telling"), *["INSERT INTO rung_telling (rung_id, staff_id) VALUES (1, 1)"] * 2),
    "an open letter without a running clock": ("DELETE FROM clock WHERE case_id = 1",),
    "a running clock of an ended letter": (
        "UPDATE clock SET stopped_at = NULL WHERE case_id = 3 AND is_answer",),
    "an event without a letter": ("UPDATE case_event SET case_id = 99 WHERE case_id = 1 AND act = 'route'",),
    "an answered letter without a reply": ("DELETE FROM reply WHERE case_id = 2",),
    "a reply that nobody was told of": ("DELETE FROM notice WHERE case_id = 2 AND kind = 'answered'",),
    "a letter that is not routed": ("UPDATE \"case\" SET state = 'received' WHERE id = 1",),
    "a routed letter without its assignment": ("DELETE FROM assignment WHERE case_id = 1",),
}


def test_ask_of_an_honest_database_finds_nothing(edge: Edge) -> None:
    assert promises.breaches(_honest(edge).ask) == []


@pytest.mark.parametrize("breach", PLANTED)
def test_ask_after_a_breach_was_planted_names_it(intruder: Intruder, breach: str) -> None:
    intruder.plant(PLANTED[breach])
    assert f"{breach}: 1" in promises.breaches(intruder.ask)


def test_every_promise_is_planted() -> None:
    assert promises.PROMISES.keys() == PLANTED.keys()
    assert {promise for promise, _ in promises.PROMISES.values()} == {f"P{number}" for number in range(1, 9)}


def put(folder: Path, name: str, content: bytes) -> None:
    place = folder / name[:2]
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)


@pytest.mark.parametrize(("stored", "breach"), [
    ({}, "an attachment without its file: 1"),
    ({FILE.storage_name: b"abc"}, "an attachment that was changed: 1"),
    ({"cd" * 24: b"abc"}, "a file without a letter: 1"),
], ids=["the file is gone", "the file was changed", "a file of no letter"])
def test_look_at_the_files_names_what_is_wrong(
        intruder: Intruder, tmp_path: Path, stored: dict[str, bytes], breach: str) -> None:
    for name, content in stored.items():
        put(tmp_path, name, content)
    assert breach in promises.file_breaches(intruder.ask, tmp_path)
