"""Running one service from a page: a refusal undoes what was begun, and the page can be shown again with its words."""

from __future__ import annotations

from collections.abc import Callable

from rules.errors import Refusal
from web import refusals
from web.errors import STATUS
from web.unit_of_work import current_work


def attempt(act: Callable[[], object]) -> Refusal | None:
    """Run a service. Returns None when it did its work, else the refusal; then nothing of it is left."""
    work = current_work()
    jobs = len(work.jobs)
    try:
        with work.session.begin_nested():
            act()
    except Refusal as refusal:
        refusals.mark(refusal)
        del work.jobs[jobs:]
        return refusal
    return None


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status with which a page answers a refusal."""
    return STATUS.get(type(refusal), 400)
