"""Redis restarted, emptied, away, full and slow: it costs delay, and no receipt and no limit (security.md R5, P8)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.children import COMMANDS
from rules.actors import Role
from services import attempts, lookup
from tests import factories
from tests.faults.clients import Receipt
from tests.faults.officers import Officer
from tests.faults.slow_redis import OperatedRedis
from tests.faults.stage import Stage
from tests.harness.waiting import wait_until

QUICK_S = 4.0
REBUILT_WITHIN_S = 60
AWAY_S = 5
REPLY_DELAY_S = 10
POOLS = ("workers", "workers2")


@pytest.fixture(scope="module")
def stage(staged: Callable[..., Stage], seeded_dir: Path) -> Iterator[Stage]:
    made = staged(COMMANDS)
    made.prepare(seeded_dir)
    made.redis = OperatedRedis(made.service)
    made.start()
    yield made
    # Whatever was not routed and sent in between is so within a minute.
    assert made.breaches(within_s=REBUILT_WITHIN_S) == []


def send_some(stage: Stage, count: int = 3) -> list[Receipt]:
    """Send letters, each of which gets its receipt quickly."""
    told = [stage.send() for _ in range(count)]
    assert [each.status for each in told] == [201] * count
    assert max(each.took_s for each in told) < QUICK_S
    return [each.receipt for each in told if each.receipt]


def wait_until_routed(stage: Stage, letters: list[Receipt]) -> None:
    wait_until(lambda: all(map(stage.is_routed, letters)), "every letter routed", within_s=REBUILT_WITHIN_S)


@contextmanager
def nobody_works(stage: Stage) -> Iterator[None]:
    """Stop every worker where it is while the block lasts."""
    for name in POOLS:
        stage.service.kill_group(name, signal.SIGSTOP)
    yield
    for name in POOLS:
        stage.service.kill_group(name, signal.SIGCONT)


def test_restart_of_redis_costs_no_receipt_and_no_letter(stage: Stage) -> None:
    send_some(stage)
    stage.redis.kill()
    stage.redis.start()
    send_some(stage)


def test_flush_while_letters_wait_is_made_good_from_their_rows(stage: Stage) -> None:
    with nobody_works(stage):
        letters = send_some(stage)
        stage.redis.flush()
    wait_until_routed(stage, letters)


def test_absence_costs_delay_only(stage: Stage) -> None:
    stage.redis.kill()
    letters = send_some(stage)
    threading.Event().wait(AWAY_S)
    letters += send_some(stage)
    stage.redis.start()
    wait_until_routed(stage, letters)


def test_full_memory_refuses_jobs_and_no_letters(stage: Stage) -> None:
    stage.redis.set_memory("1")
    send_some(stage)
    stage.redis.set_memory("256mb")


def test_replies_that_come_late_hold_up_no_receipt(stage: Stage) -> None:
    stage.redis.line.delay_s = REPLY_DELAY_S
    send_some(stage, 6)
    stage.redis.line.delay_s = 0


def test_guesses_of_a_query_code_stay_counted_when_redis_forgets(stage: Stage) -> None:
    """K3: wrong codes are counted in the database: a flush of Redis changes nothing."""
    def guess() -> int:
        return stage.ask("GET", "/api/v1/letters/X2026-987654", headers={"X-Query-Code": "AAAA-BBBB-CCCC-DDDD"})[0]

    before = [guess() for _ in range(lookup.PER_NUMBER)]
    stage.redis.flush()
    assert (set(before), guess()) == ({404}, 429)


def test_failed_sign_ins_stay_counted_when_redis_forgets(stage: Stage) -> None:
    """N4, B3: the counters are in the database; a flush of Redis changes nothing."""
    stage.inside(lambda work: factories.staff(work, Role.LEAD))
    officer = Officer(stage.service.port)
    for _ in range(attempts.MAX_FAILURES):
        page = officer.try_to_sign_in("lead-housing-1", stage.clock.now(), "wrong-password")
        stage.clock.forward(seconds=5)
    assert attempts.TOO_MANY not in page.text
    stage.redis.flush()
    locked = officer.try_to_sign_in("lead-housing-1", stage.clock.now())
    assert (locked.status, attempts.TOO_MANY in locked.text) == (200, True)
