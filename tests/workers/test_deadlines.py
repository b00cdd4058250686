from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select, update

from adapters import jobs
from extensions import queue
from models.clock import Clock
from models.heartbeat import Heartbeat
from models.rung import Rung
from rules.vocabulary import State
from services import climbing, replanning
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.redis import RedisServer
from workers import deadlines

LETTERS = 5
Waiting = Callable[[], set[str]]


@pytest.fixture
def late(job_edge: Edge, test_clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> Edge:
    """Letters whose half has passed, swept in batches of two."""
    for _ in range(LETTERS):
        job_edge.run(lambda work: factories.letter_in(work, State.ACCEPTED).id)
    test_clock.forward(days=2)
    monkeypatch.setattr(climbing.climb, "__defaults__", (2,))
    monkeypatch.setattr(climbing, "BATCH", 2)
    return job_edge


@pytest.fixture
def waiting(redis_server: RedisServer) -> Iterator[Callable[[], set[str]]]:
    """Tell, each time it is called, which jobs wait in a Redis of the test's own."""
    def names() -> set[str]:
        with redis_server.client() as redis:
            return {name.decode() for each in jobs.QUEUES for name in redis.lrange(f"rq:queue:{each}", 0, -1)}

    queue.bind(lambda: redis_server.url)
    yield names
    queue.bind(lambda: "")


def rungs(edge: Edge) -> int:
    return edge.run(lambda work: work.session.scalar(select(func.count()).select_from(Rung))) or 0


def test_sweep_goes_on_until_nothing_is_due_and_leaves_its_heartbeat(late: Edge) -> None:
    deadlines.sweep()
    assert rungs(late) == LETTERS
    assert late.run(lambda work: work.session.get(Heartbeat, "deadlines")) is not None
    deadlines.sweep()
    assert rungs(late) == LETTERS


def test_sweep_with_much_to_do_calls_for_another(late: Edge, waiting: Waiting) -> None:
    deadlines.sweep()
    assert waiting() == {"deadlines"}


def test_sweep_whose_time_is_over_hands_over(late: Edge, waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "BUDGET_S", 0.0)
    deadlines.sweep()
    assert rungs(late) == 2
    assert waiting() == {"deadlines"}


def test_replan_finds_clocks_that_nobody_planned(late: Edge, waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    late.run(lambda work: work.session.execute(update(Clock).values(next_action_at=None)) and None)
    deadlines.sweep()
    assert rungs(late) == 0
    monkeypatch.setattr(replanning.replan, "__defaults__", (2,))
    deadlines.replan(0)
    assert len(waiting()) == 1
    for after in range(0, 2 * LETTERS, 2):
        deadlines.replan(after)
    deadlines.sweep()
    assert rungs(late) == LETTERS
