"""Archives: parts in their order, a manifest at the end, and nothing under the final name before all is written."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from adapters import archives
from adapters.archives import ArchiveReader
from adapters.sealing import SealBroken, Sealer

KEY = bytes(range(32))
PARTS = {"head.json": b"{}", "database.db": b"x" * 700_000, "files/ab/abcd": b""}


def made(path: Path, parts: dict[str, bytes] = PARTS) -> Path:
    with archives.writing(path, KEY) as archive:
        for name, content in parts.items():
            archive.add_bytes(name, content)
        archive.finish({"rows": {"case": 3}})
    return path


def read(path: Path) -> tuple[dict[str, bytes], dict[str, object]]:
    with path.open("rb") as source:
        reader = ArchiveReader(source, KEY)
        return {name: stream.read() for name, stream in reader}, reader.manifest


def forged(path: Path, *entries: tarfile.TarInfo) -> Path:
    """Seal a tar file that was made elsewhere, with the right key."""
    with path.open("wb") as out:
        sealer = Sealer(out, KEY)
        with tarfile.open(mode="w|", fileobj=sealer) as tar:
            for entry in entries:
                tar.addfile(entry, io.BytesIO(bytes(entry.size)))
        sealer.finish()
    return path


def test_read_of_an_archive_gives_its_parts_and_manifest(tmp_path: Path) -> None:
    parts, manifest = read(made(tmp_path / "a.backup"))
    assert parts == PARTS
    assert (manifest["rows"], manifest["parts"]) == ({"case": 3}, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup"]
    assert (tmp_path / "a.backup").stat().st_mode & 0o077 == 0


def test_parts_that_are_not_read_are_counted_all_the_same(tmp_path: Path) -> None:
    with made(tmp_path / "a.backup").open("rb") as source:
        assert [name for name, _ in ArchiveReader(source, KEY)] == list(PARTS)


def test_writing_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no name"), archives.writing(tmp_path / "a.backup", KEY) as archive:
        archive.add_bytes("../elsewhere", b"{}")
    assert list(tmp_path.iterdir()) == []


def test_archive_without_its_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(SealBroken, match="no manifest"):
        read(forged(tmp_path / "a.backup", tarfile.TarInfo("head.json")))


LINK = tarfile.TarInfo("files/link")
LINK.type, LINK.linkname = tarfile.SYMTYPE, "/etc/passwd"


@pytest.mark.parametrize("entry", [
    pytest.param(tarfile.TarInfo("../../etc/cron"), id="a way out of the folder"),
    pytest.param(tarfile.TarInfo("/etc/cron"), id="an absolute path"),
    pytest.param(LINK, id="a link"),
])
def test_part_that_would_leave_its_place_is_refused(tmp_path: Path, entry: tarfile.TarInfo) -> None:
    with pytest.raises(SealBroken, match="not written here"):
        read(forged(tmp_path / "a.backup", entry))


def test_keys_are_taken_out_of_an_archive_that_has_them(tmp_path: Path) -> None:
    with_keys = {"head.json": b"{}", "keys/code.key": b"k" * 32, "keys/session.key": b"s" * 32, "database.db": b"x"}
    assert archives.key_files(made(tmp_path / "a.backup", with_keys), KEY) == {
        "code.key": b"k" * 32, "session.key": b"s" * 32}
    assert archives.key_files(made(tmp_path / "b.backup"), KEY) == {}
