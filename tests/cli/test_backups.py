"""`flask backup`, `restore` and `mail` as an operator types them, refusals in one line each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import flask_migrate
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from adapters import sqlite_copies
from adapters.clock import now
from adapters.database import needed_revision
from extensions import db
from services import backups
from services.backups import Place

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command of the command line in a context of its own, as the shell does."""
    def one(*arguments: str) -> Result:
        with app.app_context():
            return app.test_cli_runner().invoke(args=list(arguments))

    return one


def archive_of(result: Result) -> Path:
    return Path(json.loads(result.stdout.splitlines()[-1])["path"])


def elsewhere(app: Flask, tmp_path: Path) -> Path:
    """Return an empty data directory that has the keys of the service."""
    into = tmp_path / "elsewhere"
    shutil.copytree(app.extensions["mailbox.config"].keys_dir, into / "keys")
    return into


def test_backup_and_restore_tell_what_they_did_and_hold_mail(app: Flask, run: Run, tmp_path: Path) -> None:
    made = run("backup", "--to", str(tmp_path / "out"), "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout.splitlines()[-1])
    assert (told["problems"], told["rows"]["department"] > 3) == ([], True)
    assert run("backup", "--check", told["path"]).exit_code == 0
    into = elsewhere(app, tmp_path)
    restored = run("restore", told["path"], "--into", str(into), "--json")
    assert restored.exit_code == 0, restored.output
    facts = json.loads(restored.stdout.splitlines()[-1])
    assert (facts["mail_held"], facts["problems"], facts["rows"]) == (True, [], told["rows"])
    assert sorted(path.name for path in into.iterdir()) == ["keys", "mailbox.db"]
    again = run("restore", told["path"], "--into", str(into))
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    assert "already something" in again.stderr


def test_restore_of_an_older_revision_is_brought_up_to_date(app: Flask, run: Run, tmp_path: Path) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="0013")
    config = app.extensions["mailbox.config"]
    report = backups.write(Place(config.data_dir, config.database_url, config.keys_dir), tmp_path, bytes(32), now,
                           with_keys=False)
    into = elsewhere(app, tmp_path)
    (config.keys_dir / "backup.key").write_bytes(bytes(32))
    (config.keys_dir / "backup.key").chmod(0o600)
    restored = run("restore", str(report.path), "--into", str(into))
    assert restored.exit_code == 0, restored.output
    assert sqlite_copies.revision(into / "mailbox.db") == needed_revision()


def test_backup_leaves_its_time_for_the_page(app: Flask, run: Run) -> None:
    assert run("backup").exit_code == 0
    with app.app_context():
        assert db.session.execute(text("SELECT count(*) FROM heartbeat WHERE name = 'backup'")).scalar() == 1


def test_restore_without_its_keys_names_them_and_writes_nothing(app: Flask, run: Run, tmp_path: Path) -> None:
    archive = archive_of(run("backup", "--json"))
    refused = run("restore", str(archive), "--into", str(tmp_path / "bare"))
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "ledger, identity, code" in refused.stderr
    assert not (tmp_path / "bare").exists()


def harmed(content: bytes) -> bytes:
    return content[:20_000] + bytes([content[20_000] ^ 1]) + content[20_001:]


BROKEN = [
    pytest.param(harmed, "damaged after byte", id="a flipped bit"),
    pytest.param(lambda content: content[:20_000], "cut off", id="cut off"),
    pytest.param(lambda content: b"no backup", "cut off|not a sealed file", id="another file"),
]


@pytest.mark.parametrize(("harm", "words"), BROKEN)
def test_restore_of_a_broken_archive_says_so_in_one_line(
        app: Flask, run: Run, tmp_path: Path, harm: Callable[[bytes], bytes], words: str) -> None:
    archive, into = archive_of(run("backup", "--json")), elsewhere(app, tmp_path)
    archive.write_bytes(harm(archive.read_bytes()))
    refused = run("restore", str(archive), "--into", str(into))
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert any(each in refused.stderr for each in words.split("|")), refused.stderr
    assert [path.name for path in into.iterdir()] == ["keys"]
    assert run("backup", "--check", str(archive)).exit_code == 1


def test_restore_with_another_sealing_key_says_so(app: Flask, run: Run, tmp_path: Path) -> None:
    archive, into = archive_of(run("backup", "--json")), elsewhere(app, tmp_path)
    (app.extensions["mailbox.config"].keys_dir / "backup.key").write_bytes(bytes(32))
    refused = run("restore", str(archive), "--into", str(into))
    assert "key does not fit" in refused.stderr


def test_mail_is_held_and_released_from_the_command_line(run: Run) -> None:
    assert json.loads(run("mail", "status", "--json").stdout)["held"] is False
    assert run("mail", "hold", "--since", "2026-11-24T10:00").exit_code == 0
    status = json.loads(run("mail", "status", "--json").stdout)
    assert (status["held"], status["backup_of"]) == (True, "2026-11-24T02:00:00+00:00")
    assert json.loads(run("mail", "release", "--drop-before", "2026-11-24", "--json").stdout) == {
        "owed": 0, "dropped": 0}
    assert "Mail goes out" in run("mail", "status").stdout


def test_instant_that_is_none_is_refused(run: Run) -> None:
    refused = run("mail", "release", "--drop-before", "yesterday")
    assert refused.exit_code == 2
    assert "yesterday" in refused.stderr


def test_command_on_another_schema_is_refused_in_one_line(app: Flask, run: Run) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    refused = run("ledger", "verify")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "flask db upgrade" in refused.stderr
