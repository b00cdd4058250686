"""Logs of long runs: set aside while their process writes on, kept for half a year, then deleted."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters import log_files
from tests.harness.waiting import wait_until

NOW = datetime(2026, 11, 24, 2, 42, tzinfo=UTC)
WRITER = "import sys\nfor line in sys.stdin:\n    print(line, end='', flush=True)\n"


def lines_of(path: Path) -> list[str]:
    return gzip.open(path, "rt").read().splitlines() if path.suffix == ".gz" else path.read_text().splitlines()


def test_large_log_is_set_aside_while_its_process_writes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab") as out, subprocess.Popen(
            [sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=out, text=True) as writer:
        assert writer.stdin
        for number in range(3):
            writer.stdin.write(f"line {number}\n")
            writer.stdin.flush()
            wait_until(lambda: log.stat().st_size >= 7, "the line")
            assert log_files.set_aside(log, NOW, largest=3) is not None
        assert log.stat().st_size == 0
        writer.stdin.write("the last\n")
        writer.stdin.close()
    kept = sorted(tmp_path.glob("web.log.*.gz"))
    assert [path.name for path in kept] == [
        "web.log.20261124T024200Z-2.gz", "web.log.20261124T024200Z-3.gz", "web.log.20261124T024200Z.gz"]
    assert sorted(line for path in kept for line in lines_of(path)) == ["line 0", "line 1", "line 2"]
    assert lines_of(log) == ["the last"]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}


def test_small_log_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("line\n")
    assert log_files.set_aside(tmp_path / "web.log", NOW) is None
    assert log_files.set_aside(tmp_path / "none.log", NOW) is None
    assert [path.name for path in tmp_path.iterdir()] == ["web.log"]


@pytest.mark.parametrize(("days", "kept"), [(0, True), (183, True), (184, True), (185, False)])
@pytest.mark.parametrize("asked", [None, timedelta(), timedelta(days=30)], ids=["by default", "nothing", "a month"])
def test_log_that_was_set_aside_is_kept_for_184_days(
        tmp_path: Path, days: int, kept: bool, asked: timedelta | None) -> None:
    """G2: a log of 183 days stays whatever age the caller asks for, one of 185 days goes."""
    log = tmp_path / "web.log"
    log.write_text("line\n")
    aside = log_files.set_aside(log, NOW - timedelta(days=days), largest=1)
    (tmp_path / "another.gz").write_bytes(b"")
    age = () if asked is None else (asked,)
    assert log_files.old(tmp_path, NOW, *age) == ([] if kept else [aside])
    assert log_files.remove_old(tmp_path, NOW, *age) == ([] if kept else [aside])
    assert aside is not None
    assert aside.exists() is kept
    assert (tmp_path / "another.gz").exists()
