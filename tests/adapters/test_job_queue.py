"""The queue against a real Redis: what is offered once, what again, and what happens without one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from rq.utils import now, utcformat

from adapters import jobs
from adapters.job_queue import COPIES, ENDED, REST_AFTER_FAULT_S, JobQueue
from adapters.jobs import JobOptions
from tests.harness.redis import RedisServer

ROUTE = "workers.routing.sample_for_tests"


@pytest.fixture(autouse=True)
def sample_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.JOBS, ROUTE, JobOptions(ROUTE, "route", retries_s=(5, 30)))


@pytest.fixture
def queue(redis_server: RedisServer) -> JobQueue:
    queue = JobQueue()
    queue.bind(lambda: redis_server.url)
    return queue


@pytest.fixture
def redis(redis_server: RedisServer) -> Iterator[Redis]:
    with redis_server.client() as client:
        yield client


def waiting(redis: Redis) -> list[str]:
    return Queue(jobs.NORMAL, connection=redis).job_ids


def stored(redis: Redis, name: str) -> Job:
    return Job.fetch(name, connection=redis, serializer=JSONSerializer)


def take(redis: Redis, name: str, status: JobStatus) -> None:
    """Stand in for a worker that took a job from the queue and brought it to this state."""
    redis.lrem(f"rq:queue:{jobs.NORMAL}", 1, name)
    stored(redis, name).set_status(status)


def test_enqueue_writes_a_json_call_with_a_stable_id(queue: JobQueue, redis: Redis) -> None:
    assert queue.enqueue(ROUTE, 4217)
    assert waiting(redis) == ["route-4217"]
    job = stored(redis, "route-4217")
    assert json.loads(job.data) == [ROUTE, None, [4217], {}]
    assert (job.retries_left, job.result_ttl, job.timeout) == (2, 0, 60)


def test_enqueue_of_waiting_job_adds_no_second_copy(queue: JobQueue, redis: Redis) -> None:
    assert queue.enqueue(ROUTE, 1)
    assert queue.enqueue(ROUTE, 1)
    assert waiting(redis) == ["route-1"]


def test_enqueue_while_running_waits_behind_it(queue: JobQueue, redis: Redis) -> None:
    queue.enqueue(ROUTE, 1)
    take(redis, "route-1", JobStatus.STARTED)
    assert queue.enqueue(ROUTE, 1)
    assert queue.enqueue(ROUTE, 1)
    assert waiting(redis) == ["route-1--2"]


@pytest.mark.parametrize("status", sorted(ENDED), ids=lambda status: status.value)
def test_enqueue_after_the_end_takes_the_same_id(queue: JobQueue, redis: Redis, status: JobStatus) -> None:
    queue.enqueue(ROUTE, 1)
    take(redis, "route-1", status)
    assert queue.enqueue(ROUTE, 1)
    assert waiting(redis) == ["route-1"]
    assert "route-1" not in FailedJobRegistry(jobs.NORMAL, connection=redis).get_job_ids(cleanup=False)


def test_enqueue_after_loss_between_queue_and_worker_offers_again(queue: JobQueue, redis: Redis) -> None:
    queue.enqueue(ROUTE, 1)
    redis.lrem(f"rq:queue:{jobs.NORMAL}", 1, "route-1")
    redis.hset("rq:job:route-1", "enqueued_at", "2026-01-01T00:00:00.000000Z")
    assert queue.enqueue(ROUTE, 1)
    assert waiting(redis) == ["route-1--2"]


def test_enqueue_just_after_a_worker_took_the_job_counts_as_waiting(queue: JobQueue, redis: Redis) -> None:
    queue.enqueue(ROUTE, 1)
    redis.lrem(f"rq:queue:{jobs.NORMAL}", 1, "route-1")
    assert queue.enqueue(ROUTE, 1)
    assert waiting(redis) == []


def test_enqueue_with_every_copy_running_is_false(queue: JobQueue, redis: Redis) -> None:
    for _ in range(COPIES):
        assert queue.enqueue(ROUTE, 1)
        take(redis, waiting(redis)[0], JobStatus.STARTED)
    assert not queue.enqueue(ROUTE, 1)


def test_waiting_job_expires_so_that_a_lost_one_blocks_nothing(queue: JobQueue, redis: Redis) -> None:
    queue.enqueue(ROUTE, 1)
    assert 0 < redis.ttl("rq:job:route-1") <= jobs.JOBS[ROUTE].waiting_s


def test_enqueue_of_a_function_outside_the_table_raises(queue: JobQueue) -> None:
    with pytest.raises(ValueError, match="os.system has no row"):
        queue.enqueue("os.system", "true")


@pytest.mark.parametrize("argument", ["张三", "a b", "a:b", "<p>", "x" * 65, ""])
def test_enqueue_of_text_instead_of_a_key_raises(queue: JobQueue, argument: str) -> None:
    with pytest.raises(ValueError, match="ids, dates and slugs"):
        queue.enqueue(ROUTE, argument)


def test_enqueue_with_redis_away_is_false_at_once(tmp_path: Path) -> None:
    queue = JobQueue()
    queue.bind(lambda: f"unix://{tmp_path}/nothing.sock")
    started = time.monotonic()
    assert [queue.enqueue(ROUTE, number) for number in range(200)] == [False] * 200
    assert time.monotonic() - started < 0.5


def test_enqueue_before_any_server_is_known_is_false() -> None:
    assert not JobQueue().enqueue(ROUTE, 1)
    assert not JobQueue().is_answering()
    assert JobQueue().live_workers() == 0


def test_enqueue_with_a_redis_that_answers_nothing_slows_one_call_only(
    queue: JobQueue, redis_server: RedisServer
) -> None:
    queue.enqueue(ROUTE, 1)
    redis_server.pause()
    started = time.monotonic()
    assert not any(queue.enqueue(ROUTE, number) for number in range(20))
    assert time.monotonic() - started < 1.5


def test_enqueue_works_again_when_redis_is_back(redis_server: RedisServer) -> None:
    seconds = [0.0]
    queue = JobQueue(clock=lambda: seconds[0])
    queue.bind(lambda: redis_server.url)
    redis_server.kill()
    assert not queue.enqueue(ROUTE, 1)
    redis_server.start()
    assert not queue.enqueue(ROUTE, 1)
    seconds[0] += REST_AFTER_FAULT_S
    assert queue.enqueue(ROUTE, 1)


def test_enqueue_follows_a_server_that_moved(queue: JobQueue, redis_server: RedisServer) -> None:
    addresses = ["", redis_server.url]
    queue.bind(lambda: addresses[0])
    assert not queue.enqueue(ROUTE, 1)
    addresses.pop(0)
    assert queue.enqueue(ROUTE, 1)


def beat(redis: Redis, name: str, ago_s: float = 0.0) -> None:
    """Let the worker that runs a job be heard of so many seconds ago."""
    redis.hset(f"rq:job:{name}", "last_heartbeat", utcformat(now() - timedelta(seconds=ago_s)))


def test_offer_again_leaves_a_running_job_alone(queue: JobQueue, redis: Redis) -> None:
    queue.enqueue(ROUTE, 1)
    take(redis, "route-1", JobStatus.STARTED)
    beat(redis, "route-1")
    assert queue.offer_again(ROUTE, 1)
    assert waiting(redis) == []


def test_offer_again_after_the_worker_fell_silent_offers_the_work_anew(queue: JobQueue, redis: Redis) -> None:
    queue.enqueue(ROUTE, 1)
    take(redis, "route-1", JobStatus.STARTED)
    beat(redis, "route-1", ago_s=31)
    assert queue.offer_again(ROUTE, 1)
    assert waiting(redis) == ["route-1"]


def test_enqueue_after_many_workers_died_finds_a_place(queue: JobQueue, redis: Redis) -> None:
    for _ in range(COPIES):
        queue.enqueue(ROUTE, 1)
        take(redis, waiting(redis)[0], JobStatus.STARTED)
    for copy in ("route-1", "route-1--4"):
        beat(redis, copy, ago_s=31)
    assert queue.enqueue(ROUTE, 1)
    assert waiting(redis) == ["route-1"]


@pytest.mark.parametrize(("due_in_s", "offered"), [(25, []), (-5, []), (-31, ["route-1--2"])],
                         ids=["not yet due", "just due", "forgotten by every scheduler"])
def test_offer_again_waits_for_a_repeat(queue: JobQueue, redis: Redis, due_in_s: int, offered: list[str]) -> None:
    queue.enqueue(ROUTE, 1)
    take(redis, "route-1", JobStatus.SCHEDULED)
    redis.zadd(f"rq:scheduled:{jobs.NORMAL}", {"route-1": time.time() + due_in_s})
    assert queue.offer_again(ROUTE, 1)
    assert waiting(redis) == offered


@pytest.mark.parametrize(("hours", "offered"), [(0, []), (23, []), (25, ["route-1"])])
def test_offer_again_tries_what_was_given_up_anew_after_a_day(
        queue: JobQueue, redis: Redis, hours: int, offered: list[str]) -> None:
    queue.enqueue(ROUTE, 1)
    take(redis, "route-1", JobStatus.FAILED)
    kept_until = time.time() + jobs.JOBS[ROUTE].failure_s - hours * 3600
    redis.zadd(f"rq:failed:{jobs.NORMAL}", {"route-1": kept_until})
    assert queue.offer_again(ROUTE, 1)
    assert waiting(redis) == offered


def test_offer_again_of_what_nobody_has_offers_it_once(queue: JobQueue, redis: Redis) -> None:
    assert queue.offer_again(ROUTE, 1)
    assert queue.offer_again(ROUTE, 1)
    assert waiting(redis) == ["route-1"]


def test_offer_again_without_a_queue_is_false(queue: JobQueue, redis_server: RedisServer) -> None:
    redis_server.kill()
    assert not queue.offer_again(ROUTE, 1)
