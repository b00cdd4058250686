"""The jobs of annual reports: the files of a signed one, and reminders of returns whose day comes or has passed."""

from __future__ import annotations

import logging

from adapters.job_queue import queue
from queries import annual_report as reading
from services import annual_files, annual_returns
from services.annual_report import KEEP_JOB
from services.digest_files import NoPaper
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)


def keep_files(report_id: int) -> None:
    """Set and keep the files of a signed report, each in a unit of work of its own; what is there stays."""
    with unit_of_work(writes=False) as work:
        wanted = [annual_files.compose(work, report_id, one)
                  for one in reading.missing_formats(work.session, report_id)]
    for composed in wanted:
        try:
            content = composed.content()
        except NoPaper:
            # The other formats can be had; the sweep comes back for this one.
            log.warning("Annual report %s has no %s yet", report_id, composed.format)
            continue
        with unit_of_work() as work:
            annual_files.keep(work, report_id, composed.format, content)


def remind() -> None:
    """Remind of returns that are due, and have files made that a signed report still lacks."""
    with periodic_work("annual") as work:
        owed = annual_returns.remind(work)
        without_files = reading.without_files(work.session)
    for report_id in without_files:
        queue.offer_again(KEEP_JOB, report_id)
    if owed:
        log.info("%s reminders of annual returns are owed", owed)
