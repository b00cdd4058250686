"""The heartbeat job: leaves a sign that scheduler, queue, worker and database pass a job from end to end."""

from __future__ import annotations

from workers.unit_of_work import periodic_work


def beat(name: str) -> None:
    """Note that the named chain is alive."""
    with periodic_work(name):
        pass
