"""Rows of the letters export: what may leave in a table, without identity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.case import Letter
from models.clock import Clock
from models.department import Department, Mailbox
from queries.desk import SHOWN_TITLE, last_clock
from rules.localtime import local_time

HEADER = ("number", "received", "channel", "mailbox", "category", "title", "department", "state", "due_on",
          "answered", "closed", "rating")


def letters(session: Session | scoped_session[Session], since: datetime | None,
            until: datetime | None) -> Iterator[tuple[object, ...]]:
    """Yield the letters received in [since, until), the oldest first, streamed."""
    query = (select(Letter.number, Letter.received_at, Letter.channel, Mailbox.name, Letter.category,
                    SHOWN_TITLE.label("title"), Department.name.label("department"), Letter.state, Clock.due_on,
                    Letter.answered_at, Letter.closed_at, Letter.rating)
             .join(Mailbox, Mailbox.id == Letter.mailbox_id)
             .outerjoin(Department, Department.id == Letter.department_id)
             .outerjoin(Clock, last_clock())
             .order_by(Letter.received_at, Letter.id).execution_options(yield_per=500))
    if since is not None:
        query = query.where(Letter.received_at >= since)
    if until is not None:
        query = query.where(Letter.received_at < until)
    for row in session.execute(query):
        yield (row.number, _local(row.received_at), row.channel, row.name, row.category, row.title,
               row.department or "", row.state, row.due_on or "", _local(row.answered_at), _local(row.closed_at),
               row.rating or "")


def _local(instant: datetime | None) -> str:
    return "" if instant is None else local_time(instant).isoformat(sep=" ", timespec="minutes")[:16]
