"""The job that notes what did not come: opinions after their days, corrections and payments after theirs."""

from __future__ import annotations

import logging

from services import consultations, request_ends
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)

BATCH = 100


def note_due() -> None:
    """Note silence and end requests that nobody answers for, a portion per unit of work."""
    with periodic_work("requests") as work:
        silent = last = consultations.note_silence(work, BATCH)
    while last == BATCH:
        with unit_of_work() as work:
            last = consultations.note_silence(work, BATCH)
        silent += last
    lapsed, last = 0, BATCH
    while last == BATCH:
        with unit_of_work() as work:
            last = request_ends.lapse_due(work, BATCH)
        lapsed += last
    if silent or lapsed:
        log.info("%s opinions did not come, %s requests have lapsed", silent, lapsed)
