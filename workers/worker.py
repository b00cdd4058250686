"""How a worker lives: what it reads, how soon it looks after lost jobs, and that it ends with its parent."""

from __future__ import annotations

from typing import Any

from redis import Redis
from rq import Worker
from rq.serializers import JSONSerializer
from rq.worker_pool import WorkerPool

from adapters.jobs import QUEUES
from workers.allowed import AllowedJob, AllowedQueue

# With RQ's own numbers a job whose worker was killed is found again after seven to thirteen minutes,
# with these after one and a half.
WORKER_TTL_S = 60
MAINTENANCE_S = 30
MONITORING_S = 10


class MailboxWorker(Worker):
    """A worker that reads JSON only, looks after lost jobs soon, and is back soon after Redis was away."""

    queue_class = AllowedQueue
    job_class = AllowedJob
    max_connection_wait_time = 5.0

    def __init__(self, queues: Any, *arguments: Any, **options: Any) -> None:
        options.update(
            worker_ttl=WORKER_TTL_S,
            maintenance_interval=MAINTENANCE_S,
            job_monitoring_interval=MONITORING_S,
            serializer=JSONSerializer,
            job_class=AllowedJob,
            queue_class=AllowedQueue,
        )
        super().__init__(queues, *arguments, **options)

    def clean_group_registries(self) -> None:
        """Leave groups alone: none are used, and RQ would read forged ones with pickle."""


def worker_pool(connection: Redis, count: int) -> WorkerPool:
    """Return a pool of `count` workers on the queues of the jobs table, to be started."""
    return WorkerPool(
        list(QUEUES),
        connection=connection,
        num_workers=count,
        worker_class=MailboxWorker,
        serializer=JSONSerializer,
        job_class=AllowedJob,
        queue_class=AllowedQueue,
    )
