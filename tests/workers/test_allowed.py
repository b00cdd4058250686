"""A real worker and what others may have written into its queues: only listed functions ever run."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from adapters import jobs
from adapters.job_queue import JobQueue
from deploy.children import ROOT
from tests.harness.redis import RedisServer
from tests.workers.sample_jobs import NOTE_FILE
from tests.workers.sample_pool import EAT_MEMORY, FAIL, MISS_DATABASE, NOTE, SAMPLES

LISTED = [NOTE, None, ["ran"], {}]


class Payload:
    """Runs a command when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.system, (f"echo unpickled >> {self.marker}",)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def run_worker(redis_server: RedisServer, notes: Path) -> Callable[[], str]:
    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.workers.sample_pool", redis_server.url], cwd=ROOT, timeout=60,
            env=os.environ | {NOTE_FILE: str(notes)}, capture_output=True, text=True,
        )
        assert done.returncode == 0, done.stderr
        return notes.read_text() if notes.exists() else ""

    return run


def forge(redis: Redis, **fields: bytes | str) -> None:
    """Write a job into the queue as somebody with access to Redis could."""
    job = {"data": json.dumps(LISTED), "created_at": "2026-01-01T00:00:00Z", "origin": jobs.NORMAL,
           "status": "queued", "timeout": "10", "description": "forged"}
    redis.hset("rq:job:forged", mapping=job | fields)
    redis.sadd("rq:queues", f"rq:queue:{jobs.NORMAL}")
    redis.rpush(f"rq:queue:{jobs.NORMAL}", "forged")


def status(redis: Redis, name: str = "forged") -> JobStatus:
    return Job.fetch(name, connection=redis, serializer=JSONSerializer).get_status()


def test_worker_runs_a_listed_function(redis_server: RedisServer, run_worker: Callable[[], str]) -> None:
    with redis_server.client() as redis:
        forge(redis)
        assert run_worker() == "ran forged\n"
        assert not redis.exists("rq:job:forged") or status(redis) == JobStatus.FINISHED


FOREIGN_CALLS = [
    pytest.param(["os.system", None, ["true"], {}], id="a function that is not listed"),
    pytest.param(["system", "os", ["true"], {}], id="a method of an object"),
    pytest.param([NOTE, None, [{"a": 1}], {}], id="a structure as argument"),
    pytest.param([NOTE, None, [], {"word": "ran"}], id="named arguments"),
    pytest.param([NOTE + ".__globals__", None, ["ran"], {}], id="an attribute of a listed function"),
    pytest.param({"not": "a call"}, id="something else than a call"),
]


@pytest.mark.parametrize("call", FOREIGN_CALLS)
def test_worker_refuses_and_parks_a_foreign_call(
    redis_server: RedisServer, run_worker: Callable[[], str], call: object
) -> None:
    """X8: a function that is not listed never runs, whoever wrote it into the queue."""
    with redis_server.client() as redis:
        forge(redis, data=json.dumps(call), retries_left="3", retry_intervals="[0]")
        assert run_worker() == ""
        assert status(redis) == JobStatus.FAILED
        assert "forged" in FailedJobRegistry(jobs.NORMAL, connection=redis).get_job_ids(cleanup=False)


@pytest.mark.parametrize("field", ["data", "meta", "result"])
def test_worker_never_unpickles(
    redis_server: RedisServer, run_worker: Callable[[], str], tmp_path: Path, field: str
) -> None:
    """X8: a pickle in the queue is not read as one."""
    marker = tmp_path / "marker"
    with redis_server.client() as redis:
        forge(redis, **{field: zlib.compress(pickle.dumps(Payload(marker)))})
        run_worker()
        forge(redis, **{field: pickle.dumps(Payload(marker))})
        run_worker()
    assert not marker.exists()


@pytest.mark.parametrize("registry", ["wip", "scheduled", "deferred", "ready"])
def test_upkeep_of_registries_never_unpickles(
    redis_server: RedisServer, run_worker: Callable[[], str], tmp_path: Path, registry: str
) -> None:
    marker = tmp_path / "marker"
    poison = pickle.dumps(Payload(marker))
    with redis_server.client() as redis:
        forge(redis, data=poison, meta=poison, result=poison, status="started")
        redis.delete(f"rq:queue:{jobs.NORMAL}")
        redis.zadd(f"rq:{registry}:{jobs.NORMAL}", {"forged:1" if registry == "wip" else "forged": 1})
        run_worker()
    assert not marker.exists()


def test_callback_and_webhook_of_a_forged_job_are_not_called(
    redis_server: RedisServer, run_worker: Callable[[], str], notes: Path
) -> None:
    """X8, X10: neither callback nor webhook of a forged job is called."""
    with redis_server.client() as redis:
        hook = [{"url": "http://127.0.0.1:9/", "events": ["finished"]}]
        forge(redis, success_callback_name="tests.workers.sample_jobs.fail", webhooks=json.dumps(hook))
        assert run_worker() == "ran forged\n"


def test_worker_goes_on_after_a_forged_and_a_failing_job(
    redis_server: RedisServer, run_worker: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3: a job that fails ends with its reason, and the worker goes on."""
    for function in (NOTE, FAIL):
        monkeypatch.setitem(jobs.JOBS, function, SAMPLES[function])
    queue = JobQueue()
    queue.bind(lambda: redis_server.url)
    with redis_server.client() as redis:
        forge(redis, data=b"\xff\xfe")
        assert queue.enqueue(FAIL, "first")
        assert queue.enqueue(NOTE, "last")
        assert run_worker() == "first fail-first\nlast note-last\n"
        assert status(redis, "fail-first") == JobStatus.FAILED
        assert not redis.exists("rq:job:note-last")


@pytest.fixture
def queue(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> JobQueue:
    for function, options in SAMPLES.items():
        monkeypatch.setitem(jobs.JOBS, function, options)
    queue = JobQueue()
    queue.bind(lambda: redis_server.url)
    return queue


def test_attempt_while_the_database_is_away_does_not_count(
    redis_server: RedisServer, queue: JobQueue, run_worker: Callable[[], str]
) -> None:
    assert queue.enqueue(MISS_DATABASE, "later")
    assert run_worker() == "later miss-later\n"
    with redis_server.client() as redis:
        job = Job.fetch("miss-later", connection=redis, serializer=JSONSerializer)
    assert (job.get_status(refresh=False), job.retries_left) == (JobStatus.SCHEDULED, 2)


def test_job_that_eats_memory_fails_with_its_reason_and_the_worker_goes_on(
    redis_server: RedisServer, queue: JobQueue, run_worker: Callable[[], str]
) -> None:
    assert queue.enqueue(EAT_MEMORY, "all")
    assert queue.enqueue(NOTE, "after")
    assert run_worker() == "after note-after\n"
    with redis_server.client() as redis:
        result = Job.fetch("eat-all", connection=redis, serializer=JSONSerializer).latest_result()
    assert result is not None
    assert "MemoryError" in (result.exc_string or "")
