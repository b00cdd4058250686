"""The nightly job of the counts: a sample of days is counted anew, and a difference is made loud."""

from __future__ import annotations

import logging

from services import count_checks
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)

SHOWN = 5


def check_sample() -> None:
    """Compare the counts of tonight's days with the events; nothing is changed, whatever is found."""
    with periodic_work("counts"):
        pass
    with unit_of_work(writes=False) as work:
        found = count_checks.check(work)
    with unit_of_work() as work:
        count_checks.keep(work, found)
    if found.differences:
        log.error("Alarm: %s counts are not what the events give: %s", len(found.differences),
                  "; ".join(str(one) for one in found.differences[:SHOWN]))
