"""The table of background jobs: which functions may run, on which queue, how long and how often.

It is the allow-list too: a function that has no row here is neither enqueued nor run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

URGENT = "urgent"
NORMAL = "normal"
SLOW = "slow"
# Workers take from the first queue that holds something; one of them leaves the slow one alone.
QUEUES = (URGENT, NORMAL, SLOW)

DAY = 24 * 3600


@dataclass(frozen=True)
class JobOptions:
    """How one function runs.

    `prefix` begins its job ids. `timeout_s` ends a run. `retries_s` are the waits before each repeat
    of a run that raised. `waiting_s` bounds how long a job may stand in the queue: what waited longer is
    offered again by the sweep, so a job that got lost between queue and worker blocks nothing for ever.
    """

    function: str
    prefix: str
    queue: str = NORMAL
    timeout_s: int = 60
    retries_s: tuple[int, ...] = (5, 30, 120)
    waiting_s: int = 3600
    failure_s: int = 30 * DAY


_ROWS = (
    # A run takes a fraction of a second. One that hangs must not hold a worker for as long as others may wait.
    JobOptions("workers.routing.route_letter", "route", queue=URGENT, timeout_s=20),
    JobOptions("workers.notices.deliver_due", "deliver", queue=SLOW, timeout_s=120, waiting_s=600),
    JobOptions("workers.reconcile.offer_unfinished", "reconcile", queue=URGENT, retries_s=(), waiting_s=120),
    JobOptions("workers.deadlines.sweep", "deadlines", queue=URGENT, timeout_s=120, retries_s=(), waiting_s=120),
    JobOptions("workers.deadlines.replan", "replan", queue=SLOW, timeout_s=120),
    JobOptions("workers.pauses.end_expired", "pauses", retries_s=(), waiting_s=600),
    JobOptions("workers.requests.note_due", "requests", retries_s=(), waiting_s=600),
    JobOptions("workers.reconcile.close_answered", "close-answered", retries_s=(), waiting_s=600),
    # Not slow: mail must go on while a province's clocks are brought to a new calendar.
    JobOptions("workers.calendar.recount", "recount", timeout_s=1800),
    JobOptions("workers.calendar.recount_stragglers", "recount-stragglers", timeout_s=1800, retries_s=()),
    JobOptions("workers.ledger.seal_days", "seal", timeout_s=600, retries_s=()),
    JobOptions("workers.counts.check_sample", "counts", queue=SLOW, timeout_s=600, retries_s=()),
    JobOptions("workers.ledger.verify", "verify", queue=SLOW, timeout_s=3600, retries_s=()),
    # Five files, each scanned, and copied by a process that is given half a minute.
    JobOptions("workers.files.examine", "examine", queue=SLOW, timeout_s=360, waiting_s=600),
    JobOptions("workers.files.examine_waiting", "examine-waiting", retries_s=(), waiting_s=600),
    JobOptions("workers.files.check_integrity", "integrity", queue=SLOW, timeout_s=300, retries_s=()),
    JobOptions("workers.files.remove_orphans", "orphans", queue=SLOW, timeout_s=600, retries_s=()),
    JobOptions("workers.puzzles.purge_solved", "puzzles", queue=SLOW, retries_s=()),
    JobOptions("workers.retention.purge", "retention", queue=SLOW, timeout_s=1800, retries_s=()),
    JobOptions("workers.accounts.disable_unused", "accounts", retries_s=()),
    JobOptions("workers.papers.keep", "paper", queue=SLOW, timeout_s=120, waiting_s=600),
    JobOptions("workers.papers.keep_request_paper", "request-paper", timeout_s=120, waiting_s=600),
    JobOptions("workers.papers.offer_waiting", "paper-files", retries_s=(), waiting_s=600),
    # Not slow: mail must go on while the papers of a day are set.
    JobOptions("workers.digests.make_due", "digests", timeout_s=1800, retries_s=()),
    JobOptions("workers.bulletins.remind", "demands", retries_s=(), waiting_s=600),
    JobOptions("workers.conferring.look_after", "conferring", retries_s=(), waiting_s=600),
    # Three files, a PDF among them, which a child of its own makes.
    JobOptions("workers.bulletins.keep_files", "bulletin-files", queue=SLOW, timeout_s=300),
    JobOptions("workers.comment_periods.sweep", "comment-periods", queue=URGENT, timeout_s=120, retries_s=(),
               waiting_s=120),
    JobOptions("workers.comment_periods.destroy_keys", "signal-keys", queue=SLOW, retries_s=()),
    JobOptions("workers.annual.remind", "annual", retries_s=(), waiting_s=600),
    # Not slow: a draft that the public reads is to be had as a file within minutes.
    JobOptions("workers.drafts.look_after", "drafts", timeout_s=300, waiting_s=600),
    JobOptions("workers.annual.keep_files", "annual-files", queue=SLOW, timeout_s=300),
    # Three files of a result, and as many answers as there were comments.
    JobOptions("workers.comment_results.keep_files", "result-files", queue=SLOW, timeout_s=300),
    JobOptions("workers.comment_results.respond", "respond", queue=SLOW, timeout_s=1800),
    JobOptions("workers.comment_results.look_after", "comment-results", retries_s=(), waiting_s=600),
    # Every comment of a period that was filled at once may be new; each run of it stops after four minutes.
    JobOptions("workers.comments.compare_new", "alike-comments", queue=SLOW, timeout_s=300, retries_s=(),
               waiting_s=600),
    JobOptions("workers.heartbeat.beat", "beat", queue=URGENT, timeout_s=15, retries_s=(), waiting_s=120),
)

JOBS: dict[str, JobOptions] = {row.function: row for row in _ROWS}


def job_id(options: JobOptions, arguments: tuple[object, ...]) -> str:
    """Return the stable id of the work item: the prefix and the arguments, as in `route-4217`.

    Raises ValueError for an argument that is not a number, a date or a slug: jobs carry keys only.
    """
    words = [options.prefix, *(str(argument) for argument in arguments)]
    for word in words:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", word):
            raise ValueError(f"A job takes ids, dates and slugs only, not {word[:20]!r}.")
    return "-".join(words)
