"""Jobs on comments: comparing new ones with those of the same period, in short transactions."""

from __future__ import annotations

import logging
import time

from queries import comment_alike as reading
from services import comment_alike
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)
# A run that finds more goes on in the next one, so that others of the queue have their turn.
LONGEST_S = 240


def compare_new() -> None:
    """Compare the comments of every period that nobody has compared yet."""
    with periodic_work("alike-comments") as work:
        waiting = reading.waiting_periods(work.session)
    until = time.monotonic() + LONGEST_S
    for period_id in waiting:
        compared = 0
        while time.monotonic() < until and (more := _compare(period_id)):
            compared += more
        log.info("Period %s: %s comments were compared", period_id, compared)


def _compare(period_id: int) -> int:
    """Compare a part; texts are looked at without holding anybody up, and what was found is stored briefly."""
    with unit_of_work(writes=False) as work:
        found = comment_alike.look_at(work, period_id)
    if not found:
        return 0
    with unit_of_work() as work:
        return comment_alike.keep(work, period_id, found)
