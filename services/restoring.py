"""Restoring: an archive into an empty place. Nothing stands under its own name before every part was checked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from adapters import archives, postgresql_copies, secrets, sqlite_copies
from adapters.archives import ArchiveReader, Hashed
from adapters.database import needed_revision
from adapters.files import Stored
from adapters.sealing import SealBroken
from models.case import Counter
from rules.audit import Audited
from services import audit, mail_hold
from services.backups import DATABASE, FORMAT, HEAD, Place
from services.work import Work

STAGING = "restore.part"
# More than a county gives out in the time that a lost service ran on after its last backup.
NUMBERS_LEFT_OUT = 1000
# Without these three nothing of a restored database can be read or checked; a new cookie key only signs people out.
NEEDED_KEYS = ("ledger", "identity", "code")


@dataclass(frozen=True)
class Head:
    """What an archive says of itself before its content."""

    begun_at: datetime
    taken_at: datetime
    engine: str
    revision: str
    with_keys: bool
    keys: dict[str, str]


@dataclass(frozen=True)
class Restored:
    """What was restored. `problems` were there when the backup was made, or are files that rows name in vain."""

    head: Head
    rows: dict[str, int]
    files: int
    problems: tuple[str, ...]


def occupied_by(place: Place) -> str:
    """Return what is already in a place, "" for an empty one; a restore never goes over anything."""
    if place.sqlite_file and place.sqlite_file.exists():
        return f"the database {place.sqlite_file}"
    if not place.sqlite_file and not postgresql_copies.is_empty(place.database_url):
        return "tables in the database of DATABASE_URL"
    files = place.data_dir / "files"
    return f"the files in {files}" if files.exists() and any(files.iterdir()) else ""


def foreign_keys(head: Head, place: Place) -> list[str]:
    """Return the names of the keys that a place does not have as the backup needs them.

    What was the current key of the contact fields then may be an older one of the ring now.
    """
    there = secrets.fingerprints(place.keys_dir)
    needed = {name: head.keys.get(name) for name in (*NEEDED_KEYS, *head.keys) if _use(name) in NEEDED_KEYS}
    return [name for name, print_ in needed.items()
            if print_ not in {found for other, found in there.items() if _use(other) == _use(name)}]


def _use(name: str) -> str:
    """Return what a key is for: `identity.2` is one of `identity`."""
    return name.partition(".")[0]


def read_head(path: Path, sealing_key: bytes) -> Head:
    """Return the head of an archive. Raises SealBroken for one that cannot be opened or was made by newer code."""
    with path.open("rb") as source:
        return next(_parts(ArchiveReader(source, sealing_key)))[0]


def check(path: Path, sealing_key: bytes) -> Restored:
    """Read an archive to its end and return what is in it. Raises SealBroken for one that is not whole."""
    files = 0
    with path.open("rb") as source:
        archive = ArchiveReader(source, sealing_key)
        for read_in, name, _ in _parts(archive):
            head, files = read_in, files + name.startswith("files/")
    return Restored(head, archive.manifest["rows"], files, tuple(archive.manifest["problems"]))


def restore(path: Path, sealing_key: bytes, place: Place, make_tables: Callable[[str], None]) -> Restored:
    """Restore an archive into an empty place and return what is there now.

    `make_tables` brings an empty PostgreSQL database to a revision. Raises SealBroken for an archive that is not
    whole; then nothing is left of it.
    """
    staging = place.data_dir / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700, parents=True)
    try:
        with path.open("rb") as source:
            restored = _unpack(ArchiveReader(source, sealing_key), place, staging, make_tables)
        _move_into_place(place, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return restored


def note_restored(work: Work, as_of: datetime) -> None:
    """Note that the database was put back to an instant: messages are held, and numbers given out since are left out.

    Somebody may hold a receipt of a letter that came after that instant; its number is never given to another one.
    """
    mail_hold.hold(work, as_of)
    work.session.execute(update(Counter).values(value=Counter.value + NUMBERS_LEFT_OUT))
    audit.note(work, Audited.RESTORED, as_of=as_of.isoformat(), numbers_left_out=NUMBERS_LEFT_OUT)


def _unpack(archive: ArchiveReader, place: Place, staging: Path, make_tables: Callable[[str], None]) -> Restored:
    parts = _parts(archive)
    head, _, _ = next(parts)
    if head.engine != place.engine:
        raise SealBroken(f"The backup is of {head.engine}, DATABASE_URL names {place.engine}.")
    if not place.sqlite_file:
        make_tables(head.revision)
    with nullcontext() if place.sqlite_file else postgresql_copies.loading(place.database_url) as loader:
        files = 0
        for _, name, stream in parts:
            if name.startswith("files/"):
                archives.save(stream, staging / name)
                files += 1
            elif name == DATABASE and place.sqlite_file:
                archives.save(stream, staging / DATABASE)
            elif not name.startswith(archives.KEYS) and not (loader and loader.take(name, stream)):
                raise SealBroken(f"The archive has a part of which nothing is known: {name}")
    return Restored(head, archive.manifest["rows"], files, _problems(archive, place, staging))


def _problems(archive: ArchiveReader, place: Place, staging: Path) -> tuple[str, ...]:
    told = tuple(archive.manifest["problems"])
    if place.sqlite_file:
        told += tuple(f"database: {fault}" for fault in sqlite_copies.faults(staging / DATABASE))
        return told + _missing(sqlite_copies.stored_files(staging / DATABASE), staging, told)
    with postgresql_copies.snapshot(place.database_url) as snapshot:
        return told + _missing(snapshot.stored_files(), staging, told)


def _parts(archive: ArchiveReader) -> Iterator[tuple[Head, str, Hashed]]:
    """Yield every part with the head of its archive, first the head itself."""
    head: Head | None = None
    for name, stream in archive:
        if head is None:
            if name != HEAD:
                raise SealBroken("This is no backup of the mailbox.")
            head = _head(json.loads(stream.read()))
        yield head, name, stream


def _head(facts: dict[str, Any]) -> Head:
    head = Head(datetime.fromisoformat(facts["begun_at"]), datetime.fromisoformat(facts["taken_at"]),
                facts["engine"], facts["revision"], facts["with_keys"], facts["keys"])
    if facts["format"] != FORMAT or head.revision > needed_revision():
        raise SealBroken(f"The backup was made by newer code (format {facts['format']}, revision {head.revision}).")
    return head


def _missing(stored: Iterator[Stored], staging: Path, told: tuple[str, ...]) -> tuple[str, ...]:
    """Return what rows name and no part brought, unless the backup told of it already."""
    named = set(told)
    lines = (f"{file.owner}: its file {file.storage_name} is missing" for file in stored
             if not (staging / "files" / file.storage_name[:2] / file.storage_name).exists())
    return tuple(line for line in lines if line not in named)


def _move_into_place(place: Place, staging: Path) -> None:
    """Files first, the database last: a row is never there without its file."""
    files = place.data_dir / "files"
    if (staging / "files").exists():
        if files.exists():
            files.rmdir()
        (staging / "files").rename(files)
    if place.sqlite_file:
        place.sqlite_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(staging / DATABASE, place.sqlite_file)
        archives.sync_directory(place.sqlite_file.parent)
    archives.sync_directory(place.data_dir)
