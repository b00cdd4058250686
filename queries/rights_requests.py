"""Requests about one's own data as each office has them: what waits, the first due on top, and the decided.

Those about letters are the letters office's, those about requests and comments the office's for open government.
"""

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
from rules.vocabulary import CaseKind, State

AnySession = Session | scoped_session[Session]
MOST_SHOWN = 50
# The office that has requests for information has comments on drafts too.
_TOGETHER = {CaseKind.LETTER: (CaseKind.LETTER,),
             CaseKind.DISCLOSURE_REQUEST: (CaseKind.DISCLOSURE_REQUEST, CaseKind.COMMENT)}
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


def waiting(session: AnySession, cipher: FieldCipher, today: date, calendar: WorkCalendar,
            kind: CaseKind = CaseKind.LETTER) -> list[OfficeRequest]:
    """Return the requests that wait for the office of cases of this kind, the first due first."""
    rows = session.execute(
        select(RightsRequest, Case.number, Case.title, Case.state).join(Case, Case.id == RightsRequest.case_id)
        .where(RightsRequest.decided_at.is_(None), _BY_OFFICE, Case.kind.in_(_TOGETHER[kind]))
        .order_by(RightsRequest.due_on, RightsRequest.id).limit(MOST_SHOWN))
    return [OfficeRequest(person.request_line(cipher, row.RightsRequest), row.number, row.title, State(row.state),
                          standing(row.RightsRequest.due_on, today, None, calendar), None) for row in rows]


def decided(session: AnySession, cipher: FieldCipher, kind: CaseKind = CaseKind.LETTER) -> list[OfficeRequest]:
    """Return the requests that were decided last, the newest first."""
    rows = session.execute(
        select(RightsRequest, Case.number, Case.title, Case.state).join(Case, Case.id == RightsRequest.case_id)
        .where(RightsRequest.decided_at.is_not(None), _BY_OFFICE, Case.kind.in_(_TOGETHER[kind]))
        .order_by(RightsRequest.decided_at.desc(), RightsRequest.id.desc()).limit(MOST_SHOWN))
    return [OfficeRequest(person.request_line(cipher, row.RightsRequest), row.number, row.title, State(row.state),
                          None, row.RightsRequest.decided_at) for row in rows]


def waiting_count(session: AnySession, kind: CaseKind = CaseKind.LETTER) -> int:
    """Return how many requests wait for the office of cases of this kind."""
    return session.scalar(
        select(func.count()).select_from(RightsRequest).join(Case, Case.id == RightsRequest.case_id)
        .where(RightsRequest.decided_at.is_(None), _BY_OFFICE, Case.kind.in_(_TOGETHER[kind]))) or 0


def corrections(session: AnySession, cipher: FieldCipher, case_id: int) -> list[RequestLine]:
    """Return the corrections that the office agreed to, the oldest first: they belong to the letter's text."""
    return [one for one in reversed(person.requests(session, cipher, case_id))
            if one.kind == Right.CORRECT_TEXT and one.outcome == OUTCOME_LABELS[Outcome.DONE]]
