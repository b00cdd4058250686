"""Jobs that look after stored files."""

from __future__ import annotations

import logging

from services import attachments
from workers.unit_of_work import periodic_work

log = logging.getLogger(__name__)


def remove_orphans() -> None:
    """Delete files that were stored for a letter which was never sent."""
    with periodic_work("orphans") as work:
        count = attachments.remove_orphans(work)
    if count:
        log.info("Removed %s files that belong to no letter", count)
