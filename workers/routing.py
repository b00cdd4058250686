"""Routing jobs: one letter each, so that a bad one delays nobody."""

from __future__ import annotations

import logging

from services import letter_index, routing
from workers.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


def route_letter(case_id: int) -> None:
    """Decide who answers a received letter, and let staff find it by its words."""
    with unit_of_work() as work:
        letter = routing.route(work, case_id)
        letter_index.add(work, letter)
        log.info("Letter %s is %s", letter.number, letter.state, extra={"case_id": case_id})
