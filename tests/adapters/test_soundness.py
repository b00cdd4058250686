"""Damage to the database is found by the check, table by table, and noted where the damage cannot reach it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.soundness import NAME, Soundness

ROWS, AT = 3000, 1_800_000_000.0


@pytest.fixture
def soundness(tmp_path: Path) -> Soundness:
    made = Soundness()
    made.place, made.database = tmp_path / NAME, tmp_path / "mailbox.db"
    with closing(sqlite3.connect(made.database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for table in ("letter", "event"):
            connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, words TEXT)")
            connection.execute(f"CREATE INDEX ix_{table} ON {table} (words)")
            connection.executemany(f"INSERT INTO {table} (words) VALUES (?)",  # noqa: S608
                                   [(f"{table} {number:05d} " + "x" * 60,) for number in range(ROWS)])
        connection.commit()
    return made


def damage(database: Path, word: bytes) -> None:
    """Overwrite the page in which a row of a table lies."""
    content = bytearray(database.read_bytes())
    page = content.index(word) // 4096 * 4096
    content[page:page + 4096] = b"\x5a" * 4096
    database.write_bytes(bytes(content))


def test_check_of_a_whole_database_finds_nothing(soundness: Soundness) -> None:
    """F8: no false alarm."""
    soundness.check_tables(AT, within_s=10)
    assert soundness.faults() == []
    assert not soundness.is_damaged()


def test_check_of_a_damaged_page_names_the_table_and_stays_until_it_is_whole(
        soundness: Soundness, tmp_path: Path) -> None:
    """F8: bytes on the disk are flipped: the table is named; a sound database clears the finding."""
    assert soundness.database is not None
    shutil.copy(soundness.database, tmp_path / "whole")
    damage(soundness.database, b"letter 01500")
    soundness.check_tables(AT, within_s=10)
    assert [line.partition(":")[0] for line in soundness.faults()] == ["letter"]
    assert Soundness().faults() == []
    shutil.copy(tmp_path / "whole", soundness.database)
    soundness.check_tables(AT, within_s=10)
    assert soundness.is_damaged()
    soundness.check_tables(AT, within_s=10, every_s=0)
    assert soundness.faults() == []


def test_check_of_a_file_that_is_no_database_any_more_is_named(soundness: Soundness) -> None:
    """F8: the head of the file is gone."""
    assert soundness.database is not None
    content = soundness.database.read_bytes()
    soundness.database.write_bytes(b"\0" * 200 + content[200:])
    soundness.check_tables(AT, within_s=10)
    assert [line.partition(":")[0] for line in soundness.faults()] == ["database"]


def test_check_that_has_no_time_left_goes_on_with_the_next_table(soundness: Soundness) -> None:
    """F8: a large database is checked in several runs."""
    soundness.check_tables(AT, within_s=0)
    assert soundness._noted()["tables"] == {}
    soundness.check_tables(AT, within_s=10)
    assert set(soundness._noted()["tables"]) >= {"letter", "event"}


def cut_log(database: Path, bytes_left: int) -> int:
    """Write rows into the log, cut it as a lying disk does in a power failure, and return the newest row then."""
    with closing(sqlite3.connect(database)) as writer:
        for number in range(20):
            with writer:
                writer.execute("INSERT INTO event (words) VALUES (?)", (f"late {number}",))
        log = database.with_name(f"{database.name}-wal")
        kept, main = log.read_bytes()[:bytes_left], database.read_bytes()
    database.write_bytes(main)
    log.write_bytes(kept)
    with closing(sqlite3.connect(database)) as reader:
        return int(reader.execute("SELECT max(id) FROM event").fetchone()[0])


def test_check_after_the_log_was_cut_off_says_that_the_record_went_back(soundness: Soundness) -> None:
    """F8: with a truncated WAL the database is whole and older; how far the record went is noted outside of it."""
    assert soundness.database is not None
    soundness.check_record(ROWS + 20)
    found = cut_log(soundness.database, bytes_left=3 * 4120)
    assert ROWS <= found < ROWS + 20
    soundness.check_tables(AT, within_s=10)
    assert soundness.faults() == []
    soundness.check_record(found)
    assert soundness.faults() == [f"record: the record ends at event {found}, and went to {ROWS + 20} before"]
    soundness.check_record(found + 1)
    assert soundness.is_damaged()
    soundness.forget()
    soundness.check_record(found)
    assert soundness.faults() == []


def test_check_while_somebody_reads_and_the_log_is_cut_under_them_finds_it(soundness: Soundness) -> None:
    """F8: a log that is cut while the service runs is damage at once."""
    assert soundness.database is not None
    with closing(sqlite3.connect(soundness.database)) as writer, closing(sqlite3.connect(soundness.database)) as reader:
        reader.execute("SELECT count(*) FROM event").fetchone()
        with writer:
            writer.execute("UPDATE event SET words = words || 'y'")
        log = soundness.database.with_name(f"{soundness.database.name}-wal")
        with log.open("r+b") as file:
            file.truncate(log.stat().st_size // 3)
        soundness.check_tables(AT, within_s=10)
        assert soundness.is_damaged()


def test_check_on_another_engine_looks_at_no_table(tmp_path: Path) -> None:
    made = Soundness()
    made.place = tmp_path / NAME
    made.check_tables(AT, within_s=1)
    assert made.faults() == []
