"""The jobs of bulletins: the files of an issued one, and reminders of what bulletins demand."""

from __future__ import annotations

import logging

from adapters.job_queue import queue
from queries import bulletins as reading
from queries import digests
from services import demands, digest_files
from services.bulletins import KEEP_JOB
from services.digest_files import NoPaper
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)


def keep_files(digest_id: int) -> None:
    """Set and keep the files of an issued bulletin, each in a unit of work of its own; what is there stays."""
    with unit_of_work(writes=False) as work:
        wanted = [digest_files.compose(work, digests.by_id(work.session, digest_id), one)
                  for one in reading.missing_formats(work.session, digest_id)]
    for paper in wanted:
        try:
            content = paper.content()
        except NoPaper:
            # The other formats can be had; the sweep comes back for this one.
            log.warning("The bulletin of digest %s has no %s yet", digest_id, paper.format)
            continue
        with unit_of_work() as work:
            digest_files.keep(work, digests.by_id(work.session, digest_id), paper.format, content=content)


def remind() -> None:
    """Remind of demands whose day comes or has passed, and have files made that an issued bulletin still lacks."""
    with periodic_work("demands") as work:
        owed = demands.remind(work)
        without_files = reading.without_files(work.session)
    for digest_id in without_files:
        queue.offer_again(KEEP_JOB, digest_id)
    if owed:
        log.info("%s reminders of demands are owed", owed)
