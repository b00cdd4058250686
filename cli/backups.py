"""Backups and restores. The steps after a restore run in processes of their own, on the place that was restored."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import psycopg
from flask import Flask, current_app

from adapters import secrets
from adapters.clock import now
from adapters.database import needed_revision
from adapters.sealing import SealBroken, load_key
from cli.mail import INSTANT
from cli.unit_of_work import print_json, stop, unit_of_work
from config import Config, Mode
from queries.operations import BACKUP_BEAT
from services import backups, heartbeats, restoring
from services.backups import Place
from services.restoring import Restored

ROOT = Path(__file__).resolve().parent.parent
FLASK = (sys.executable, "-m", "flask", "--app", "app:create_app")
ARCHIVE = click.Path(exists=True, dir_okay=False, path_type=Path)


def init_app(app: Flask) -> None:
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(restored)


@click.command()
@click.option("--to", type=click.Path(file_okay=False, path_type=Path),
              help="The folder for the archive; without it DATA_DIR/backups.")
@click.option("--with-keys", is_flag=True, help="Put the service's keys into the archive, too.")
@click.option("--check", "archive", type=ARCHIVE, help="Make none, but read this archive to its end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def backup(to: Path | None, with_keys: bool, archive: Path | None, as_json: bool) -> None:
    """Write a sealed archive of the database and all files while the service goes on; status 1 names what is amiss."""
    config: Config = current_app.extensions["mailbox.config"]
    with _faults_in_one_line():
        key = load_key(_key_file(config, make=archive is None))
        if archive is not None:
            _tell(_facts_of(archive, restoring.check(archive, key)), as_json)
            return
        report = backups.write(_place(config, None), (to or config.data_dir / "backups").resolve(), key, now,
                               with_keys=with_keys)
    with unit_of_work() as work:
        heartbeats.beat(work, BACKUP_BEAT)
    _tell({"path": str(report.path), "bytes": report.path.stat().st_size, "begun_at": report.begun_at.isoformat(),
           "taken_at": report.taken_at.isoformat(), "revision": report.revision, "rows": report.rows,
           "files": report.files, "problems": report.problems}, as_json)


@click.command()
@click.argument("archive", type=ARCHIVE)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path),
              help="An empty data directory; without it DATA_DIR.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def restore(archive: Path, into: Path | None, as_json: bool) -> None:
    """Restore an archive into an empty place, check it, and hold all mail until `mail release`."""
    config: Config = current_app.extensions["mailbox.config"]
    place = _place(config, into.resolve() if into else None)
    with _faults_in_one_line():
        key = load_key(_key_file(config, make=False))
        _require_room(place, restoring.read_head(archive, key))
        if not place.sqlite_file:
            # Tables cannot be swapped in at the end as a file can: the archive is read once before they are touched.
            restoring.check(archive, key)
        read = restoring.restore(archive, key, place, lambda revision: _run(place, "db", "upgrade", revision))
    if read.head.revision != needed_revision():
        _run(place, "db", "upgrade")
    _run(place, "restored", "--as-of", read.head.taken_at.isoformat())
    verified = json.loads(_run(place, "ledger", "verify", "--json", may_refuse=True).splitlines()[-1])
    problems = [*read.problems, *([] if verified["ok"] else [f"ledger: {verified['first_bad']}"])]
    _tell(_facts_of(archive, read) | {"data_dir": str(place.data_dir), "events": verified["events"],
                                          "mail_held": True, "problems": problems}, as_json)


@click.command()
@click.option("--as-of", type=INSTANT, required=True, help="The instant that the database was put back to.")
def restored(as_of: datetime) -> None:
    """Note that the database was put back by other means: mail is held, and numbers given out since are left out."""
    with unit_of_work() as work:
        restoring.note_restored(work, as_of)
    click.echo("Mail is held; let it go with: flask mail release")


def _tell(facts: dict[str, object], as_json: bool) -> None:
    """Print what was done; exit status 1 when something is amiss."""
    problems = facts["problems"]
    assert isinstance(problems, list)
    if as_json:
        print_json(facts)
    else:
        for name, value in facts.items():
            if name not in ("problems", "rows"):
                click.echo(f"{name}: {value}")
        for problem in problems:
            click.echo(f"AMISS {problem}")
    sys.exit(1 if problems else 0)


def _facts_of(archive: Path, read: Restored) -> dict[str, object]:
    return {"path": str(archive), "begun_at": read.head.begun_at.isoformat(),
            "taken_at": read.head.taken_at.isoformat(), "revision": read.head.revision, "rows": read.rows,
            "files": read.files, "problems": list(read.problems)}


def _place(config: Config, into: Path | None) -> Place:
    if into is None:
        return Place(config.data_dir, config.database_url, config.keys_dir)
    url = config.database_url
    return Place(into, f"sqlite:///{into / 'mailbox.db'}" if url.startswith("sqlite") else url, into / "keys")


def _key_file(config: Config, *, make: bool) -> Path:
    """Return the file of the sealing key. Outside production one is made, where nothing depends on it."""
    given = config.operations.backup_key_file
    if given is not None:
        return given
    if config.mode is Mode.PRODUCTION:
        stop("Set BACKUP_KEY_FILE; make the key with: python -m deploy.keys --backup")
    path = config.keys_dir / "backup.key"
    if make and not path.exists():
        secrets.make(path)
        click.echo(f"Made the key {path}; without it the backup cannot be opened. Keep a copy elsewhere.", err=True)
    return path


def _require_room(place: Place, head: restoring.Head) -> None:
    """Stop before anything is written when something is there already, or the keys are others."""
    occupied = restoring.occupied_by(place)
    if occupied:
        stop(f"There is already something: {occupied}. Restore into an empty place.")
    foreign = restoring.foreign_keys(head, place)
    if foreign:
        stop(f"The keys in {place.keys_dir} are not those of this backup ({', '.join(foreign)}). Put their copy there"
             + (", or take them out of it: python -m deploy.keys --from ARCHIVE" if head.with_keys else "."))


@contextmanager
def _faults_in_one_line() -> Iterator[None]:
    try:
        yield
    except SealBroken as fault:
        stop(str(fault))
    except (OSError, sqlite3.Error, psycopg.Error) as fault:
        stop(f"{type(fault).__name__}: {fault}".splitlines()[0])


def _run(place: Place, *arguments: str, may_refuse: bool = False) -> str:
    """Run a command of ours on the restored place; what it says is shown when it refuses."""
    given = [f"DATA_DIR={place.data_dir}", f"SECRET_KEY_FILE={place.keys_dir / 'session.key'}"]
    if place.sqlite_file:  # the address of a server may hold a password, which a list of processes would show
        given.append(f"DATABASE_URL={place.database_url}")
    done = subprocess.run(["/usr/bin/env", *given, *FLASK, *arguments], cwd=ROOT, capture_output=True, text=True,  # noqa: S603
                          check=False)
    if done.returncode != 0 and not may_refuse:
        stop(f"flask {' '.join(arguments)}: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    return done.stdout
