from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.clock import Clock
from tests.harness.clock import SimulatedClock

THEN = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)


def follower(file: Path) -> Clock:
    clock = Clock()
    clock.file = file
    return clock


def test_now_without_a_file_is_the_present_in_utc() -> None:
    before, now = datetime.now(UTC), Clock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_now_follows_the_file_and_runs_on_from_it(tmp_path: Path) -> None:
    simulated = SimulatedClock(tmp_path / "clock", THEN)
    clock = follower(simulated.file)
    assert THEN <= clock.now() < THEN + timedelta(seconds=5)
    simulated.forward(days=3)
    assert clock.now() >= THEN + timedelta(days=3)
    set_at = simulated.file.stat().st_mtime
    os.utime(simulated.file, (set_at - 60, set_at - 60))
    assert clock.now() >= THEN + timedelta(days=3, seconds=60)


def test_now_of_two_processes_agrees(tmp_path: Path) -> None:
    file = SimulatedClock(tmp_path / "clock", THEN).file
    assert abs(follower(file).now() - follower(file).now()) < timedelta(seconds=1)


def test_now_never_runs_back_when_the_file_was_written_in_the_future(tmp_path: Path) -> None:
    file = SimulatedClock(tmp_path / "clock", THEN).file
    os.utime(file, (file.stat().st_mtime + 3600,) * 2)
    assert follower(file).now() == THEN
