"""What may run: only functions of the jobs table, called with plain arguments.

Whoever can write to Redis can write any job. So nothing of a job is trusted but its name, looked up in
the table, and its JSON arguments; callbacks, webhooks, repeats and dependencies are dropped unread.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from adapters import logs
from adapters.database_faults import is_away
from adapters.jobs import JOBS

REQUEST_ID = re.compile(r"[0-9a-f]{16}")


class ForeignJobRefused(Exception):
    """A job that our own code did not write. It is not run, not repeated, and stays listed as failed."""

    is_safe_to_log = True


class AllowedJob(Job):
    """A job that runs its function only when the table has it."""

    def restore(self, raw_data: dict[bytes, Any]) -> None:
        """Read the stored job, without what could make RQ call or fetch something by itself."""
        super().restore(raw_data)
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self._success_callback = self._failure_callback = self._stopped_callback = None
        self.webhooks = []
        self.repeats_left = None
        self.rate_limit_key = None
        if not self.is_allowed:
            self.retries_left = 0

    @property
    def is_allowed(self) -> bool:
        """Tell whether the stored call is one that the table names, with positional JSON scalars only."""
        try:
            listed = self.func_name in JOBS and self.instance is None and not self.kwargs
            return listed and all(type(argument) in (int, str) for argument in self.args)
        except Exception:  # Whatever cannot be read was not written by us.
            return False

    def _execute(self) -> Any:
        if not self.is_allowed:
            raise ForeignJobRefused("This job is not in the table of jobs.")
        cause = self.meta.get("request", "") if isinstance(self.meta, dict) else ""
        logs.job_id.set(str(self.id))
        logs.request_id.set(cause if isinstance(cause, str) and REQUEST_ID.fullmatch(cause) else "")
        module, _, function = str(self.func_name).rpartition(".")
        try:
            return getattr(import_module(module), function)(*self.args)
        except Exception as fault:
            if self.retries_left is not None and is_away(fault):
                # A database that is away is not this job's fault: the run does not count among its attempts.
                self.retries_left += 1
            raise


class AllowedQueue(Queue):
    """A queue that reads JSON and allowed jobs, however it is built: RQ's own default is pickle."""

    job_class = AllowedJob

    def __init__(self, name: str, connection: Redis, **options: Any) -> None:
        options.update(serializer=JSONSerializer, job_class=AllowedJob)
        super().__init__(name, connection=connection, **options)
