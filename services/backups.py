"""Backups: the database as of one instant and every file its rows name, in one sealed archive (security.md P10, S6).

The keys of the service are not in it unless asked for: with them an archive would open every contact field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from adapters import archives, postgresql_copies, secrets, sqlite_copies
from adapters.archives import ArchiveWriter
from adapters.files import FileDamaged, FileStore, Stored

FORMAT = 1
HEAD = "head.json"
DATABASE = "database.db"
PROBLEMS_LISTED = 1_000


@dataclass(frozen=True)
class Place:
    """Where a service keeps what is backed up."""

    data_dir: Path
    database_url: str
    keys_dir: Path

    @property
    def sqlite_file(self) -> Path | None:
        """The file of the database, None on PostgreSQL."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None

    @property
    def engine(self) -> str:
        return "sqlite" if self.sqlite_file else "postgresql"


@dataclass
class Report:
    """What an archive holds. `problems` name what should be in it and is not, or is not what it was.

    What was committed before `begun_at` is in it, and nothing that was committed after `taken_at`.
    """

    path: Path
    begun_at: datetime
    taken_at: datetime
    engine: str
    revision: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    problem_count: int = 0
    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        """Note a problem; all are counted, the first thousand are listed."""
        self.problem_count += 1
        if len(self.problems) < PROBLEMS_LISTED:
            self.problems.append(problem)


def write(place: Place, to: Path, sealing_key: bytes, now: Callable[[], datetime], *, with_keys: bool) -> Report:
    """Write an archive into the folder `to` while the service goes on; what does not fit together is in the report.

    The database is copied first: every file that a row of the copy names was stored before that row.
    Raises OSError, sqlite3.Error or psycopg.Error; then no archive is left behind.
    """
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun_at = now()
    name = f"mailbox-{begun_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"
    report = Report(to / name, begun_at, begun_at, place.engine)
    with archives.writing(report.path, sealing_key) as archive:
        if place.sqlite_file:
            _write_sqlite(archive, place, report, now, with_keys=with_keys)
        else:
            _write_postgresql(archive, place, report, now, with_keys=with_keys)
        archive.finish({"rows": report.rows, "files": report.files, "problem_count": report.problem_count,
                        "problems": report.problems})
    return report


def _write_sqlite(archive: ArchiveWriter, place: Place, report: Report, now: Callable[[], datetime], *,
                  with_keys: bool) -> None:
    assert place.sqlite_file
    with _beside(place.sqlite_file) as copy:
        sqlite_copies.copy(place.sqlite_file, copy)
        report.taken_at, report.revision = now(), sqlite_copies.revision(copy)
        for fault in sqlite_copies.faults(copy):
            report.note(f"database: {fault}")
        _write_head(archive, place, report, with_keys=with_keys)
        report.rows = sqlite_copies.row_counts(copy)
        with copy.open("rb") as stream:
            archive.add(DATABASE, stream, copy.stat().st_size)
        _write_files(archive, place, sqlite_copies.stored_files(copy), report)


def _write_postgresql(archive: ArchiveWriter, place: Place, report: Report, now: Callable[[], datetime], *,
                      with_keys: bool) -> None:
    with postgresql_copies.snapshot(place.database_url) as snapshot:
        # The first statement fixes what the snapshot shows.
        report.revision, report.taken_at = snapshot.revision, now()
        _write_head(archive, place, report, with_keys=with_keys)
        for name, piece in snapshot.pieces():
            archive.add_bytes(name, piece)
        report.rows = snapshot.rows
        _write_files(archive, place, snapshot.stored_files(), report)


def _write_head(archive: ArchiveWriter, place: Place, report: Report, *, with_keys: bool) -> None:
    facts = {
        "format": FORMAT, "begun_at": report.begun_at.astimezone(UTC).isoformat(),
        "taken_at": report.taken_at.astimezone(UTC).isoformat(), "engine": report.engine,
        "revision": report.revision, "with_keys": with_keys, "keys": secrets.fingerprints(place.keys_dir)}
    archive.add_bytes(HEAD, json.dumps(facts).encode())
    for path in secrets.files(place.keys_dir) if with_keys else ():
        archive.add_bytes(f"{archives.KEYS}{path.name}", path.read_bytes())


def _write_files(archive: ArchiveWriter, place: Place, stored: Iterable[Stored], report: Report) -> None:
    store = FileStore()
    store.root = place.data_dir / "files"
    for file in stored:
        try:
            with store.open(file.storage_name) as stream:
                size = store.path(file.storage_name).stat().st_size
                part = archive.add(f"files/{file.storage_name[:2]}/{file.storage_name}", stream, size)
        except (FileNotFoundError, FileDamaged):
            report.note(f"{file.owner}: its file {file.storage_name} is missing")
            continue
        report.files += 1
        if part.digest != file.digest:
            report.note(f"{file.owner}: its file {file.storage_name} is not what was received")


@contextmanager
def _beside(database: Path) -> Iterator[Path]:
    """Give the path of a passing copy beside the database, where the same care is taken of who may read it."""
    copy = database.with_name(database.name + ".copy")
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    try:
        yield copy
    finally:
        for path in (copy, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
            path.unlink(missing_ok=True)
