"""Other requests that came from the same mail address or telephone: repeated ones, and too many in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, scoped_session

from models.department import Department
from models.disclosure import DisclosureRequest
from models.identity import Identity
from queries import visibility
from rules.actors import Actor
from rules.localtime import local_date
from rules.vocabulary import State

AnySession = Session | scoped_session[Session]
MOST_SHOWN = 20


@dataclass(frozen=True)
class Other:
    """Another request of the same person, as far as the reader may know of it."""

    number: str
    title: str
    department: str
    state: State
    received_at: datetime
    outcome: str | None


def of_case(session: AnySession, actor: Actor, case_id: int) -> tuple[Other, ...]:
    """Return the newest other requests from the same address or number that the actor may read."""
    own = session.execute(
        select(Identity.email_digest, Identity.phone_digest).where(Identity.case_id == case_id)).one_or_none()
    if own is None or not (own.email_digest or own.phone_digest):
        return ()
    same = [column == value for column, value in ((Identity.email_digest, own.email_digest),
                                                  (Identity.phone_digest, own.phone_digest)) if value]
    rows = session.execute(
        select(DisclosureRequest, Department.name.label("department"))
        .join(Identity, Identity.case_id == DisclosureRequest.id)
        .outerjoin(Department, Department.id == DisclosureRequest.department_id)
        .where(or_(*same), DisclosureRequest.id != case_id, visibility.visible_to(actor))
        .order_by(DisclosureRequest.received_at.desc()).limit(MOST_SHOWN))
    return tuple(Other(one.number, one.title, row.department or "", State(one.state), one.received_at, one.outcome)
                 for row in rows for one in [row.DisclosureRequest])


def in_month(others: tuple[Other, ...], day: date) -> int:
    """Return how many of the requests came in the calendar month of a day."""
    return sum((on.year, on.month) == (day.year, day.month) for one in others for on in [local_date(one.received_at)])
