"""The long forms: leases and intervals as in production, on both engines. SOAK_SCALE shortens every span alike."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from deploy.children import COMMANDS
from tests.faults.clients import Receipt
from tests.faults.pauses import HELD
from tests.faults.poison import HANG, POISON, POISONED
from tests.faults.slow_redis import OperatedRedis
from tests.faults.stage import Stage
from tests.fixtures.engines import build_seeded
from tests.harness.postgres import Databases
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.soak
SCALE = float(os.environ.get("SOAK_SCALE") or 1)
LEASE_S, RELAY_S = max(2, round(60 * SCALE)), max(2, round(20 * SCALE))
REAL_TIMES = {"LEASE_SECONDS": str(LEASE_S), "RELAY_SECONDS": str(RELAY_S)}
ASLEEP_S, AWAY_S, SLOW_S, POISONED_S = (span * SCALE for span in (120, 600, 60, 300))
OTHERS_WAIT_S = RETAKEN_WITHIN_S = REBUILT_WITHIN_S = 60
ENGINES = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
Set = Callable[..., Stage]


@pytest.fixture
def long_stage(staged: Set, seeded_dir: Path, postgres: Databases) -> Set:
    """Set a stage on an engine with the times of production: `long_stage(engine, commands, NAME="value")`."""

    def make(engine: str, commands: dict[str, tuple[str, ...]], **env: str) -> Stage:
        made = staged(commands, **REAL_TIMES, **env)
        made.prepare(seeded_dir)
        if engine == "postgresql":
            build = partial(build_seeded, data_dir=made.service.data_dir)
            made.service.env["DATABASE_URL"] = postgres.fresh("seeded", build)
        return made

    return make


def report(what: str, figures: list[float]) -> None:
    """Print how long something took, for the figures of a release."""
    longest, middle = max(figures), sorted(figures)[len(figures) // 2]
    sys.stdout.write(f"{what}: {len(figures)} times, middle {middle:.2f} s, longest {longest:.2f} s\n")


def letters_for(stage: Stage, span_s: float, every_s: float = 2.0) -> list[Receipt]:
    """Send a letter now and then for a time; each gets its receipt quickly."""
    ends, told = time.monotonic() + span_s, []
    while not told or time.monotonic() < ends:
        told.append(stage.send())
        threading.Event().wait(every_s)
    assert {each.status for each in told} == {201}
    report("receipts", [each.took_s for each in told])
    assert max(each.took_s for each in told) < 4
    return [each.receipt for each in told if each.receipt]


@ENGINES
def test_redis_away_for_long_costs_delay_only(long_stage: Set, engine: str) -> None:
    stage = long_stage(engine, COMMANDS)
    redis = OperatedRedis(stage.service)
    stage.start()
    redis.kill()
    letters = letters_for(stage, AWAY_S)
    redis.start()
    began = time.monotonic()
    wait_until(lambda: all(map(stage.is_routed, letters)), "every letter routed", within_s=REBUILT_WITHIN_S + RELAY_S)
    report("rebuilt from the rows after", [time.monotonic() - began])
    redis.line.delay_s = 10
    letters_for(stage, SLOW_S)
    redis.line.delay_s = 0
    assert stage.breaches(within_s=180) == []


@ENGINES
@pytest.mark.parametrize("place", ["accepted", "routing"])
def test_worker_stopped_for_long_is_a_zombie_that_changes_nothing(long_stage: Set, engine: str, place: str) -> None:
    stage = long_stage(engine, HELD)
    stage.start()
    stage.places.arm(place)
    letter = stage.send().receipt
    job = psutil.Process(stage.places.wait_for(place, within_s=60))
    zombies, began = [job.parent(), job], time.monotonic()
    for process in zombies:
        process.suspend()
    stage.places.let_go(place)
    is_done = stage.is_sent if place == "accepted" else stage.is_routed
    wait_until(lambda: is_done(letter), "the other worker", within_s=LEASE_S + RETAKEN_WITHIN_S)
    report(f"retaken at {place}", [time.monotonic() - began])
    threading.Event().wait(max(0.0, ASLEEP_S - (time.monotonic() - began)))
    for process in zombies:
        process.resume()
    wait_until(lambda: not job.is_running() or job.status() == psutil.STATUS_ZOMBIE, "the zombie's end", within_s=60)
    stage.kills += 1
    assert stage.breaches(within_s=180) == []


@ENGINES
def test_kill_of_a_worker_is_made_good_within_a_minute_of_its_lease(long_stage: Set, engine: str) -> None:
    stage, took = long_stage(engine, HELD), []
    stage.start()
    for place, is_done in (("accepted", stage.is_sent), ("routing", stage.is_routed)):
        for whom in (lambda job: job, lambda job: psutil.Process(job).ppid()):
            stage.wait_until_quiet(180)
            stage.places.arm(place)
            letter = stage.send().receipt
            os.kill(whom(stage.places.wait_for(place, within_s=60)), signal.SIGKILL)
            stage.kills, began = stage.kills + 1, time.monotonic()
            wait_until(lambda done=is_done, one=letter: done(one), place, within_s=LEASE_S + RETAKEN_WITHIN_S)
            took.append(time.monotonic() - began)
    report("retaken after a kill", took)
    assert stage.breaches(within_s=180) == []


@ENGINES
def test_harmful_letters_with_real_repeats_hold_nobody_up(long_stage: Set, engine: str, tmp_path: Path) -> None:
    stage = long_stage(engine, POISONED, POISON_NOTES=str(tmp_path / "notes"), POISON_TIMES="real")
    stage.start()
    for word in (POISON, HANG):
        assert stage.send(text=f"这是一封{word}，写了很多很多字。").status == 201
    ends, waits = time.monotonic() + POISONED_S, []
    while time.monotonic() < ends:
        letter, began = stage.send().receipt, time.monotonic()
        wait_until(lambda one=letter: stage.is_routed(one), "another's letter", within_s=OTHERS_WAIT_S)
        waits.append(time.monotonic() - began)
        threading.Event().wait(1)
    report("others wait", waits)
    tried = (tmp_path / "notes").read_text().split()
    assert max(map(tried.count, set(tried))) <= 5
    # A channel whose server was slow for a moment rests before it tries again.
    stage.wait_until_sent(180)
    found = stage.breaches(within_s=0)
    assert [each for each in found if not each.startswith(("Waited", "a letter that is not routed: 2"))] == []
