"""Jobs and letters that do harm: few attempts, parked in sight, and nobody else waits (security.md R12, P9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from adapters import embedded_redis, jobs
from adapters.job_queue import JobQueue
from tests.faults.poison import HANG, HARM, POISON, POISONED, ROUTE, table
from tests.faults.stage import Stage
from tests.harness.waiting import wait_until

ATTEMPTS = 5
OTHERS_WAIT_S = 10
NO_SUCH_LETTER = 987654


@pytest.fixture(scope="module")
def stage(staged: Callable[..., Stage], seeded_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    notes = tmp_path_factory.mktemp("poison") / "notes"
    made = staged(POISONED, POISON_NOTES=str(notes), JOB_MEMORY_MB="300")
    made.prepare(seeded_dir)
    made.start()
    yield made
    made.wait_until_sent()
    # The harmful letters stay unrouted, as they must; all else holds.
    found = made.breaches(within_s=0)
    assert [each for each in found if not each.startswith(("Waited", "a letter that is not routed: 2"))] == []


@pytest.fixture
def queue(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> JobQueue:
    for function, options in table().items():
        monkeypatch.setitem(jobs.JOBS, function, options)
    queue = JobQueue()
    queue.bind(lambda: embedded_redis.redis_url(stage.service.data_dir))
    return queue


def workers(stage: Stage) -> set[int]:
    return {child.pid for name in ("workers", "workers2")
            for child in psutil.Process(stage.service.processes[name].pid).children()}


def tries(stage: Stage) -> Counter[str]:
    notes = Path(stage.service.env["POISON_NOTES"])
    return Counter(notes.read_text().splitlines() if notes.exists() else [])


def wait_until_parked(queue: JobQueue, names: set[str]) -> dict[str, str]:
    """Return why each of these jobs was given up."""
    def parked() -> dict[str, str]:
        return {job.id: job.kind for job in queue.failed(50) if job.id in names}

    wait_until(lambda: parked().keys() == names, f"{sorted(names)} to be given up", within_s=45, every_s=0.2)
    return parked()


def others_are_served(stage: Stage) -> None:
    letter = stage.send()
    assert letter.receipt is not None
    wait_until(lambda: letter.receipt and stage.is_routed(letter.receipt), "another's letter", within_s=OTHERS_WAIT_S)


def write_nonsense(stage: Stage) -> None:
    """Put a job into the queue that nobody can decode."""
    with Redis.from_url(embedded_redis.redis_url(stage.service.data_dir)) as redis:
        redis.hset("rq:job:nonsense", mapping={
            "data": b"\xff\xfe\x00", "origin": jobs.URGENT, "status": "queued", "created_at": "2026-01-01T00:00:00Z"})
        redis.rpush(f"rq:queue:{jobs.URGENT}", "nonsense")


def harmful_letters(stage: Stage) -> list[int]:
    for word in (POISON, HANG):
        assert stage.send(text=f"这是一封{word}，写了很多很多字。").status == 201
    return [case_id for case_id, in stage.rows("SELECT case_id FROM letter WHERE text LIKE '这是一封%' ORDER BY 1")]


def sweeps(stage: Stage) -> int:
    return sum(stage.service.log(name).count("Offered again") for name in ("workers", "workers2"))


def test_jobs_and_letters_that_do_harm_are_tried_a_few_times_and_parked_with_their_reason(
        stage: Stage, queue: JobQueue) -> None:
    before = workers(stage)
    poison, hang = (f"route-{case_id}" for case_id in harmful_letters(stage))
    for function in HARM:
        assert queue.enqueue(function, "harm")
    assert queue.enqueue(ROUTE, NO_SUCH_LETTER)
    write_nonsense(stage)
    others_are_served(stage)
    reasons = {"fail-harm": "RuntimeError", "hang-harm": "JobTimeoutException", "eat-harm": "MemoryError",
               "crash-harm": "WorkerDied", f"route-{NO_SUCH_LETTER}": "NotFound", "nonsense": "DeserializationError",
               poison: "RuntimeError", hang: "JobTimeoutException"}
    assert wait_until_parked(queue, set(reasons)) == reasons
    swept = sweeps(stage)
    wait_until(lambda: sweeps(stage) >= swept + 3, "three more sweeps", within_s=30)
    others_are_served(stage)
    tried = tries(stage)
    assert tried.pop("harm") <= ATTEMPTS * len(HARM)
    assert max(tried.values()) <= ATTEMPTS
    assert workers(stage) == before
