"""Migrations killed half-way, and code beside a schema it was not written for: done again, or refused, never half."""

from __future__ import annotations

import random
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from adapters import database
from app import create_app
from extensions import db
from rules.vocabulary import State
from tests import factories
from tests.faults.people import LETTER, Person
from tests.faults.standing import furnish, rows, stand
from tests.fixtures.app import settings
from tests.fixtures.engines import ENGINES, Edge, build_seeded
from tests.harness.postgres import Databases
from tests.harness.processes import PYTHON, ROOT, Service
from tests.harness.waiting import wait_until

UPGRADE = (PYTHON, "-m", "flask", "--app", "app:create_app", "db", "upgrade")
REVISIONS = sorted(script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions())
LONGEST_RUN_S = 4.0


@pytest.fixture
def with_letters(request: pytest.FixtureRequest, service: Callable[..., Service], seeded_dir: Path) -> Service:
    """A service that has letters, on the engine that the test names; none of its processes runs."""
    running = furnish(service(), seeded_dir)
    url = f"sqlite:///{running.data_dir / 'mailbox.db'}"
    if request.param == "postgresql":
        postgres: Databases = request.getfixturevalue("postgres")
        url = postgres.fresh("seeded", lambda template: build_seeded(template, running.data_dir))
        running.env["DATABASE_URL"] = url
    app = create_app(settings(running.data_dir, database_url=url, clock_file=None))
    Edge(app).run(lambda work: [factories.letter_in(work, state) for state in (State.RECEIVED, State.ANSWERED)])
    with app.app_context():
        db.engine.dispose()
    return running


def revision_of(running: Service) -> str:
    """Return the revision of the database, and see that it has all of its tables or none of the next ones."""
    url = running.env.get("DATABASE_URL") or f"sqlite:///{running.data_dir / 'mailbox.db'}"
    engine = create_engine(url, poolclass=NullPool)
    assert not [table for table in inspect(engine).get_table_names() if table.startswith("_alembic_tmp")]
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def kill_upgrade(running: Service, after_s: float | None = None, step: str = "") -> bool:
    """Start an upgrade and kill it at its step to a revision, or after so long; False when it was done before."""
    running.log_file("upgrade").unlink(missing_ok=True)
    process = running.start("upgrade", UPGRADE)
    if step:
        wait_until(lambda: f"-> {step}" in running.log("upgrade") or process.poll() is not None, step, every_s=0.001)
    else:
        threading.Event().wait(after_s)
    was_running = process.poll() is None
    running.kill("upgrade")
    return was_running


@pytest.mark.parametrize(("with_letters", "steps"), [
    ("sqlite", 1), pytest.param("sqlite", 3, marks=pytest.mark.soak),
    pytest.param("postgresql", 3, marks=pytest.mark.soak)], indirect=["with_letters"])
def test_kill_upgrade_at_a_step_and_run_it_again_completes_it(with_letters: Service, steps: int) -> None:
    with_letters.flask("db", "downgrade", REVISIONS[-steps - 1])
    for step in REVISIONS[-steps:]:
        kill_upgrade(with_letters, step=step)
        assert revision_of(with_letters) in REVISIONS[-steps - 1:]
    with_letters.flask("db", "upgrade")
    assert revision_of(with_letters) == REVISIONS[-1]
    with_letters.flask("ledger", "verify")


@pytest.mark.soak
@pytest.mark.parametrize("with_letters", ENGINES, indirect=True)
def test_kill_upgrade_at_any_moment_and_run_it_again_completes_it(with_letters: Service) -> None:
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    chance, kills = random.Random(seed), 0
    for _ in range(10):
        with_letters.flask("db", "downgrade", REVISIONS[-4])
        while revision_of(with_letters) != REVISIONS[-1] and kills < 60:
            kills += kill_upgrade(with_letters, after_s=chance.uniform(0.2, LONGEST_RUN_S))
        with_letters.flask("db", "upgrade")
        with_letters.flask("ledger", "verify")
    sys.stdout.write(f"{kills} kills\n")
    assert kills >= 10


def give(running: Service, revision: str) -> None:
    with closing(sqlite3.connect(running.data_dir / "mailbox.db", timeout=20)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


@pytest.mark.soak
def test_serve_while_the_schema_changes_refuses_keeps_the_words_and_goes_on_by_itself(
        service: Callable[..., Service], seeded_dir: Path) -> None:
    running = stand(service(), seeded_dir, "web")
    person = Person(running.port)
    person.open_form()
    for misfit in (REVISIONS[-2], "9999"):
        give(running, misfit)
        threading.Event().wait(database.CHECK_EVERY_S + 0.5)  # from now on every process has looked
        refused = person.send(LETTER)
        assert refused.status == 503
        assert LETTER["text"] in refused.text
        assert running.readyz()[1]["status"] == "schema"
        assert rows(running.data_dir, 'SELECT * FROM "case"') == []
        assert running.flask("seed", check=False).returncode != 0
    give(running, REVISIONS[-1])
    person.keep_form(refused)
    wait_until(lambda: person.send().receipt, "a receipt", within_s=30)
