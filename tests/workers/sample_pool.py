"""A worker pool that runs what waits and ends: `python -m tests.workers.burst REDIS_URL`."""

from __future__ import annotations

import sys

from redis import Redis

from adapters import jobs
from adapters.jobs import JobOptions
from workers.worker import worker_pool

NOTE = "tests.workers.sample_jobs.note"
FAIL = "tests.workers.sample_jobs.fail"


def list_samples() -> None:
    """Put the sample functions into the table of jobs of this process."""
    jobs.JOBS[NOTE] = JobOptions(NOTE, "note", timeout_s=10)
    jobs.JOBS[FAIL] = JobOptions(FAIL, "fail", timeout_s=10, retries_s=())


if __name__ == "__main__":
    list_samples()
    worker_pool(Redis.from_url(sys.argv[1]), 1).start(burst=True)
