"""What the queue still has in hand of one work item: running, waiting to be repeated, or given up in sight.

The sweep leaves such an item alone. Without this an item that always fails would be tried without end, and one that
hangs would be given to one worker after another.
"""

from __future__ import annotations

from collections.abc import Sequence

from redis import Redis
from rq.job import JobStatus
from rq.utils import as_text, utcparse

from adapters.jobs import JobOptions

# What was given up is tried anew after this time: the fault may have been mended meanwhile.
PARKED_S = 24 * 3600


def is_in_hand(client: Redis, options: JobOptions, names: Sequence[str], *, at: float, silent_after_s: float) -> bool:
    """Tell whether one of an item's jobs runs, waits for its repeat, or was given up less than a day ago.

    `at` is the present, in seconds since 1970. A running job that was not heard of for `silent_after_s` seconds
    belonged to a worker that died, and counts no more; so does a repeat whose time is past by as much.
    """
    with client.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.hmget(f"rq:job:{name}", "status", "last_heartbeat")
            pipeline.zscore(f"rq:scheduled:{options.queue}", name)
            pipeline.zscore(f"rq:failed:{options.queue}", name)
        found = pipeline.execute()
    limit = at - silent_after_s
    for (status, heard), repeat_at, forgotten_at in zip(found[::3], found[1::3], found[2::3], strict=True):
        words = as_text(status) if status else ""
        if words == JobStatus.STARTED and heard and utcparse(as_text(heard)).timestamp() > limit:
            return True
        if words == JobStatus.SCHEDULED and repeat_at is not None and repeat_at > limit:
            return True
        if words == JobStatus.FAILED and forgotten_at is not None \
                and forgotten_at - options.failure_s > at - PARKED_S:
            return True
    return False
