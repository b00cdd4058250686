"""The real scheduler: what it writes, and that neither a second one nor an absent Redis does harm."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable

import pytest
from redis import Redis

from adapters import jobs
from config import Timing
from deploy.children import COMMANDS
from tests.harness.processes import Service
from tests.harness.redis import RedisServer
from tests.harness.waiting import wait_until
from workers.schedule import Entry, timetable

BEAT = "rq:job:beat-scheduler"


@pytest.fixture
def scheduled(redis_server: RedisServer, service: Callable[..., Service]) -> Service:
    scheduled = service(REDIS_URL=redis_server.url)
    scheduled.start("scheduler")
    return scheduled


def wait_for_beat(redis: Redis) -> None:
    wait_until(lambda: redis.exists(BEAT), "the heartbeat job")


def test_scheduler_writes_json_calls_of_the_table(scheduled: Service, redis_server: RedisServer) -> None:
    with redis_server.client() as redis:
        wait_for_beat(redis)
        call = json.loads(zlib.decompress(redis.hget(BEAT, "data")))
        assert call == ["workers.heartbeat.beat", None, ["scheduler"], {}]


def test_two_schedulers_leave_one_waiting_job_each(scheduled: Service, redis_server: RedisServer) -> None:
    scheduled.start("second", COMMANDS["scheduler"])
    with redis_server.client() as redis:
        wait_until(lambda: redis.zcard("rq:cron_schedulers") == 2, "two schedulers")
        wait_for_beat(redis)
        waiting = [name for queue in jobs.QUEUES for name in redis.lrange(f"rq:queue:{queue}", 0, -1)]
    assert len(waiting) == len(set(waiting))


def test_scheduler_goes_on_while_redis_is_away(scheduled: Service, redis_server: RedisServer) -> None:
    with redis_server.client() as redis:
        wait_for_beat(redis)
    redis_server.kill()
    wait_until(lambda: "did not answer" in scheduled.log("scheduler"), "the scheduler's warning")
    redis_server.start()
    with redis_server.client() as redis:
        redis.flushall()
        wait_for_beat(redis)
    assert scheduled.processes["scheduler"].poll() is None


ROWS = timetable(Timing())


@pytest.mark.parametrize("entry", ROWS, ids=[entry.name for entry in ROWS])
def test_row_of_the_timetable_is_a_listed_job_and_says_why(entry: Entry) -> None:
    assert entry.function in jobs.JOBS
    assert jobs.job_id(jobs.JOBS[entry.function], entry.arguments)
    assert entry.why


def test_names_and_id_prefixes_are_unique() -> None:
    assert len({entry.name for entry in ROWS}) == len(ROWS)
    assert len({options.prefix for options in jobs.JOBS.values()}) == len(jobs.JOBS)
