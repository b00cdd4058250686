"""Backups and restores on both engines: what was there is there again, and what is amiss is named (fault R15)."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.datastructures import FileStorage

from adapters import clock
from adapters.sealing import SealBroken
from app import create_app
from extensions import db
from rules.vocabulary import LETTER_STATES, State
from services import attachments, backups, ledger, mail_hold, restoring
from services.backups import Place, Report
from services.restoring import Restored
from services.work import Work
from tests import factories
from tests.fixtures import uploads
from tests.fixtures.engines import Edge
from tests.harness.postgres import Databases

KEY = bytes(range(32))
CONTENT = uploads.pdf()


def place_of(app: Flask) -> Place:
    config = app.extensions["mailbox.config"]
    return Place(config.data_dir, config.database_url, config.keys_dir)


def with_a_file(work: Work) -> None:
    stored = attachments.store(work, [FileStorage(io.BytesIO(CONTENT), "瓷砖.pdf")])
    factories.letter_with_email(work, files=tuple(stored))


@pytest.fixture
def county(edge: Edge) -> Edge:
    """Letters in every state, two with a file."""
    edge.run(lambda work: [factories.letter_in(work, state) for state in LETTER_STATES])
    edge.run(with_a_file)
    edge.run(with_a_file)
    return edge


@pytest.fixture
def target(county: Edge, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """An empty place on the same engine, with the keys of the service."""
    origin = place_of(county.app)
    data_dir = tmp_path / "elsewhere"
    data_dir.mkdir()
    shutil.copytree(origin.keys_dir, data_dir / "keys")
    url = f"sqlite:///{data_dir / 'mailbox.db'}"
    if not origin.sqlite_file:
        postgres: Databases = request.getfixturevalue("postgres")
        url = postgres.fresh()
    return Place(data_dir, url, data_dir / "keys")


def backed_up(edge: Edge, to: Path, *, with_keys: bool = False) -> Report:
    return backups.write(place_of(edge.app), to, KEY, clock.now, with_keys=with_keys)


MADE: list[Flask] = []


@pytest.fixture(autouse=True)
def _closed_applications() -> Iterator[None]:
    """Close the connections of the applications that a test made."""
    yield
    while MADE:
        with MADE.pop().app_context():
            db.session.remove()
            db.engine.dispose()


def restored_app(edge: Edge, target: Place) -> Flask:
    config = replace(edge.app.extensions["mailbox.config"], data_dir=target.data_dir,
                     database_url=target.database_url, keys_dir=target.keys_dir)
    MADE.append(create_app(config))
    return MADE[-1]


def restore(edge: Edge, report: Report, target: Place) -> Restored:
    def make_tables(revision: str) -> None:
        with restored_app(edge, target).app_context():
            flask_migrate.upgrade(revision=revision)

    return restoring.restore(report.path, KEY, target, make_tables)


def contents(work: Work) -> dict[str, list[tuple[object, ...]]]:
    tables = ("case", "letter", "case_event", "identity", "notice", "attachment", "clock", "calendar_day", "counter")
    return {table: sorted(tuple(row) for row in work.session.execute(text(f'SELECT * FROM "{table}"')))
            for table in tables}


def test_restore_gives_every_row_and_file_again(county: Edge, target: Place, tmp_path: Path) -> None:
    report = backed_up(county, tmp_path / "out")
    assert (report.files, report.problems, report.rows["attachment"]) == (2, [], 2)
    restored = restore(county, report, target)
    assert (restored.files, restored.problems, restored.rows) == (2, (), report.rows)
    before = county.run(contents)
    again = Edge(restored_app(county, target))
    assert again.run(contents) == before
    assert again.run(ledger.verify).ok
    assert again.run(lambda work: attachments.content(work, last_case(work), 1)[1]) == CONTENT


def last_case(work: Work) -> int:
    return int(work.session.execute(text("SELECT max(case_id) FROM attachment")).scalar_one())


def test_restored_place_takes_new_letters_under_new_ids(county: Edge, target: Place, tmp_path: Path) -> None:
    restore(county, backed_up(county, tmp_path / "out"), target)
    again = Edge(restored_app(county, target))
    highest = again.run(lambda work: work.session.execute(text('SELECT max(id) FROM "case"')).scalar_one())
    made = again.run(lambda work: factories.letter_in(work, State.ANSWERED).id)
    assert made > highest
    assert again.run(ledger.verify).ok


def first_file(place: Place) -> Path:
    return sorted(path for path in (place.data_dir / "files").rglob("*") if path.is_file())[0]


AMISS: list[tuple[str, Callable[[Path], object], str]] = [
    ("one is missing", lambda path: path.unlink(), "is missing"),
    ("one was changed", lambda path: path.write_bytes(b"%PDF-1.4 another"), "is not what was received"),
]


@pytest.mark.parametrize(("harm", "words"), [pytest.param(*each[1:], id=each[0]) for each in AMISS])
def test_backup_of_files_that_are_not_whole_names_them_and_is_written(
        county: Edge, target: Place, tmp_path: Path, harm: Callable[[Path], object], words: str) -> None:
    damaged = first_file(place_of(county.app))
    harm(damaged)
    report = backed_up(county, tmp_path / "out")
    assert len(report.problems) == 1
    assert damaged.name in report.problems[0]
    assert words in report.problems[0]
    assert restore(county, report, target).problems == tuple(report.problems)


def test_restore_over_something_is_refused_by_name(county: Edge, target: Place, tmp_path: Path) -> None:
    assert restoring.occupied_by(target) == ""
    restore(county, backed_up(county, tmp_path / "out"), target)
    assert restoring.occupied_by(target) != ""


BROKEN: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("cut off", lambda all_: all_[:-1000], "cut off"),
    ("a flipped bit", lambda all_: all_[:5000] + bytes([all_[5000] ^ 4]) + all_[5001:], "damaged"),
]


@pytest.mark.parametrize(("harm", "words"), [pytest.param(*each[1:], id=each[0]) for each in BROKEN])
def test_restore_of_a_broken_archive_leaves_nothing(
        county: Edge, target: Place, tmp_path: Path, harm: Callable[[bytes], bytes], words: str) -> None:
    report = backed_up(county, tmp_path / "out")
    report.path.write_bytes(harm(report.path.read_bytes()))
    with pytest.raises(SealBroken, match=words):
        restoring.check(report.path, KEY)
    with pytest.raises(SealBroken, match=words):
        restore(county, report, target)
    assert [path.name for path in target.data_dir.iterdir()] == ["keys"]


def test_restore_with_the_wrong_sealing_key_is_refused(county: Edge, tmp_path: Path) -> None:
    """S6: a backup cannot be read with another key."""
    with pytest.raises(SealBroken, match="key does not fit"):
        restoring.read_head(backed_up(county, tmp_path / "out").path, bytes(32))


def test_keys_that_are_not_those_of_the_backup_are_named(county: Edge, target: Place, tmp_path: Path) -> None:
    head = restoring.read_head(backed_up(county, tmp_path / "out").path, KEY)
    assert restoring.foreign_keys(head, target) == []
    (target.keys_dir / "identity.key").write_bytes(bytes(32))
    (target.keys_dir / "code.key").unlink()
    assert restoring.foreign_keys(head, target) == ["identity", "code"]


def test_archive_without_keys_holds_none_and_one_with_them_all(county: Edge, tmp_path: Path) -> None:
    """S6: the keys of the service are in a backup only when that was asked for, and sealed with it."""
    secret = (place_of(county.app).keys_dir / "identity.key").read_bytes()
    plain = backed_up(county, tmp_path / "plain")
    assert not restoring.read_head(plain.path, KEY).with_keys
    assert secret not in plain.path.read_bytes()
    assert restoring.read_head(backed_up(county, tmp_path / "full", with_keys=True).path, KEY).with_keys


def test_backup_leaves_no_copy_of_the_database_behind(county: Edge, tmp_path: Path) -> None:
    place = place_of(county.app)
    before = {path for path in place.data_dir.rglob("*") if path.is_file()}
    backed_up(county, tmp_path / "out")
    after = {path for path in place.data_dir.rglob("*") if path.is_file()}
    assert {path.name for path in after - before} <= {"mailbox.db-wal", "mailbox.db-shm"}


def test_number_after_a_restore_is_none_that_was_given_out_since(county: Edge) -> None:
    given_out = county.run(lambda work: factories.submission(work).number)
    county.run(lambda work: restoring.note_restored(work, work.now))
    fresh = county.run(lambda work: factories.submission(work).number)
    assert int(fresh.rpartition("-")[2]) > int(given_out.rpartition("-")[2]) + 999
    assert county.run(mail_hold.standing) is not None
    assert county.run(ledger.verify).ok
