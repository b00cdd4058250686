"""The jobs of periods for public comment: opened, ended and reminded of in time, and what ends after them."""

from __future__ import annotations

import logging

from services import cancel_telling, comment_openings, comment_reminders, signal_keys
from services.work import Work
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)


def sweep() -> None:
    """Record which periods have opened and ended, then owe what is to be told; a portion per unit of work.

    What is in time is decided by the clock, however late this runs.
    """
    with periodic_work("comment-periods") as work:
        done = last = _step(work)
    while last:
        with unit_of_work() as work:
            last = _step(work)
        done += last
    if done:
        log.info("%s periods for comment were opened or ended, or somebody was told of one", done)


def _step(work: Work) -> int:
    return (comment_openings.open_due(work) + comment_openings.end_due(work)
            + comment_reminders.remind_due(work) + cancel_telling.tell(work))


def destroy_keys() -> None:
    """Destroy the keys of sources whose time is over."""
    with periodic_work("signal-keys") as work:
        gone = last = signal_keys.destroy_due(work)
    while last == signal_keys.BATCH:
        with unit_of_work() as work:
            last = signal_keys.destroy_due(work)
        gone += last
    if gone:
        log.info("The keys of sources of %s periods were destroyed", gone)
