"""Watching the server's own clock: a step back is written down, so that instants in the record can be understood."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from models.event import CaseEvent
from models.heartbeat import Heartbeat
from rules.audit import Audited
from services import audit, heartbeats, locking
from services.work import Work

log = logging.getLogger(__name__)
STEP_BEAT = "clock-step"
# Clocks that are kept by NTP stay well within a minute of one another.
TOLERATED = timedelta(seconds=60)
# Hosts whose clocks are apart would otherwise write it down with every beat.
AGAIN_AFTER = timedelta(hours=1)


def note_step_back(work: Work, chain: str) -> timedelta | None:
    """Record that the clock stands before what was recorded already, once an hour at most; return how far.

    What was recorded is the newest event and the last beat of the named chain, so this comes before the next beat.
    Returns None when the clock is right or the step is recorded already.
    """
    behind = _newest(work, chain) - work.now
    if behind <= TOLERATED:
        return None
    locking.lock_system_chain(work.session)
    noted = work.session.get(Heartbeat, STEP_BEAT, populate_existing=True)
    if noted is not None and abs(work.now - noted.beat_at) < AGAIN_AFTER:
        return None
    heartbeats.beat(work, STEP_BEAT)
    audit.note(work, Audited.CLOCK_WENT_BACK, seconds=round(behind.total_seconds()))
    log.warning("The clock stands %s s before what was recorded already", round(behind.total_seconds()))
    return behind


def _newest(work: Work, chain: str) -> datetime:
    event = work.session.scalar(select(CaseEvent.recorded_at).order_by(CaseEvent.seq.desc()).limit(1))
    beat = work.session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == chain))
    return max((instant for instant in (event, beat) if instant is not None), default=work.now)
