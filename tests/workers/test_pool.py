"""A real worker pool: what dies with what, and what goes on when a job holds a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from adapters import jobs
from adapters.job_queue import JobQueue
from tests.harness.processes import PYTHON, Service
from tests.harness.redis import RedisServer
from tests.harness.waiting import wait_until
from tests.workers.sample_jobs import NOTE_FILE
from tests.workers.sample_pool import LINGER, NOTE, SAMPLES, SLOW_LINGER


@pytest.fixture
def queue(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> JobQueue:
    for function, options in SAMPLES.items():
        monkeypatch.setitem(jobs.JOBS, function, options)
    queue = JobQueue()
    queue.bind(lambda: redis_server.url)
    return queue


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def pool(redis_server: RedisServer, queue: JobQueue, service: Callable[..., Service], notes: Path) -> Service:
    pool = service(**{NOTE_FILE: str(notes)})
    pool.start("pool", (PYTHON, "-m", "tests.workers.sample_pool", redis_server.url, "2"))
    wait_until(lambda: pool.log("pool").count("Listening on") == 2, "two workers")
    return pool


def words(notes: Path) -> list[list[str]]:
    return [line.split() for line in notes.read_text().splitlines()] if notes.exists() else []


def wait_for_word(notes: Path, word: str) -> list[str]:
    return wait_until(lambda: next((line for line in words(notes) if line[0] == word), None), word)


def test_kill_of_worker_alone_takes_its_job_with_it(pool: Service, queue: JobQueue, notes: Path) -> None:
    assert queue.enqueue(LINGER, "held")
    running = psutil.Process(int(wait_for_word(notes, "held")[1]))
    running.parent().kill()
    wait_until(lambda: not running.is_running(), "the end of the job's process")


def test_kill_of_pool_alone_ends_every_process_of_it(pool: Service, queue: JobQueue, notes: Path) -> None:
    family = pool.children("pool")
    pool.kill("pool")
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_killed_worker_is_replaced_and_jobs_go_on(pool: Service, queue: JobQueue, notes: Path) -> None:
    workers = psutil.Process(pool.processes["pool"].pid).children()
    for worker in workers:
        worker.kill()
    # What is queued in the moment of its death may still be handed to a worker; so it is offered again, as the
    # sweep does.
    wait_until(lambda: queue.enqueue(NOTE, "after") and ["after"] in [line[:1] for line in words(notes)], "after",
               every_s=0.5)


def test_killed_job_leaves_its_worker_alive(pool: Service, queue: JobQueue, notes: Path) -> None:
    assert queue.enqueue(LINGER, "held")
    running = psutil.Process(int(wait_for_word(notes, "held")[1]))
    worker = running.parent()
    running.kill()
    assert queue.enqueue(NOTE, "after")
    wait_for_word(notes, "after")
    assert worker.is_running()


def test_slow_jobs_never_hold_every_worker(pool: Service, queue: JobQueue, notes: Path) -> None:
    assert queue.enqueue(SLOW_LINGER, "first")
    assert queue.enqueue(SLOW_LINGER, "second")
    wait_for_word(notes, "first")
    assert queue.enqueue(NOTE, "urgent")
    wait_for_word(notes, "urgent")
    assert [line[0] for line in words(notes)] == ["first", "urgent"]


def test_pool_goes_on_after_redis_was_killed(
    pool: Service, queue: JobQueue, redis_server: RedisServer, notes: Path
) -> None:
    redis_server.kill()
    assert not queue.enqueue(NOTE, "lost")
    redis_server.start()
    wait_until(lambda: queue.enqueue(NOTE, "after"), "the queue")
    wait_for_word(notes, "after")


def test_stop_of_idle_pool_ends_soon(pool: Service, queue: JobQueue) -> None:
    family = pool.children("pool")
    process = pool.processes["pool"]
    process.terminate()
    assert process.wait(10) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert queue.live_workers() == 0
