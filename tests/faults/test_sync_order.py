"""What must be on disk is there before the receipt is shown: the order of system calls (security.md R17, P1).

A machine cannot be switched off in a test; what it would find on its disk follows from this order.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from adapters import database
from deploy.children import COMMANDS
from extensions import db
from tests.faults.people import LETTER, Person
from tests.fixtures.uploads import png
from tests.harness.postgres import Databases
from tests.harness.processes import Service
from tests.harness.waiting import wait_until

CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,sendto,sendmsg,writev"
CALL = re.compile(r"^\d+ +(?:\d+\.\d+ +)?(\w+)\((.*)\) += +\d+")


@dataclass(frozen=True)
class Call:
    """One finished system call and its arguments as they are printed."""

    name: str
    arguments: str


@pytest.fixture
def traced(service: Callable[..., Service], seeded_dir: Path, tmp_path: Path) -> Iterator[tuple[Service, Path]]:
    """A web server with one worker process, whose system calls are written down."""
    running, trace = service(WEB_WORKERS="1"), tmp_path / "trace"
    shutil.copytree(seeded_dir, running.data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("clock"))
    strace = ("strace", "-f", "-y", "-s", "64", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(trace))
    running.start("web", (*strace, *COMMANDS["web"]))
    wait_until(lambda: Person(running.port).get("/healthz").status == 200, "the web server", within_s=60)
    yield running, trace
    running.kill_group("web")  # the tracer passes no request to end on


def calls_of(trace: Path) -> list[Call]:
    found = [CALL.match(line) for line in trace.read_text("utf-8", "replace").splitlines()]
    return [Call(match[1], match[2]) for match in found if match]


def place(calls: list[Call], after: int, names: str, *words: str) -> int:
    """Return where the next call of one of these names comes that has all these words, after a place."""
    for at in range(after + 1, len(calls)):
        if calls[at].name in names.split() and all(re.search(word, calls[at].arguments) for word in words):
            return at
    raise AssertionError(f"no {names} with {words} after {calls[after] if after >= 0 else 'the start'}")


def test_letter_with_a_file_is_on_disk_before_its_receipt_is_sent(traced: tuple[Service, Path]) -> None:
    running, trace = traced
    person = Person(running.port)
    person.open_form()
    sent = person.send(LETTER, {"files": ("照片.png", png())})
    assert sent.receipt is not None
    wait_until(lambda: "303 SEE OTHER" in trace.read_text("utf-8", "replace"), "the whole trace")
    calls = calls_of(trace)
    # The folder of the first file is new: its own name and that of the folder above must be there, too.
    made = place(calls, place(calls, -1, "fsync", r"/files>"), "fsync", r"/var\d>")
    written = place(calls, made, "write", r"/files/[0-9a-f]{2}/[0-9a-f]+\.part>")
    synced = place(calls, written, "fsync fdatasync", r"/files/[0-9a-f]{2}/[0-9a-f]+\.part>")
    renamed = place(calls, synced, "rename renameat renameat2", r"\.part\"", r"/files/")
    folder = place(calls, renamed, "fsync", r"/files/[0-9a-f]{2}>")
    answered = place(calls, folder, "sendto write sendmsg writev", "303 SEE OTHER")
    # The last that is written to the log before the answer: a sync after its head alone is not enough.
    logged = max(at for at in range(folder, answered) if "mailbox.db-wal>" in calls[at].arguments
                 and calls[at].name in ("pwrite64", "write"))
    committed = place(calls, logged, "fsync fdatasync", r"mailbox\.db-wal>")
    assert committed < answered


def test_session_on_sqlite_waits_for_the_disk_at_every_commit(app: Flask) -> None:
    with app.app_context():
        connection = db.session.connection()
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_session_on_postgresql_waits_for_the_disk_whatever_the_server_is_set_to(postgres: Databases) -> None:
    url = postgres.fresh()
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "off"
    options = database.engine_options(url)["connect_args"]
    with create_engine(url, connect_args=options, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
