"""Upkeep of what stands between the public forms and programs."""

from __future__ import annotations

import logging

from services import puzzles
from workers.unit_of_work import periodic_work

log = logging.getLogger(__name__)


def purge_solved() -> None:
    """Delete solved puzzles that have expired."""
    with periodic_work("puzzles") as work:
        log.info("%s expired puzzles deleted", puzzles.purge(work))
