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

SCHEDULER_BEAT = "scheduler"
LOADING_BEAT = "demo-loading"


def read(session: Session | scoped_session[Session], now: datetime, stale_s: int) -> dict[str, Any]:
    """Return `database`, `scheduler` (ok, late or away), the ages in seconds of the oldest waiting rows, `loading`."""
    try:
        beat = session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == SCHEDULER_BEAT))
        notice = session.scalar(select(func.min(Notice.owed_at)).where(Notice.state == "owed"))
        letter = session.scalar(select(func.min(Case.received_at)).where(Case.state == "received"))
        loading = (session.scalar(select(Heartbeat.name).where(Heartbeat.name == LOADING_BEAT)) is not None
                   or session.scalar(select(Mailbox.id).limit(1)) is None)
    except SQLAlchemyError:
        session.rollback()
        return {"database": "away", "scheduler": "away", "oldest_notice_s": None, "oldest_unrouted_s": None,
                "loading": True}
    late = beat is None or now - beat > timedelta(seconds=stale_s)
    return {"database": "ok", "scheduler": "late" if late else "ok", "oldest_notice_s": _age(now, notice),
            "oldest_unrouted_s": _age(now, letter), "loading": loading}


def _age(now: datetime, instant: datetime | None) -> int:
    return 0 if instant is None else max(0, round((now - instant).total_seconds()))
