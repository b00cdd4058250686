"""Heartbeats: notes that a periodic job has run, and how often it is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, text

from models.heartbeat import Heartbeat
from models.types import UTCDateTime
from rules.operations import ALARM_AGAIN_S, Alarms
from services.work import Work

ALARM_BEAT = "alarm"
# One statement, so that two workers of the first minute do not both make the row.
_BEAT = text(
    "INSERT INTO heartbeat (name, beat_at, every_s) VALUES (:name, :now, :every_s) ON CONFLICT (name) DO UPDATE SET "
    "beat_at = excluded.beat_at, every_s = excluded.every_s").bindparams(bindparam("now", type_=UTCDateTime))
_EXPECT = text(
    "INSERT INTO heartbeat (name, beat_at, every_s) VALUES (:name, :now, :every_s) ON CONFLICT (name) DO UPDATE SET "
    "every_s = excluded.every_s").bindparams(bindparam("now", type_=UTCDateTime))


def beat(work: Work, name: str, every_s: int | None = None) -> None:
    """Note that the job of this name ran now; `every_s` is how many seconds apart it is due, None for no such time."""
    work.session.execute(_BEAT, {"name": name, "now": work.now, "every_s": every_s})


def expect(work: Work, intervals: Mapping[str, int]) -> None:
    """Note which jobs are due, so that one that never runs is missed, and forget those that no longer are."""
    known = {row.name: row.every_s for row in work.session.execute(select(Heartbeat.name, Heartbeat.every_s))}
    for name, every_s in intervals.items():
        if known.get(name) != every_s:
            work.session.execute(_EXPECT, {"name": name, "now": work.now, "every_s": every_s})
    work.session.execute(
        delete(Heartbeat).where(Heartbeat.every_s.is_not(None), Heartbeat.name.not_in(intervals))
        .execution_options(synchronize_session=False))


def alarm_is_new(work: Work, alarms: Alarms) -> bool:
    """Tell whether an alarm is to be raised now: there is one, and none was raised in the last hour; notes it."""
    if not alarms:
        return False
    last = work.session.get(Heartbeat, ALARM_BEAT, populate_existing=True)
    if last is not None and work.now - last.beat_at < timedelta(seconds=ALARM_AGAIN_S):
        return False
    beat(work, ALARM_BEAT)
    return True
