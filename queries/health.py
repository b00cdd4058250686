"""Figures of the health page: is the database there, does the timetable beat, what waits longest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.department import Mailbox
from models.heartbeat import Heartbeat
from models.notice import Notice
from rules.vocabulary import CaseKind

SCHEDULER_BEAT = "scheduler"
LOADING_BEAT = "demo-loading"
# Rows of the same table that no periodic job leaves.
NO_JOBS = frozenset({LOADING_BEAT, "backup", "alarm"})


def read(session: Session | scoped_session[Session], now: datetime, stale_s: int) -> dict[str, Any]:
    """Return `database`, `scheduler` (ok, late or away), the ages in seconds of the oldest waiting rows, `loading`.

    `heartbeats` has the age in seconds of each periodic job's last run.
    """
    try:
        beats = {row.name: row.beat_at for row in session.execute(select(Heartbeat.name, Heartbeat.beat_at))}
        # What waits for the morning, or for another attempt, is not late before its time has come.
        notice = session.scalar(select(func.min(Notice.next_attempt_at)).where(Notice.state == "owed"))
        letter = session.scalar(select(func.min(Case.received_at)).where(
            Case.kind == CaseKind.LETTER.value, Case.state == "received"))
        loading = (LOADING_BEAT in beats or session.scalar(select(Mailbox.id).limit(1)) is None)
    except SQLAlchemyError:
        session.rollback()
        return {"database": "away", "scheduler": "away", "oldest_notice_s": None, "oldest_unrouted_s": None,
                "loading": True, "heartbeats": {}}
    beat = beats.get(SCHEDULER_BEAT)
    late = beat is None or now - beat > timedelta(seconds=stale_s)
    return {"database": "ok", "scheduler": "late" if late else "ok", "oldest_notice_s": _age(now, notice),
            "oldest_unrouted_s": _age(now, letter), "loading": loading,
            "heartbeats": {name: _age(now, at) for name, at in sorted(beats.items()) if name not in NO_JOBS}}


def _age(now: datetime, instant: datetime | None) -> int:
    return 0 if instant is None else max(0, round((now - instant).total_seconds()))
