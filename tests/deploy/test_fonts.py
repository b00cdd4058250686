"""The fonts of official papers: what comes is checked, and what does not come stops nothing."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from adapters import fonts as faces
from deploy import fonts


@pytest.fixture
def expected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Two small files in the place of the real ones, and a folder of the test's own."""
    files = {"FandolFang-Regular.otf": b"fang", "FandolKai-Regular.otf": b"kai"}
    monkeypatch.setattr(faces, "FILES", {name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    monkeypatch.setattr(faces, "FOLDER", tmp_path / "fonts")
    return files


def packed(folder: Path, files: dict[str, bytes]) -> Path:
    """Return a Debian package with these files where the real one has them."""
    root = folder / "root"
    inside = root / fonts.INSTALLED.relative_to("/")
    inside.mkdir(parents=True)
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(
        "Package: faces\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: faces\n")
    for name, content in {**files, "README": b"other"}.items():
        (inside / name).write_bytes(content)
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", str(root), str(folder / "faces.deb")], check=True,
                   capture_output=True)
    return folder / "faces.deb"


def test_faces_of_a_package_are_kept_when_they_are_the_tested_ones(tmp_path: Path, expected: dict[str, bytes]) -> None:
    assert not faces.are_there()
    fonts.keep(fonts.unpacked(packed(tmp_path, expected)))
    assert faces.are_there()
    assert {path.name: path.read_bytes() for path in faces.FOLDER.iterdir()} == expected


@pytest.mark.parametrize(("change", "words"), [
    ({"FandolKai-Regular.otf": b"another"}, "another file than the one that was tested"),
    ({"FandolKai-Regular.otf": None}, "is not among them"),
], ids=["changed", "missing"])
def test_face_that_was_not_tested_is_not_kept(change: dict[str, bytes | None], words: str,
                                              expected: dict[str, bytes]) -> None:
    """S4: a file that is not the one that was tested is not installed."""
    found = {name: content for name, content in {**expected, **change}.items() if content is not None}
    with pytest.raises(fonts.NotFetched, match=words):
        fonts.keep(found)
    assert not faces.FOLDER.exists()
