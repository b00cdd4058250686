"""What stands in the queues: lengths, and the jobs that were given up. Nothing of a stored job is trusted (X8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from redis import Redis
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry, ScheduledJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer

from adapters import jobs

_NAME = re.compile(r"[A-Za-z0-9_-]{1,200}")
_KIND = re.compile(r"^([A-Za-z_][\w.]{0,100})(?::|$)", re.MULTILINE)
# What RQ itself says of a job whose process was lost.
_KILLED = re.compile(r"^Work-horse terminated|^Moved to FailedJobRegistry|AbandonedJobError")
UNKNOWN = ""


@dataclass(frozen=True)
class QueueFigures:
    """How many jobs of a queue wait, run, wait for another attempt, and were given up."""

    name: str
    queued: int
    started: int
    scheduled: int
    failed: int


@dataclass(frozen=True)
class FailedJob:
    """A job that was given up. `function` is "" for one that is not ours, `kind` the class of what it raised."""

    id: str
    queue: str
    function: str
    arguments: tuple[int | str, ...]
    failed_at: datetime | None
    kind: str


def figures(client: Redis) -> list[QueueFigures]:
    """Return the lengths of every queue of the jobs table."""
    found = []
    for name in jobs.QUEUES:
        queue = Queue(name, connection=client, serializer=JSONSerializer)
        started, scheduled, failed = (
            kind(name, connection=client, serializer=JSONSerializer).get_job_count(cleanup=False)
            for kind in (StartedJobRegistry, ScheduledJobRegistry, FailedJobRegistry))
        found.append(QueueFigures(name, queue.count, started, scheduled, failed))
    return found


def failed(client: Redis, limit: int) -> list[FailedJob]:
    """Return the jobs that were given up, the latest first, at most `limit` of each queue."""
    found = []
    for name in jobs.QUEUES:
        registry = FailedJobRegistry(name, connection=client, serializer=JSONSerializer)
        for job_id in registry.get_job_ids(0, limit - 1, desc=True, cleanup=False):
            if _NAME.fullmatch(job_id):
                found.append(_described(client, name, job_id))
    return sorted(found, key=lambda job: job.failed_at or datetime.min.replace(tzinfo=UTC), reverse=True)


def one(client: Redis, job_id: str) -> FailedJob | None:
    """Return a job that was given up, None when it is not listed (any more)."""
    for name in jobs.QUEUES:
        registry = FailedJobRegistry(name, connection=client, serializer=JSONSerializer)
        if _NAME.fullmatch(job_id) and job_id in registry:
            return _described(client, name, job_id)
    return None


def remove(client: Redis, job: FailedJob) -> bool:
    """Take a job off the list, with all that is stored of it."""
    FailedJobRegistry(job.queue, connection=client, serializer=JSONSerializer).remove(job.id)
    stored = _fetch(client, job.id)
    if stored is not None:
        stored.delete()
    return True


def _described(client: Redis, queue: str, job_id: str) -> FailedJob:
    stored = _fetch(client, job_id)
    if stored is None:
        return FailedJob(job_id, queue, UNKNOWN, (), None, UNKNOWN)
    function, arguments = _call(stored)
    ended_at = stored.ended_at
    if ended_at is not None and ended_at.tzinfo is None:
        ended_at = ended_at.replace(tzinfo=UTC)
    return FailedJob(job_id, queue, function, arguments, ended_at, _kind(stored))


def _fetch(client: Redis, job_id: str) -> Job | None:
    try:
        return Job.fetch(job_id, connection=client, serializer=JSONSerializer)
    except NoSuchJobError:
        return None
    except Exception:  # What cannot be read was not written by us; it can still be taken off the list.
        return None


def _call(job: Job) -> tuple[str, tuple[int | str, ...]]:
    """Return which function of the table a job calls and with what, "" for a call that is not ours."""
    try:
        listed = job.func_name in jobs.JOBS and job.instance is None and not job.kwargs
        if listed and all(type(argument) in (int, str) for argument in job.args):
            return str(job.func_name), tuple(job.args)
    except Exception:  # As above.
        return UNKNOWN, ()
    return UNKNOWN, ()


def _kind(job: Job) -> str:
    """Return the class of what the job raised last; its words may quote somebody and are not shown."""
    try:
        result = job.latest_result()
        told = str(result.exc_string or "") if result else ""
    except Exception:  # As above.
        return UNKNOWN
    if _KILLED.search(told):
        return "WorkerDied"
    found = _KIND.match(told)
    return found[1].rpartition(".")[2] if found else UNKNOWN
