"""What follows a text of a draft: its files are made, and whoever commented on an earlier one is told."""

from __future__ import annotations

import logging

from services import draft_files, draft_telling
from services.draft_files import NoPaper
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)
TEXTS_AT_ONCE = 20


def look_after() -> None:
    """Make the files that are missing, outside of any transaction, and owe the mails that nobody got yet."""
    with periodic_work("drafts") as work:
        waiting = draft_files.waiting(work, TEXTS_AT_ONCE)
        is_more = draft_telling.tell(work)
    while is_more:
        with unit_of_work() as work:
            is_more = draft_telling.tell(work)
    made = sum(_keep_files(version_id) for version_id in waiting)
    if made:
        log.info("%s files of drafts were made", made)


def _keep_files(version_id: int) -> int:
    with unit_of_work() as work:
        paper, missing = draft_files.compose(work, version_id), draft_files.missing(work, version_id)
    count = 0
    for file_format in missing:
        try:
            content = draft_files.content(paper, file_format)
        except NoPaper as refusal:
            # The other formats are made all the same; this one is tried again at the next run.
            log.warning("No %s of draft version %s: %s", file_format.value, version_id, refusal.message)
            continue
        with unit_of_work() as work:
            draft_files.keep(work, version_id, file_format, content)
        count += 1
    return count
