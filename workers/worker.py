"""How a worker lives: what it reads, how soon it looks after lost jobs, and how much memory a job may take."""

from __future__ import annotations

import logging
import resource
import sys
from multiprocessing.process import BaseProcess
from typing import Any

from redis import Redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker_pool import WorkerPool

from adapters import logs
from adapters.jobs import QUEUES, SLOW
from config import Limits, Timing
from workers.allowed import AllowedJob, AllowedQueue

log = logging.getLogger(__name__)

# With RQ's own numbers a job whose worker was killed is found again after seven to thirteen minutes,
# with these after one and a half.
WORKER_TTL_S = 60
MAINTENANCE_S = 30


class MailboxWorker(Worker):
    """A worker that reads JSON only, looks after lost jobs soon, and is back soon after Redis was away."""

    queue_class = AllowedQueue
    job_class = AllowedJob
    max_connection_wait_time = 5.0
    log_result_lifespan = False
    # Set by the pool before it forks.
    memory_bytes = Limits().job_memory_bytes
    beat_s = Timing().job_beat_s

    def __init__(self, queues: Any, *arguments: Any, **options: Any) -> None:
        options.update(
            worker_ttl=WORKER_TTL_S,
            maintenance_interval=MAINTENANCE_S,
            job_monitoring_interval=self.beat_s,
            serializer=JSONSerializer,
            job_class=AllowedJob,
            queue_class=AllowedQueue,
            log_job_description=False,
        )
        super().__init__(queues, *arguments, **options)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log what a job raised: its kind and its place, not its words, which may quote what somebody typed (G1)."""
        logs.job_id.set(str(job.id))
        log.error("The job raised", exc_info=exc_info)

    def handle_job_failure(self, job: Job, queue: Queue, started_job_registry: Any = None, exc_string: str = "",
                           execution: Any = None) -> None:
        """Note the end of a job; what it raised goes into Redis without its words, too (security.md L1)."""
        raised = sys.exc_info()[1]
        told = "\n".join(logs.fault_lines(raised)) if raised is not None else exc_string
        super().handle_job_failure(job, queue, started_job_registry, told, execution)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Run a job in this fresh child, with a bound on its memory.

        A job that eats memory then fails alone, with a reason, before the kernel picks somebody to kill.
        """
        resource.setrlimit(resource.RLIMIT_DATA, (self.memory_bytes, self.memory_bytes))
        super().main_work_horse(job, queue)

    def clean_group_registries(self) -> None:
        """Leave groups alone: none are used, and RQ would read forged ones with pickle."""


class MailboxPool(WorkerPool):
    """A pool that keeps one of its workers free of slow jobs, so that a stalled mail server or a long document
    holds up no routing."""

    _free_of_slow = ""

    def get_worker_process(self, name: str, *arguments: Any, **options: Any) -> BaseProcess:
        """Return the process of a new worker; it gets the queues that the living ones leave it."""
        names = self._queue_names
        if self.num_workers > 1 and self._free_of_slow not in self.worker_dict:
            self._free_of_slow = name
            self._queue_names = [queue for queue in names if queue != SLOW]
        try:
            return super().get_worker_process(name, *arguments, **options)
        finally:
            self._queue_names = names


def worker_pool(connection: Redis, count: int, limits: Limits | None = None,
                timing: Timing | None = None) -> MailboxPool:
    """Return a pool of `count` workers on the queues of the jobs table, to be started."""
    MailboxWorker.memory_bytes = (limits or Limits()).job_memory_bytes
    MailboxWorker.beat_s = (timing or Timing()).job_beat_s
    return MailboxPool(
        list(QUEUES),
        connection=connection,
        num_workers=count,
        worker_class=MailboxWorker,
        serializer=JSONSerializer,
        job_class=AllowedJob,
        queue_class=AllowedQueue,
    )
