"""The store of uploaded files: what is written can be read, what was changed is noticed, nothing leads outside."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
from pathlib import Path

import pytest

from adapters.files import FileDamaged, FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    made = FileStore()
    made.root = tmp_path / "files"
    return made


def kept(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [
    pytest.param(b"x", id="one byte"), pytest.param(bytes(range(256)) * 4096, id="a megabyte of all bytes")])
def test_write_a_stream_gives_back_the_same_bytes(store: FileStore, content: bytes) -> None:
    stream = io.BytesIO(content)
    stream.seek(1)
    written = store.write(stream)
    assert (written.size, written.digest) == (len(content), hashlib.sha256(content).hexdigest())
    assert store.read(written.storage_name, written.digest) == content


def test_write_the_same_bytes_twice_makes_two_names(store: FileStore) -> None:
    assert store.write(io.BytesIO(b"a")).storage_name != store.write(io.BytesIO(b"a")).storage_name


def test_write_leaves_files_that_only_the_service_can_read(store: FileStore) -> None:
    store.write(io.BytesIO(b"a"))
    path = kept(store)[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_write_that_breaks_off_leaves_nothing_behind(store: FileStore) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        store.write(Broken(b"a"))
    assert kept(store) == []


def test_read_after_one_byte_has_changed_is_refused(store: FileStore) -> None:
    written = store.write(io.BytesIO(b"abc"))
    path = kept(store)[0]
    path.write_bytes(b"abd")
    with pytest.raises(FileDamaged):
        store.read(written.storage_name, written.digest)


@pytest.mark.parametrize("name", [
    pytest.param("0" * 48, id="a name that was never given"), pytest.param("../../etc/passwd", id="a way out"),
    pytest.param("/etc/passwd", id="a path"), pytest.param("", id="nothing"),
    pytest.param("0" * 47 + "\n", id="a line")])
def test_read_of_a_foreign_name_is_refused(store: FileStore, name: str) -> None:
    with pytest.raises(FileDamaged):
        store.read(name, hashlib.sha256(b"").hexdigest())


def test_read_of_a_path_that_leads_out_is_refused_though_the_hash_fits(store: FileStore) -> None:
    store.root.mkdir()
    secret = store.root.parent / "session.key"
    secret.write_bytes(b"secret")
    with pytest.raises(FileDamaged):
        store.read(str(secret), hashlib.sha256(b"secret").hexdigest())


def test_older_than_finds_old_files_and_clears_old_drafts(store: FileStore) -> None:
    old, new = store.write(io.BytesIO(b"old")), store.write(io.BytesIO(b"new"))
    day_ago = time.time() - 86_401
    draft = store.root / "ab" / ("c" * 48 + ".part")
    draft.parent.mkdir(exist_ok=True)
    draft.write_bytes(b"half")
    os.utime(draft, (day_ago, day_ago))
    os.utime(store.root / old.storage_name[:2] / old.storage_name, (day_ago, day_ago))
    assert list(store.older_than(86_400)) == [old.storage_name]
    assert not draft.exists()
    assert store.read(new.storage_name, new.digest) == b"new"


def test_remove_twice_is_no_fault(store: FileStore) -> None:
    written = store.write(io.BytesIO(b"a"))
    store.remove(written.storage_name)
    store.remove(written.storage_name)
    assert kept(store) == []
