"""The service's role on PostgreSQL: everything it has to do works, and nothing that would change the record does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from adapters import clock as system_clock
from adapters import database_roles, secrets
from app import create_app
from deploy.children import ROOT
from extensions import db
from rules.audit import Audited
from rules.vocabulary import LETTER_STATES
from services import audit, ledger, sealing
from tests import factories
from tests.fixtures.app import START, settings
from tests.fixtures.engines import Edge, build_seeded
from tests.harness.clock import SimulatedClock
from tests.harness.postgres import Databases


@pytest.fixture
def owner_url(postgres: Databases, seeded_dir: Path, tmp_path: Path) -> str:
    """A seeded database as its owner sees it."""
    secrets.make_missing(tmp_path / "var" / "keys")
    return postgres.fresh("seeded", lambda template: build_seeded(template, tmp_path / "var"))


@pytest.fixture
def role(postgres: Databases) -> Iterator[str]:
    """A role that may connect and nothing else."""
    name = f"mailbox_app_{uuid4().hex[:8]}"
    with psycopg.connect(postgres.address, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")  # type: ignore[arg-type]
        yield name
        postgres.drop_all()
        connection.execute(f"DROP ROLE {name}")  # type: ignore[arg-type]


@pytest.fixture
def owner_app(owner_url: str, tmp_path: Path, test_clock: SimulatedClock) -> Iterator[Flask]:
    yield from _opened(owner_url, tmp_path)


@pytest.fixture
def as_service(owner_app: Flask, owner_url: str, role: str, tmp_path: Path) -> Iterator[Edge]:
    """Units of work of the service's role, after the owner has granted it its rights."""
    done = grant(owner_app, role)
    assert done.exit_code == 0, done.output
    for app in _opened(_as(owner_url, role), tmp_path):
        yield Edge(app)


def _opened(url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings(tmp_path / "var", database_url=url))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    system_clock.clock.file = None


def grant(app: Flask, role: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["database", "grant", role])


def _as(url: str, role: str) -> str:
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def test_service_role_does_everything_a_letter_needs(as_service: Edge, test_clock: SimulatedClock) -> None:
    """U1, S5: the whole life cycle, the audit trail, sealing and verifying work without owning anything."""
    as_service.run(lambda work: [factories.letter_in(work, state) for state in LETTER_STATES])
    as_service.run(factories.published_letter)
    as_service.run(lambda work: audit.note(work, Audited.SIGNED_IN))
    test_clock.set(START + timedelta(days=1))
    horizon = as_service.run(sealing.look)
    assert as_service.run(lambda work: sealing.has_settled(work, horizon))
    assert as_service.run(lambda work: sealing.seal_next(work, horizon)) is not None
    report = as_service.run(ledger.verify)
    assert (report.ok, report.first_bad) == (True, None)


FORBIDDEN = [
    *(f"{act} {table}" for table in ("case_event", "sealed_day", "identity_reveal")
      for act in ("UPDATE {} SET", "DELETE FROM", "TRUNCATE")),
    "DELETE FROM reply", "TRUNCATE reply", "ALTER TABLE case_event DISABLE TRIGGER ALL", "DROP TABLE case_event",
    "DROP TRIGGER case_event_append_only ON case_event", "DROP FUNCTION refuse_change() CASCADE",
    "SET session_replication_role = replica", "CREATE TABLE mine (id int)",
    "UPDATE alembic_version SET version_num = '1'",
]
COLUMN = {"case_event": "act = 'rate'", "sealed_day": "root = ''", "identity_reveal": "id = 0"}


def _statement(words: str) -> str:
    table = words.rpartition(" ")[2]
    return f"UPDATE {table} SET {COLUMN[table]}" if words.startswith("UPDATE {}") else words


def test_raw_sql_of_the_service_role_cannot_change_the_record(as_service: Edge) -> None:
    """U1: refused by missing rights, before any trigger; the triggers cannot be touched either."""
    for words in map(_statement, FORBIDDEN):
        with pytest.raises(DBAPIError, match="permission denied|must be owner"):
            as_service.run(lambda work, words=words: work.session.execute(text(words)))


@pytest.mark.parametrize(("name", "words"), [
    ("no_such_role", "There is no role no_such_role"), ("Robert'); --", "is no name for a role"),
    ("embedded_owner", "")], ids=["an unknown role", "no name", "the owner"])
def test_grant_refuses_a_role_that_cannot_be_the_service(
        owner_app: Flask, owner_url: str, name: str, words: str) -> None:
    """S5: the owner of the tables, and what is no role, in one clear line."""
    if name == "embedded_owner":
        name, words = make_url(owner_url).username or "", "is a superuser"
    done = grant(owner_app, name)
    assert done.exit_code == 1
    assert words in done.output


def test_grant_on_sqlite_says_that_there_are_no_roles(app: Flask) -> None:
    done = grant(app, "mailbox_app")
    assert done.exit_code == 1
    assert "SQLite has no roles" in done.output


def start_production(command: list[str], url: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = kept | {"PUBLIC_URL": "https://mailbox.example.gov.cn", "PROXY_HOPS": "1", "DATA_DIR": str(data_dir),
                  "DATABASE_URL": url, "PORT": "0"}
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True,
                          timeout=60, check=False)


def test_production_refuses_to_start_as_the_owner_of_the_tables(owner_url: str, tmp_path: Path) -> None:
    """S5, S1: the web server ends at once with one line that says what to do."""
    done = start_production(["gunicorn", "-c", "deploy/gunicorn.conf.py", "app:create_app()"], owner_url,
                            tmp_path / "var")
    assert done.returncode != 0
    assert "flask database grant ROLE" in done.stderr


def test_only_the_service_role_is_bounded(as_service: Edge, owner_app: Flask) -> None:
    """S5: what the start asks before it goes on, for the role and for the owner."""
    found = as_service.run(lambda work: database_roles.too_strong(work.session.connection()))
    assert found == ""
    assert "superuser" in Edge(owner_app).run(lambda work: database_roles.too_strong(work.session.connection()))
