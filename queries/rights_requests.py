"""The letters office's list of requests about one's own data: what waits, the first due on top, and the decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from adapters.cipher import FieldCipher
from models.case import Case
from models.rights import RightsRequest
from queries import person
from queries.person import RequestLine
from rules.calendar import WorkCalendar
from rules.clocks import Standing, standing
from rules.rights import BY_OFFICE, OUTCOME_LABELS, Outcome, Right
from rules.vocabulary import State

AnySession = Session | scoped_session[Session]
MOST_SHOWN = 50
_BY_OFFICE = RightsRequest.kind.in_([right.value for right in BY_OFFICE])


@dataclass(frozen=True)
class OfficeRequest:
    """A request with its letter, and how its last day stands."""

    line: RequestLine
    number: str
    title: str
    state: State
    standing: Standing | None
    decided_at: datetime | None


def waiting(session: AnySession, cipher: FieldCipher, today: date, calendar: WorkCalendar) -> list[OfficeRequest]:
    """Return the requests that wait for the letters office, the first due first."""
    rows = session.execute(
        select(RightsRequest, Case.number, Case.title, Case.state).join(Case, Case.id == RightsRequest.case_id)
        .where(RightsRequest.decided_at.is_(None), _BY_OFFICE)
        .order_by(RightsRequest.due_on, RightsRequest.id).limit(MOST_SHOWN))
    return [OfficeRequest(person.request_line(cipher, row.RightsRequest), row.number, row.title, State(row.state),
                          standing(row.RightsRequest.due_on, today, None, calendar), None) for row in rows]


def decided(session: AnySession, cipher: FieldCipher) -> list[OfficeRequest]:
    """Return the requests that were decided last, the newest first."""
    rows = session.execute(
        select(RightsRequest, Case.number, Case.title, Case.state).join(Case, Case.id == RightsRequest.case_id)
        .where(RightsRequest.decided_at.is_not(None), _BY_OFFICE)
        .order_by(RightsRequest.decided_at.desc(), RightsRequest.id.desc()).limit(MOST_SHOWN))
    return [OfficeRequest(person.request_line(cipher, row.RightsRequest), row.number, row.title, State(row.state),
                          None, row.RightsRequest.decided_at) for row in rows]


def waiting_count(session: AnySession) -> int:
    """Return how many requests wait for the letters office."""
    return session.scalar(select(func.count()).select_from(RightsRequest).where(
        RightsRequest.decided_at.is_(None), _BY_OFFICE)) or 0


def corrections(session: AnySession, cipher: FieldCipher, case_id: int) -> list[RequestLine]:
    """Return the corrections that the office agreed to, the oldest first: they belong to the letter's text."""
    return [one for one in reversed(person.requests(session, cipher, case_id))
            if one.kind == Right.CORRECT_TEXT and one.outcome == OUTCOME_LABELS[Outcome.DONE]]
