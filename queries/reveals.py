"""How often the letters office has looked at who wrote a letter, for the writer and for the office itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.reveal import IdentityReveal
from models.staff import Staff
from rules.actors import ROLE_LABELS, Role
from rules.localtime import local_date
from rules.reveals import REASON_LABELS, RevealReason

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class Looks:
    """What the writer is told: how often, and on which day and by what kind of officer the last time."""

    count: int
    last_on: date
    last_by: str


@dataclass(frozen=True)
class Look:
    """One look as the letters office reads it."""

    at: datetime
    who: str
    reason: str
    words: str


def told_to_writer(session: AnySession, case_id: int) -> Looks | None:
    """Return how often the identity of a case's writer was looked at, None for never."""
    count = select(func.count()).where(IdentityReveal.case_id == case_id).scalar_subquery()
    row = session.execute(
        select(count.label("looks"), IdentityReveal.revealed_at, IdentityReveal.role)
        .where(IdentityReveal.case_id == case_id).order_by(IdentityReveal.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return Looks(row.looks, local_date(row.revealed_at), ROLE_LABELS[Role(row.role)])


def of_case(session: AnySession, case_id: int) -> tuple[Look, ...]:
    """Return every look at a case's writer, the newest first."""
    rows = session.execute(
        select(IdentityReveal.revealed_at, IdentityReveal.reason, IdentityReveal.words, IdentityReveal.role, Staff.name)
        .join(Staff, Staff.id == IdentityReveal.staff_id)
        .where(IdentityReveal.case_id == case_id).order_by(IdentityReveal.id.desc()))
    return tuple(Look(row.revealed_at, f"{ROLE_LABELS[Role(row.role)]} {row.name}",
                      REASON_LABELS[RevealReason(row.reason)], row.words) for row in rows)
