"""Bad days of the database behind the real service: no receipt without a commit, and it heals by itself."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from deploy.children import COMMANDS
from deploy.supervisor import PREPARE
from tests.faults.checker import Checker
from tests.faults.clients import Crowd, Receipt
from tests.faults.people import LETTER, Answer, Person
from tests.faults.standing import rows, stand
from tests.harness.postgres_cluster import Cluster
from tests.harness.processes import Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until

HEALED_WITHIN_S = 30.0
CONNECTIONS = 24


@pytest.fixture
def cluster(short_dir: Path) -> Iterator[Cluster]:
    """A running PostgreSQL of the test's own with few connections."""
    made = Cluster(short_dir / "pg", (f"max_connections={CONNECTIONS}", "fsync=off")).create()
    yield made
    made.remove()


@contextmanager
def no_connection_left(cluster: Cluster) -> Iterator[None]:
    """Take every connection that the server has, those of the service too, until the block ends."""
    with ExitStack() as held:
        first = held.enter_context(cluster.connect("postgres"))

        def take_all() -> bool:
            with suppress(psycopg.OperationalError):
                while True:
                    held.enter_context(cluster.connect("postgres"))
            return cluster.drop_connections(first) == 0

        wait_until(take_all, "every connection in our hands")
        yield


@contextmanager
def stopped(cluster: Cluster) -> Iterator[None]:
    """Stop the server without warning, and start it when the block ends."""
    cluster.stop("immediate")
    try:
        yield
    finally:
        cluster.start()


@contextmanager
def locked(running: Service) -> Iterator[None]:
    """Hold the one write lock of the SQLite database in another process than the service's."""
    connection = sqlite3.connect(running.data_dir / "mailbox.db", isolation_level=None, timeout=20)
    with closing(connection):
        connection.execute("BEGIN IMMEDIATE")
        yield


def start_on(running: Service) -> None:
    running.start_redis()
    running.start("prepare", PREPARE).wait(60)
    for name in COMMANDS:
        running.start(name)
    running.wait_until_ready()


def hurt(person: Person, letter: dict[str, str], fault: AbstractContextManager[None]) -> tuple[Answer, float]:
    """Send a letter while the database is away: refused with its words, which then are sent by pressing again.

    Returns the answer with the receipt and how many seconds after the fault it came.
    """
    person.open_form()
    with fault:
        refused = person.send(letter)
        assert refused.status == 503, refused
        assert letter["text"] in refused.text
        assert person.get("/letters").status in (200, 503)
    person.keep_form(refused)
    ended = time.monotonic()
    answer = wait_until(lambda: sent if (sent := person.send()).receipt else None, "the receipt",
                        within_s=HEALED_WITHIN_S, every_s=0.2)
    return answer, time.monotonic() - ended


def a_letter() -> dict[str, str]:
    token = uuid4().hex
    return LETTER | {"text": f"{LETTER['text']}来信标记{token}。", "email": f"{token}@example.com"}


def receipt_of(person: Person, letter: dict[str, str], answer: Answer) -> Receipt:
    page = person.get(answer.location)
    code = re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", page.text)
    assert code, page
    return Receipt(letter["text"], str(answer.receipt), code.group(), letter["email"])


def campaign(running: Service, cluster: Cluster, sink: MailSink, out: Path, letters: int, rounds: int) -> list[str]:
    """Send letters while the database is hurt in every way, let the service heal, and return what the checker found."""
    start_on(running)
    person = Person(running.port)
    crowd = Crowd(running.port, out, seed=letters)
    crowd.start(letters)
    for fault in (stopped, no_connection_left) * rounds:
        letter = a_letter()
        answer, took_s = hurt(person, letter, fault(cluster))
        sys.stdout.write(f"{fault.__name__}: healed after {took_s:.1f} s\n")
        crowd.receipts.append(receipt_of(person, letter, answer))
        cluster.drop_connections()
    crowd.wait(240)
    return after_healing(running, sink, crowd, kills=rounds * 6)


