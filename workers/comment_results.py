"""The jobs of released results: their files, and the answers to everybody who commented."""

from __future__ import annotations

import logging

from adapters.job_queue import queue
from services import comment_responses, comment_result_files
from services.comment_results import FILES_JOB, RESPOND_JOB
from services.digest_files import NoPaper
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)
# So many results a run are offered again; the next run goes on.
AT_ONCE = 20


def keep_files(period_id: int) -> None:
    """Set and keep the files of a released result, each in a unit of work of its own; what is there stays."""
    with unit_of_work(writes=False) as work:
        wanted = [comment_result_files.compose(work, period_id, one)
                  for one in comment_result_files.missing(work, period_id)]
    for composed in wanted:
        try:
            content = composed.content()
        except NoPaper:
            # The other formats can be had; the sweep comes back for this one.
            log.warning("Result of period %s has no %s yet", period_id, composed.format)
            continue
        with unit_of_work() as work:
            comment_result_files.keep(work, period_id, composed.format, content)


def respond(period_id: int) -> None:
    """Answer everybody who commented, in batches that each end before others wait for them."""
    answered = 0
    while True:
        with unit_of_work() as work:
            batch = comment_responses.respond(work, period_id)
        answered += batch
        if batch < comment_responses.BATCH:
            break
    log.info("%s comments of period %s are answered", answered, period_id)


def look_after() -> None:
    """Offer the results again whose files or answers are not complete: their job got lost, or the engine was away."""
    with periodic_work("comment-results") as work:
        without_files = comment_result_files.waiting(work, AT_ONCE)
        unanswered = comment_responses.unfinished(work, AT_ONCE)
    for period_id in without_files:
        queue.offer_again(FILES_JOB, period_id)
    for period_id in unanswered:
        queue.offer_again(RESPOND_JOB, period_id)
