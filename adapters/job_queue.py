"""Handing jobs to the queue by dotted name. Owns the connection and its limits; not what jobs do.

A job is a hint to look at a row of the database. So a queue that is away costs delay and nothing else:
`enqueue` then returns False at once, and the sweep offers the row again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as RedisRetry
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.utils import as_text, utcparse
from rq.worker_registration import REDIS_WORKER_KEYS

from adapters import embedded_redis, job_hand, job_watch, jobs, logs
from config import Config, Timing

log = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 0.3
ANSWER_TIMEOUT_S = 0.5
# After a fault the queue is left alone for so long, so that a dead one slows one request in this time.
REST_AFTER_FAULT_S = 2.0
# A job that was taken from the queue is started within this time, else its worker died in between.
TAKEN_WITHIN_S = 5.0
# Heartbeats of a running job that may be missed before its worker counts as dead.
MISSED_BEATS = 3
# Ids that one work item may use at once: one runs, one waits, the others belong to workers that died.
COPIES = 5

WAITING = JobStatus.QUEUED
ENDED = {JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED}


Answer = TypeVar("Answer")


class JobQueue:
    """The queue as the web, the command line, the workers and the timetable see it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._find_url: Callable[[], str] = str
        self._client: Redis | None = None
        self._client_url = ""
        self._rest_until = float("-inf")
        self._silent_after_s = float(MISSED_BEATS * Timing().job_beat_s)

    def init_app(self, app: Flask) -> None:
        """Bind to the configured server, or to the embedded one as soon as its address is recorded."""
        config: Config = app.extensions["mailbox.config"]
        self.bind(lambda: config.redis_url or embedded_redis.redis_url(config.data_dir))
        self._silent_after_s = float(MISSED_BEATS * config.timing.job_beat_s)

    def bind(self, find_url: Callable[[], str]) -> None:
        """Use the server that `find_url` names; "" means that there is none yet."""
        self._find_url = find_url

    def enqueue(self, function: str, *arguments: int | str) -> bool:
        """Offer a job; True when it waits in the queue, also when an equal one already did.

        A job that is running does not stop an equal one from being queued behind it: it may have read
        its row before the change that this call is about. Raises ValueError for an unknown function.
        """
        options, base = _named(function, arguments)
        return bool(self._attempt(lambda client: _offer(client, options, base, arguments, self._silent_after_s)))

    def offer_again(self, function: str, *arguments: int | str) -> bool:
        """Offer what its row says is still to be done, for the sweep; True when it is in hand or waits.

        What runs, waits for its repeat or was given up less than a day ago is left alone (security.md R12).
        """
        options, base = _named(function, arguments)
        return bool(self._attempt(
            lambda client: job_hand.is_in_hand(client, options, _names(base), at=time.time(),
                                               silent_after_s=self._silent_after_s)
            or _offer(client, options, base, arguments, self._silent_after_s)))

    def is_answering(self) -> bool:
        """Tell whether the queue answers now; does not touch a queue that is being left alone."""
        return bool(self._attempt(lambda client: client.ping()))

    def live_workers(self, within_s: float = 120.0) -> int:
        """Return how many workers were heard of in the last `within_s` seconds; 0 when the queue is away."""
        return self._attempt(lambda client: _count_workers(client, within_s)) or 0

    def figures(self) -> list[job_watch.QueueFigures]:
        """Return the lengths of every queue; nothing when the queue is away."""
        return self._attempt(job_watch.figures) or []

    def failed(self, limit: int) -> list[job_watch.FailedJob]:
        """Return jobs that were given up, at most `limit` of each queue; nothing when the queue is away."""
        return self._attempt(lambda client: job_watch.failed(client, limit)) or []

    def failed_job(self, job_id: str) -> job_watch.FailedJob | None:
        """Return one job that was given up, None when it is not listed (any more) or the queue is away."""
        return self._attempt(lambda client: job_watch.one(client, job_id))

    def remove_failed(self, job: job_watch.FailedJob) -> bool:
        """Take a job that was given up off the list; False when the queue is away."""
        return self._attempt(lambda client: job_watch.remove(client, job)) or False

    def client(self) -> Redis | None:
        """Return the connection for other short uses, or None when no server is known."""
        url = self._find_url()
        if url != self._client_url:
            self._client_url = url
            self._client = connect(url) if url else None
        return self._client

    def _attempt(self, act: Callable[[Redis], Answer]) -> Answer | None:
        if self._clock() < self._rest_until:
            return None
        client = self.client()
        if client is None:
            return None
        try:
            return act(client)
        except (RedisError, OSError) as fault:
            self._rest_until = self._clock() + REST_AFTER_FAULT_S
            log.warning("The queue did not answer: %s", type(fault).__name__)
            return None


