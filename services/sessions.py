"""Sessions of staff, kept on the server: begun, found, ended. The browser holds nothing but a random token."""

from __future__ import annotations

import secrets as random_source
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload

from models.staff import Staff, StaffSession
from rules import numbering
from rules.errors import NotFound
from services.work import Work

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# So far the clocks of several web hosts may be apart.
APART = timedelta(minutes=10)
# After this long password or code are asked for again before a weighty act (security.md N9).
FRESH = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)


class Ended(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed_out"
    RENEWED = "renewed"
    PASSWORD = "password"  # noqa: S105
    FACTOR = "factor"
    ROLE = "role"
    DISABLED = "disabled"
    BY_OWNER = "by_owner"


@dataclass(frozen=True)
class Place:
    """Where a session was begun: the address, and the browser in words."""

    source: str
    browser: str = ""


def start(work: Work, staff: Staff, place: Place) -> str:
    """Begin a session and return its token, which is kept nowhere but in the browser."""
    token = random_source.token_urlsafe(32)
    work.session.add(StaffSession(
        digest=_digest(work, token), staff_id=staff.id, source=place.source[:45], browser=place.browser[:40],
        started_at=work.now, seen_at=work.now, verified_at=work.now))
    return token


def find(work: Work, token: str) -> StaffSession | None:
    """Return the session that a token opens, with its account; None when it has ended or run out."""
    row: StaffSession | None = work.session.scalar(
        select(StaffSession).options(joinedload(StaffSession.staff))
        .where(StaffSession.digest == _digest(work, token), StaffSession.ended_at.is_(None)))
    return row if row is not None and row.staff.is_active and is_live(row, work.now) else None


def is_live(row: StaffSession, now: datetime) -> bool:
    """Tell whether a session is within its times.

    A clock that was set back ends it: nobody knows then how long it has been idle (security.md R9).
    """
    if row.ended_at is not None or now - row.seen_at > IDLE or now - row.started_at > LONGEST:
        return False
    return max(row.seen_at, row.verified_at) - now <= APART


def is_fresh(row: StaffSession, now: datetime) -> bool:
    """Tell whether the person has shown password or code a short while ago."""
    return -APART <= now - row.verified_at <= FRESH


def renew(work: Work, row: StaffSession) -> str:
    """Go on in the same browser under a new token, which is returned; the old one opens nothing any more."""
    token = start(work, row.staff, Place(row.source, row.browser))
    end(work, row, Ended.RENEWED)
    return token


def end(work: Work, row: StaffSession, why: Ended) -> None:
    """End one session; one that has ended stays as it is."""
    if row.ended_at is None:
        row.ended_at, row.ended_why = work.now, why.value


def end_all(work: Work, staff_id: int, why: Ended, but: int | None = None) -> None:
    """End every session of an account, `but` one."""
    rows = select(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
    for row in work.session.scalars(rows):
        if row.id != but:
            end(work, row, why)


def end_own(work: Work, session_id: int) -> None:
    """End one of the actor's own sessions. Raises NotFound."""
    row = work.session.get(StaffSession, session_id)
    if row is None or row.staff_id != work.actor.id:
        raise NotFound("没有这个登录，它可能已经退出了。")
    end(work, row, Ended.BY_OWNER)


def own(work: Work) -> list[StaffSession]:
    """Return the actor's live sessions, the one seen last first."""
    rows = work.session.scalars(
        select(StaffSession).where(StaffSession.staff_id == work.actor.id, StaffSession.ended_at.is_(None))
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc()))
    return [row for row in rows if is_live(row, work.now)]


def purge_ended(work: Work, before: datetime) -> int:
    """Delete the rows of sessions that ended, or could no longer be used, before an instant; return how many."""
    # A session that nobody ended is over after its longest time.
    over = or_(StaffSession.ended_at < before, StaffSession.started_at < before - LONGEST)
    gone = work.session.execute(delete(StaffSession).where(over).execution_options(synchronize_session=False))
    return int(getattr(gone, "rowcount", 0))


def is_unseen(work: Work, row: StaffSession) -> bool:
    """Tell whether the time of the last look has to be noted, which is done once a minute."""
    return work.now - row.seen_at >= SEEN_EVERY


def _digest(work: Work, token: str) -> str:
    return numbering.keyed_digest(work.secrets.session, "staff-session", token)