def after_healing(running: Service, sink: MailSink, crowd: Crowd, kills: int) -> list[str]:
    checker = Checker(running, sink, kills)
    wait_until(checker.drained, "every letter routed and every notice sent", within_s=120, every_s=0.5)
    return checker.breaches(crowd.receipts)


@pytest.mark.soak
def test_submit_while_postgresql_is_hurt_keeps_every_promise(
        service: Callable[..., Service], cluster: Cluster, mail_sink: MailSink, tmp_path: Path) -> None:
    running = service(DATABASE_URL=cluster.url(), **mail_sink.env)
    assert campaign(running, cluster, mail_sink, tmp_path / "receipts", letters=20, rounds=1) == []


@pytest.mark.soak
def test_submit_while_postgresql_is_hurt_for_long_keeps_every_promise(
        service: Callable[..., Service], cluster: Cluster, mail_sink: MailSink, tmp_path: Path) -> None:
    running = service(DATABASE_URL=cluster.url(), **mail_sink.env)
    assert campaign(running, cluster, mail_sink, tmp_path / "receipts", letters=2000, rounds=15) == []


@pytest.mark.soak
def test_submit_while_a_standby_takes_over_loses_nothing(
        service: Callable[..., Service], cluster: Cluster, mail_sink: MailSink, short_dir: Path) -> None:
    standby = cluster.copy_to(short_dir / "standby")
    with cluster.connect("postgres") as connection:
        # A commit waits for the standby, so that no receipt is shown for what only the lost server knew.
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
    running = service(DATABASE_URL=cluster.url(standby), **mail_sink.env)
    try:
        start_on(running)
        crowd = Crowd(running.port, short_dir / "receipts", seed=1)
        crowd.start(300)
        wait_until(lambda: len(crowd.receipts) >= 50, "the first receipts", within_s=60)
        letter, person = a_letter(), Person(running.port)
        answer, took_s = hurt(person, letter, taken_over(cluster, standby))
        sys.stdout.write(f"standby: healed after {took_s:.1f} s\n")
        crowd.receipts.append(receipt_of(person, letter, answer))
        crowd.wait(240)
        assert after_healing(running, mail_sink, crowd, kills=6) == []
    finally:
        running.stop()
        standby.remove()


@contextmanager
def taken_over(server: Cluster, standby: Cluster) -> Iterator[None]:
    """Lose the server; its standby takes its place when the block ends."""
    server.stop("immediate")
    yield
    standby.promote()


def test_submit_while_sqlite_is_locked_for_a_moment_waits_for_its_receipt(
        service: Callable[..., Service], seeded_dir: Path) -> None:
    running = stand(service(), seeded_dir, "web")
    person, letter = Person(running.port), a_letter()
    person.open_form()
    with ThreadPoolExecutor(1) as thread:
        with locked(running):
            waiting = thread.submit(person.send, letter)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=1.5)
            assert Person(running.port).get("/letters").status == 200
        assert waiting.result().receipt == "X2026-1"


@pytest.mark.soak
def test_submit_while_sqlite_is_locked_for_half_a_minute_keeps_the_words_and_heals(
        service: Callable[..., Service], seeded_dir: Path, tmp_path: Path) -> None:
    running = stand(service(), seeded_dir, "web")
    crowd, person, letter = Crowd(running.port, tmp_path / "receipts", seed=1), Person(running.port), a_letter()
    person.open_form()
    with locked(running):
        crowd.start(20, clients=1)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            refused = person.send(letter)
            assert refused.status == 503, refused
            assert letter["text"] in refused.text
            person.keep_form(refused)
        assert rows(running.data_dir, 'SELECT * FROM "case"') == []
    ended = time.monotonic()
    wait_until(lambda: person.send().receipt, "the receipt", within_s=HEALED_WITHIN_S)
    sys.stdout.write(f"lock: healed after {time.monotonic() - ended:.1f} s\n")
    crowd.wait(60)
    assert len(rows(running.data_dir, 'SELECT * FROM "case"')) == 1 + len({each.number for each in crowd.receipts})
    assert rows(running.data_dir, "SELECT text FROM letter GROUP BY text HAVING count(*) > 1") == []
