"""Heartbeats: notes that a periodic job has run."""

from __future__ import annotations

from models.heartbeat import Heartbeat
from services.work import Work


def beat(work: Work, name: str) -> None:
    """Note that the job of this name ran now."""
    work.session.merge(Heartbeat(name=name, beat_at=work.now))
