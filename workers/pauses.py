"""The job that lets clocks run again whose pause has reached its limit."""

from __future__ import annotations

import logging

from services import pauses
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)

BATCH = 100


def end_expired() -> None:
    """End the pauses whose limit has passed, a portion per unit of work; none may wait for a person."""
    with periodic_work("pauses") as work:
        ended = last = pauses.end_expired(work, BATCH)
    while last == BATCH:
        with unit_of_work() as work:
            last = pauses.end_expired(work, BATCH)
        ended += last
    if ended:
        log.info("%s pauses have ended at their limit", ended)
