"""Sealing single files, as PostgreSQL's archive command does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.children import ROOT

CONTENT = os.urandom(3 * 1024 * 1024)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "backup.key"
    path.write_bytes(os.urandom(32))
    path.chmod(0o600)
    return path


def seal(key: Path | str, *arguments: object, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": os.environ["PATH"], "BACKUP_KEY_FILE": str(key)}
    return subprocess.run([sys.executable, "-m", "deploy.seal", *map(str, arguments)], cwd=ROOT, env=env, input=given,
                          capture_output=True, check=False, timeout=60)


def test_open_of_a_sealed_file_gives_it_again(key: Path, tmp_path: Path) -> None:
    segment, sealed, opened = tmp_path / "segment", tmp_path / "sealed", tmp_path / "opened"
    segment.write_bytes(CONTENT)
    assert seal(key, segment, sealed).returncode == 0
    assert CONTENT[:64] not in sealed.read_bytes()
    assert seal(key, "--open", sealed, opened).returncode == 0
    assert opened.read_bytes() == CONTENT
    assert seal(key, "--open", "-", "-", given=seal(key, "-", "-", given=CONTENT).stdout).stdout == CONTENT


def test_seal_again_of_the_same_is_done_and_of_another_refused(key: Path, tmp_path: Path) -> None:
    segment, sealed = tmp_path / "segment", tmp_path / "sealed"
    segment.write_bytes(CONTENT)
    seal(key, segment, sealed)
    before = sealed.read_bytes()
    assert seal(key, segment, sealed).returncode == 0
    segment.write_bytes(CONTENT[:-1])
    refused = seal(key, segment, sealed)
    assert refused.returncode == 1
    assert b"holds something else" in refused.stderr
    assert sealed.read_bytes() == before


def test_open_with_the_wrong_key_leaves_nothing(key: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed"
    sealed.write_bytes(seal(key, "-", "-", given=CONTENT).stdout)
    key.write_bytes(bytes(32))
    refused = seal(key, "--open", sealed, tmp_path / "opened")
    assert (refused.returncode, refused.stderr.count(b"\n")) == (1, 1)
    assert b"key does not fit" in refused.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"backup.key", "sealed"}


def test_seal_without_a_key_says_how_to_make_one(tmp_path: Path) -> None:
    assert b"deploy.keys --backup" in seal("", "-", "-", given=b"x").stderr
