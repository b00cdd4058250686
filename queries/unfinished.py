"""Work that waits: rows that a job should have dealt with. Every list is bounded and read from an index."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.notice import Notice
from rules.vocabulary import State

AnySession = Session | scoped_session[Session]


def unrouted_letters(session: AnySession, now: datetime, older_than_s: int, limit: int) -> list[int]:
    """Return ids of cases received more than `older_than_s` seconds ago and not routed, the oldest first."""
    return list(session.scalars(
        select(Case.id).where(Case.state == State.RECEIVED.value,
                              Case.received_at <= now - timedelta(seconds=older_than_s))
        .order_by(Case.received_at).limit(limit)))


def due_notices(session: AnySession, now: datetime, older_than_s: int, limit: int) -> list[int]:
    """Return ids of notices whose attempt is due by more than `older_than_s` seconds and that no sender holds."""
    return list(session.scalars(
        select(Notice.id).where(Notice.state == "owed",
                                Notice.next_attempt_at <= now - timedelta(seconds=older_than_s),
                                Notice.lease_until.is_(None) | (Notice.lease_until <= now))
        .order_by(Notice.next_attempt_at).limit(limit)))


def unrated_letters(session: AnySession, now: datetime, days: int, limit: int) -> list[int]:
    """Return ids of cases answered more than `days` calendar days ago and still not closed."""
    return list(session.scalars(
        select(Case.id).where(Case.state == State.ANSWERED.value, Case.answered_at <= now - timedelta(days=days))
        .order_by(Case.answered_at).limit(limit)))
