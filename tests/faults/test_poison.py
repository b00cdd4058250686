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

pytestmark = pytest.mark.xdist_group("faults")
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
    # The harmful letters stay unrouted, as they must; all else holds.
    found = made.breaches(within_s=1)
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


def test_jobs_that_do_harm_are_tried_a_few_times_and_parked_with_their_reason(stage: Stage, queue: JobQueue) -> None:
    before = workers(stage)
    for function in HARM:
        assert queue.enqueue(function, "harm")
    assert queue.enqueue(ROUTE, NO_SUCH_LETTER)
    write_nonsense(stage)
    others_are_served(stage)
    reasons = wait_until_parked(queue, {"fail-harm", "hang-harm", "eat-harm", "crash-harm",
                                        f"route-{NO_SUCH_LETTER}", "nonsense"})
    others_are_served(stage)
    assert reasons == {"fail-harm": "RuntimeError", "hang-harm": "JobTimeoutException", "eat-harm": "MemoryError",
                       "crash-harm": "WorkerDied", f"route-{NO_SUCH_LETTER}": "NotFound",
                       "nonsense": "DeserializationError"}
    assert tries(stage)["harm"] <= ATTEMPTS * len(HARM)
    assert workers(stage) == before


def write_nonsense(stage: Stage) -> None:
    """Put a job into the queue that nobody can decode."""
    with Redis.from_url(embedded_redis.redis_url(stage.service.data_dir)) as redis:
        redis.hset("rq:job:nonsense", mapping={
            "data": b"\xff\xfe\x00", "origin": jobs.URGENT, "status": "queued", "created_at": "2026-01-01T00:00:00Z"})
        redis.rpush(f"rq:queue:{jobs.URGENT}", "nonsense")


def test_letters_that_do_harm_are_not_tried_without_end_by_the_sweep(stage: Stage, queue: JobQueue) -> None:
    before = workers(stage)
    for word in (POISON, HANG):
        assert stage.send(text=f"这是一封{word}，写了很多很多字。").status == 201
    ids = [case_id for case_id, in stage.rows("SELECT case_id FROM letter WHERE text LIKE '这是一封%'")]
    others_are_served(stage)
    assert set(wait_until_parked(queue, {f"route-{case_id}" for case_id in ids}).values()) == {
        "RuntimeError", "JobTimeoutException"}
    swept = stage.service.log("workers").count("Offered again")
    wait_until(lambda: sum(stage.service.log(name).count("Offered again") for name in ("workers", "workers2"))
               >= swept + 3, "three more sweeps", within_s=30)
    others_are_served(stage)
    assert all(tries(stage)[f"letter-{case_id}"] <= ATTEMPTS for case_id in ids), tries(stage)
    assert workers(stage) == before
