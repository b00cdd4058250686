"""A worker pool with the sample jobs: `python -m tests.workers.sample_pool REDIS_URL [COUNT]`.

Without a count it runs what waits and ends.
"""

from __future__ import annotations

import sys

from redis import Redis

from adapters import jobs
from adapters.jobs import JobOptions
from adapters.process import end_forks_with_parent
from workers.worker import worker_pool

NOTE = "tests.workers.sample_jobs.note"
FAIL = "tests.workers.sample_jobs.fail"
LINGER = "tests.workers.sample_jobs.linger"
SLOW_LINGER = "tests.workers.sample_jobs.slow_linger"

MISS_DATABASE = "tests.workers.sample_jobs.miss_database"
EAT_MEMORY = "tests.workers.sample_jobs.eat_memory"

SAMPLES = {
    NOTE: JobOptions(NOTE, "note", timeout_s=10),
    FAIL: JobOptions(FAIL, "fail", timeout_s=10, retries_s=()),
    LINGER: JobOptions(LINGER, "linger", timeout_s=60, retries_s=()),
    SLOW_LINGER: JobOptions(SLOW_LINGER, "slow-linger", queue=jobs.SLOW, timeout_s=60, retries_s=()),
    MISS_DATABASE: JobOptions(MISS_DATABASE, "miss", timeout_s=10, retries_s=(60, 60)),
    EAT_MEMORY: JobOptions(EAT_MEMORY, "eat", timeout_s=10, retries_s=()),
}

if __name__ == "__main__":
    jobs.JOBS.update(SAMPLES)
    end_forks_with_parent()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    worker_pool(Redis.from_url(sys.argv[1]), count or 1).start(burst=not count)
