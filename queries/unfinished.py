"""Work that waits: rows that a job should have dealt with. Every list is bounded and read from an index."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.notice import Notice, OutboxChannel
from models.publication import Revision
from queries import settings
from rules.vocabulary import CaseKind, State

AnySession = Session | scoped_session[Session]
# The row of `revision` that holds the newest version to which every running clock has been brought.
RECOUNTED = "calendar recounted"


def unrouted_letters(session: AnySession, now: datetime, older_than_s: int, limit: int) -> list[int]:
    """Return ids of cases received more than `older_than_s` seconds ago and not routed, the oldest first.

    What was received after `now` came in before the clock was set back, and does not wait until it has caught up.
    """
    return list(session.scalars(
        select(Case.id).where(Case.kind == CaseKind.LETTER.value, Case.state == State.RECEIVED.value,
                              (Case.received_at <= now - timedelta(seconds=older_than_s)) | (Case.received_at > now))
        .order_by(Case.received_at).limit(limit)))


def due_channels(session: AnySession, now: datetime, older_than_s: int) -> list[str]:
    """Return the channels that have a message due by more than `older_than_s` seconds, which no sender holds.

    A channel that rests or is paused is left out: a sender could do nothing there.
    """
    due = exists().where(
        Notice.channel == OutboxChannel.name, Notice.state == "owed",
        Notice.next_attempt_at <= now - timedelta(seconds=older_than_s),
        Notice.lease_until.is_(None) | (Notice.lease_until <= now))
    rested = OutboxChannel.rest_until.is_(None) | (OutboxChannel.rest_until <= now)
    return list(session.scalars(
        select(OutboxChannel.name).where(OutboxChannel.paused_at.is_(None), rested, due).order_by(OutboxChannel.name)))


def unrated_letters(session: AnySession, now: datetime, days: int, limit: int) -> list[int]:
    """Return ids of letters answered more than `days` calendar days ago and still not closed."""
    return list(session.scalars(
        select(Case.id).where(Case.kind == CaseKind.LETTER.value, Case.state == State.ANSWERED.value,
                              Case.answered_at <= now - timedelta(days=days))
        .order_by(Case.answered_at).limit(limit)))


def calendar_to_recount(session: AnySession) -> int | None:
    """Return the newest version of the calendar when running clocks may not have been brought to it yet."""
    done = session.scalar(select(Revision.value).where(Revision.name == RECOUNTED)) or 0
    newest = settings.read(session).calendar.version
    return newest if newest > done else None
