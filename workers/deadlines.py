"""The sweep: makes people hear of time limits. What is overdue is known from the rows, whether it runs or not."""

from __future__ import annotations

import logging
import time

from adapters.job_queue import queue
from services import climbing, replanning
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)

SWEEP_JOB = "workers.deadlines.sweep"
# After so long a sweep hands over to the next one, so that no worker is held while letters wait to be routed.
BUDGET_S = 20.0


def sweep() -> None:
    """Take every rung that has been reached, batch by batch, each committed for itself.

    Any number of sweeps may run: each takes cases that no other holds. One with much to do calls for another.
    """
    ends_at = time.monotonic() + BUDGET_S
    with periodic_work("deadlines") as work:
        done = climbing.climb(work)
    rungs = done.rungs
    if done.cases == climbing.BATCH:
        queue.enqueue(SWEEP_JOB)
    while done.cases and time.monotonic() < ends_at:
        with unit_of_work() as work:
            done = climbing.climb(work)
        rungs += done.rungs
    if done.cases:
        queue.enqueue(SWEEP_JOB)
    if rungs:
        log.info("%s rungs were reached", rungs)


def replan(after_id: int) -> None:
    """Plan a portion of the running clocks anew and offer the next one."""
    with unit_of_work() as work:
        last_id = replanning.replan(work, after_id)
    if last_id is not None:
        queue.enqueue(replanning.REPLAN_JOB, last_id)
