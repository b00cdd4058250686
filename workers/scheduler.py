"""The scheduler: offers the rows of the timetable. Start with `python -m workers.scheduler`.

Any number may run. It holds nothing that matters: what is due is read from the database by the jobs.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.cron import CronJob, CronScheduler

from adapters import embedded_redis, logs
from adapters.job_queue import JobQueue, connect
from config import Config, ConfigError
from workers.schedule import Entry, timetable

log = logging.getLogger(__name__)

ZONE = "Asia/Shanghai"


class TimetableJob(CronJob):
    """A row of the timetable, offered through our own queue: RQ's cron would write pickles."""

    def __init__(self, entry: Entry, queue: JobQueue) -> None:
        super().__init__("timetable", func_name=entry.function, interval=entry.every_s, name=entry.name)
        self._entry = entry
        self._jobs = queue

    def enqueue(self, connection: Redis) -> None:  # type: ignore[override]
        """Offer the job; a queue that is away gets it at the next tick."""
        try:
            if not self._jobs.enqueue(self._entry.function, *self._entry.arguments):
                log.info("%s was not queued", self._entry.name)
        except Exception:
            # One row that cannot be offered must not keep the others from their time (security.md S3).
            log.exception("Incident %s: %s could not be offered", secrets.token_hex(4), self._entry.name)


class MailboxScheduler(CronScheduler):
    """RQ's scheduler with the rows of the timetable, which goes on while Redis is away."""

    def add(self, entry: Entry, queue: JobQueue) -> None:
        """Take one row into the timetable."""
        self._cron_jobs.append(TimetableJob(entry, queue))

    def _request_stop(self, signum: int, frame: Any) -> None:
        # A second signal, as Ctrl-C and the supervisor send one each, must not break off the stopping.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        super()._request_stop(signum, frame)

    def register_birth(self) -> None:
        self._unless_away(super().register_birth)

    def register_death(self, pipeline: Any = None) -> None:
        self._unless_away(lambda: super(MailboxScheduler, self).register_death(pipeline))

    def heartbeat(self) -> None:
        self._unless_away(super().heartbeat)

    def save(self, pipeline: Any = None) -> None:
        self._unless_away(lambda: super(MailboxScheduler, self).save(pipeline))

    def _unless_away(self, act: Callable[[], None]) -> None:
        # These entries in Redis only tell RQ's own tools that we live.
        try:
            act()
        except (RedisError, OSError) as fault:
            log.warning("The queue did not answer: %s", type(fault).__name__)


def main() -> None:
    """Offer jobs until told to stop."""
    # Times in the log are the county's own; what is due is decided by the jobs.
    os.environ["TZ"] = ZONE
    time.tzset()
    try:
        config = Config.from_env()
    except ConfigError as fault:
        sys.exit(str(fault))
    logs.start(config.operations.log_format)
    queue = JobQueue()
    url = config.redis_url or embedded_redis.redis_url(config.data_dir)
    queue.bind(lambda: url)
    scheduler = MailboxScheduler(connection=connect(url))
    for entry in timetable(config.timing):
        scheduler.add(entry, queue)
    scheduler.start()


if __name__ == "__main__":
    main()
