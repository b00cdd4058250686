"""The heartbeat job: leaves a sign that scheduler, queue, worker and database pass a job from end to end.

It also knows which jobs should have run, and raises the alarm when they did not.
"""

from __future__ import annotations

import logging

from queries import operations
from services import clock_watch, heartbeats
from workers.unit_of_work import intervals, periodic_work, unit_of_work

log = logging.getLogger(__name__)


def beat(name: str) -> None:
    """Note that the named chain is alive, and what is late or waits too long, once an hour at most."""
    with unit_of_work() as work:
        # Before the beat below, which forgets when the last one was.
        clock_watch.note_step_back(work, name)
    with periodic_work(name) as work:
        heartbeats.expect(work, intervals())
        alarms = operations.overview(work.session, work.now).alarms
        is_new = heartbeats.alarm_is_new(work, alarms)
    if is_new:
        log.warning("Alarm: late jobs: %s; the oldest notice waits %s s; damaged files: %s; differing counts: %s",
                    ", ".join(alarms.late) or "none", alarms.oldest_notice_s, len(alarms.damaged), alarms.differing)