queue = JobQueue()
init_app = queue.init_app


def connect(url: str) -> Redis:
    """Return a client that gives up quickly and never repeats a command by itself."""
    return Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=ANSWER_TIMEOUT_S,
        retry=RedisRetry(NoBackoff(), 0),
    )


def _named(function: str, arguments: tuple[int | str, ...]) -> tuple[jobs.JobOptions, str]:
    if function not in jobs.JOBS:
        raise ValueError(f"{function} has no row in adapters/jobs.py.")
    options = jobs.JOBS[function]
    return options, jobs.job_id(options, arguments)


def _names(base: str) -> list[str]:
    return [base, *(f"{base}--{copy}" for copy in range(2, COPIES + 1))]


def _offer(client: Redis, options: jobs.JobOptions, base: str, arguments: tuple[int | str, ...],
           silent_after_s: float) -> bool:
    queue = Queue(options.queue, connection=client, serializer=JSONSerializer)
    for name in _names(base):
        if _put(queue, options, name, arguments) or _is_waiting(queue, name):
            return True
        # A failed job stays listed for the operator until the same work is asked for again. One whose worker died
        # must not keep its place until the queue's own upkeep finds it: a few deaths would use up every copy.
        if _forget_ended(queue, name, silent_after_s) and _put(queue, options, name, arguments):
            return True
    log.warning("Every copy of job %s is taken", base, extra={"job_id": base})
    return False


def _put(queue: Queue, options: jobs.JobOptions, name: str, arguments: tuple[int | str, ...]) -> bool:
    waits = options.retries_s
    try:
        queue.enqueue_call(
            options.function,
            args=arguments,
            job_id=name,
            unique=True,
            timeout=options.timeout_s,
            ttl=options.waiting_s,
            # The row of the database holds the outcome; a kept result would only hold back the next job.
            result_ttl=0,
            failure_ttl=options.failure_s,
            retry=Retry(max=len(waits), interval=list(waits)) if waits else None,
            description=name,
            # Lines that the job logs can be laid beside those of the request that caused it.
            meta={"request": logs.request_id.get()} if logs.request_id.get() else None,
        )
    except DuplicateJobError:
        return False
    return True


def _forget_ended(queue: Queue, name: str, silent_after_s: float) -> bool:
    job = _fetch(queue, name)
    if job is None:
        return True
    status, heard = job.get_status(refresh=False), job.last_heartbeat
    is_dead = status == JobStatus.STARTED and heard is not None and time.time() - heard.timestamp() > silent_after_s
    if status not in ENDED and not is_dead:
        return False
    job.delete()
    return True


def _is_waiting(queue: Queue, name: str) -> bool:
    job = _fetch(queue, name)
    if job is None or job.get_status(refresh=False) != WAITING:
        return False
    if queue.connection.lpos(queue.key, name) is not None:
        return True
    # Taken by a worker a moment ago, or by one that died before it could say so.
    age = time.time() - job.enqueued_at.timestamp() if job.enqueued_at else TAKEN_WITHIN_S
    return age < TAKEN_WITHIN_S


def _fetch(queue: Queue, name: str) -> Job | None:
    try:
        return Job.fetch(name, connection=queue.connection, serializer=JSONSerializer)
    except NoSuchJobError:
        return None


def _count_workers(client: Redis, within_s: float) -> int:
    heard = 0
    for key in client.smembers(REDIS_WORKER_KEYS):
        beat, death = client.hmget(key, "last_heartbeat", "death")
        if beat and not death:
            heard += time.time() - utcparse(as_text(beat)).timestamp() < within_s
    return heard
