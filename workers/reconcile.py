"""The sweep that finds what was never enqueued, or got lost with Redis: the database is the only truth."""

from __future__ import annotations

import logging

from adapters.job_queue import queue
from queries import unfinished
from services import ratings, request_delivery
from services.calendar_changes import RECOUNT_JOB
from services.intake import ROUTE_JOB
from services.notices import DELIVER_JOB
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)

BATCH = 500
# What is younger is still on its ordinary way from the commit to the queue.
YOUNG_S = 5


def offer_unfinished() -> None:
    """Offer what waits again: letters not routed, channels with a message due, clocks on an older calendar."""
    with periodic_work("reconcile") as work:
        letters = unfinished.unrouted_letters(work.session, work.now, YOUNG_S, BATCH)
        channels = unfinished.due_channels(work.session, work.now, YOUNG_S)
        version = unfinished.calendar_to_recount(work.session)
    for case_id in letters:
        queue.offer_again(ROUTE_JOB, case_id)
    for channel in channels:
        # Each message has its own attempts and is given up by itself: no failure may silence the whole channel.
        queue.enqueue(DELIVER_JOB, channel)
    if version is not None:
        queue.offer_again(RECOUNT_JOB, version)
    if letters or channels:
        log.info("Offered again: %s letters, messages by %s", len(letters), " and ".join(channels) or "no channel")


def close_answered() -> None:
    """Close answered letters that nobody rated in time, one unit of work each, and file answered requests."""
    with periodic_work("close-answered") as work:
        case_ids = unfinished.unrated_letters(work.session, work.now, ratings.CLOSE_AFTER_DAYS, BATCH)
    for case_id in case_ids:
        with unit_of_work() as work:
            ratings.close(work, case_id)
    with unit_of_work() as work:
        request_delivery.archive_due(work, BATCH)
