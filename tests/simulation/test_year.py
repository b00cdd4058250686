"""Some weeks of the simulated county in its own process; `make simulate` lives through a whole year on both engines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# National Day, an outage after it, and the notice for the next year are among these days.
# The seed is fixed, so that a change is judged by its own doing; `make simulate` takes a new one each time.
START = ("--first", "2025-10-01", "--seed", "461157")
WEEKS = ("--days", "38", "--letters", "45", "--requests", "10", "--periods", "2")
# Long enough for a promise to be broken.
DAYS = ("--days", "14", "--letters", "28", "--requests", "4", "--periods", "0")


def simulate(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the simulation to its end."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run([sys.executable, "-m", "tests.simulation", *START, *options], cwd=ROOT, env=kept,
                          capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_simulate_some_weeks_keeps_every_promise(engine: str) -> None:
    done = simulate(*WEEKS, "--engine", engine)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]


@pytest.mark.parametrize(("job", "seen"), [
    ("workers.deadlines.sweep", "rungs of clock"), ("workers.routing.route_letter", "a letter that nobody routed")])
def test_simulate_without_a_job_breaks_a_promise(job: str, seen: str) -> None:
    done = simulate(*DAYS, "--leave-out", job)
    assert done.returncode == 1, done.stderr[-3000:]
    assert f"broken: {seen}" in done.stdout
