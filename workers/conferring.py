"""The job of conferring: agencies that have not answered hear of it, and new answers are compared with others'."""

from __future__ import annotations

import logging

from services import answer_comparison, conferring
from workers.unit_of_work import periodic_work

log = logging.getLogger(__name__)


def look_after() -> None:
    """Remind agencies of questions whose day comes or has passed, and compare the newest answers to requests."""
    with periodic_work("conferring") as work:
        owed = conferring.remind(work)
        compared = answer_comparison.compare_due(work)
    if owed or compared:
        log.info("%s reminders of questions are owed, %s answers were compared", owed, compared)
