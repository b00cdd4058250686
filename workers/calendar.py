"""Bringing running clocks to a new work calendar: many short units of work, resumable after any of them."""

from __future__ import annotations

import logging
from collections.abc import Callable

from services import calendar_recount
from services.calendar_recount import Batch
from services.work import Work
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)


def recount(version: int) -> None:
    """Bring every running clock to the newest calendar, which is this version or a later one."""
    moved = calendar_recount.run(_in_unit)
    log.info("Calendar version %s: %s clocks have another last day", version, moved)


def recount_stragglers() -> None:
    """Look once more for clocks that were started on an older calendar while a change came into force."""
    with periodic_work("recount"):
        pass
    calendar_recount.run(_in_unit)


def _in_unit(act: Callable[[Work], Batch]) -> Batch:
    with unit_of_work() as work:
        return act(work)
