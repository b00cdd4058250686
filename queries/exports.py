"""Rows of the letters export: what may leave in a table, without identity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case, Letter
from models.clock import Clock
from models.department import Department, Mailbox
from rules.localtime import local_time

HEADER = ("number", "received", "channel", "mailbox", "category", "title", "department", "state", "due_on",
          "answered", "closed", "rating")


def letters(session: Session | scoped_session[Session], since: datetime | None,
            until: datetime | None) -> Iterator[tuple[object, ...]]:
    """Yield the letters received in [since, until), the oldest first, streamed."""
    query = (select(Case.number, Case.received_at, Case.channel, Mailbox.name, Letter.category, Case.title,
                    Department.name.label("department"), Case.state, Clock.due_on, Case.answered_at, Case.closed_at,
                    Letter.rating)
             .join_from(Case, Letter, Letter.case_id == Case.id).join(Mailbox, Case.mailbox_id == Mailbox.id)
             .outerjoin(Department, Case.department_id == Department.id).outerjoin(Clock, Clock.case_id == Case.id)
             .order_by(Case.received_at, Case.id).execution_options(yield_per=500))
    if since is not None:
        query = query.where(Case.received_at >= since)
    if until is not None:
        query = query.where(Case.received_at < until)
    for row in session.execute(query):
        yield (row.number, _local(row.received_at), row.channel, row.name, row.category, row.title,
               row.department or "", row.state, row.due_on or "", _local(row.answered_at), _local(row.closed_at),
               row.rating or "")


def _local(instant: datetime | None) -> str:
    return "" if instant is None else local_time(instant).isoformat(sep=" ", timespec="minutes")[:16]
