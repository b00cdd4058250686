"""What an applicant sees of a disclosure request: where it stands, by which day and why, what happened, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, scoped_session

from models.assignment import Assignment
from models.case import Case
from models.clock import Clock
from models.department import Department
from models.disclosure import DisclosureRequest
from models.event import CaseEvent
from models.identity import Identity
from models.reply import Reply
from queries.status import DUE_COLUMNS, PAUSED_UNTIL, DueView, ReplyView, due_view, event_fact
from rules import machines
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, Outcome, OutcomeRow
from rules.progress import Milestones, Step, request_steps
from rules.request_timeline import request_entries
from rules.request_words import DeliverBy, ProvideAs, ReceiptRule
from rules.timeline import Entry
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES, Applicant, CaseKind, Channel, State

AnySession = Session | scoped_session[Session]
# An issued reply is none before it is delivered; while it is made anew the earlier one is still the applicant's.
_RESTARTS = {State.CORRECTING: "补正", State.CHARGING: "缴费"}
_DELIVERED = frozenset({State.ANSWERED, State.CLOSED, State.REWORK})


@dataclass(frozen=True)
class RequestAsked:
    """What was asked for, of whom, and how the answer is wanted. No word of who asks."""

    case_id: int
    number: str
    title: str
    text: str
    reference: str
    purpose: str
    agency: str
    agency_contacts: str
    applicant: Applicant
    channel: Channel
    provide_as: ProvideAs
    deliver_by: DeliverBy
    accepts_other: bool
    receipt_rule: ReceiptRule
    submitted_at: datetime
    confirmed_at: datetime | None
    received_at: datetime
    state: State
    has_email: bool


@dataclass(frozen=True)
class Linked:
    """Another request of the same application (一事一申请)."""

    number: str
    title: str


@dataclass(frozen=True)
class RequestView:
    """One request as its applicant sees it; the page and the API show the same.

    `outcome` and `reply` are None until the answer is delivered. `paused_until` is the last day of a pause that stops
    the clock now.
    """

    asked: RequestAsked
    answered_on: date | None
    due: DueView | None
    paused_until: date | None
    outcome: OutcomeRow | None
    outcome_words: str
    reply: ReplyView | None
    archive_number: str | None
    linked: tuple[Linked, ...]
    steps: list[Step]
    timeline: list[Entry]

    @property
    def case_id(self) -> int:
        return self.asked.case_id

    @property
    def number(self) -> str:
        return self.asked.number

    @property
    def state(self) -> State:
        return self.asked.state

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_unconfirmed(self) -> bool:
        return self.state is State.UNCONFIRMED

    @property
    def has_lapsed(self) -> bool:
        return self.state is State.LAPSED

    @property
    def restarts_with(self) -> str:
        """What the days of the reply are counted anew from, "" when they are counted now."""
        return _RESTARTS.get(self.state, "")

    @property
    def is_counted(self) -> bool:
        """Whether a last day of the reply holds."""
        return self.due is not None and not (self.restarts_with or self.is_unconfirmed or self.has_lapsed)

    @property
    def may_withdraw(self) -> bool:
        return machines.is_possible(CaseKind.DISCLOSURE_REQUEST, self.state, Act.WITHDRAW) and self.reply is None


_case, _request, _department = Case.__table__, DisclosureRequest.__table__, Department.__table__
_clock, _answer, _identity = Clock.__table__, Reply.__table__, Identity.__table__
_event, _assignment = CaseEvent.__table__, Assignment.__table__
_ASKED = (_case.c.id, _case.c.number, _case.c.title, _case.c.state, _case.c.channel, _case.c.received_at,
          _case.c.answered_at, _case.c.closed_at, _department.c.name.label("agency"), _department.c.contacts,
          *[column for column in _request.c if column.name != "case_id"], _identity.c.email_digest, *DUE_COLUMNS)
_REQUESTS = (
    _case.join(_request, _request.c.case_id == _case.c.id)
    .join(_department, _department.c.id == _case.c.department_id)
    .outerjoin(_identity, _identity.c.case_id == _case.c.id)
    .outerjoin(_clock, (_clock.c.case_id == _case.c.id) & _clock.c.is_answer)
)
# A withdrawn request is not there any more, for whoever asks (security.md K2).
_THERE = (_case.c.number == bindparam("number")) & (_case.c.state != State.WITHDRAWN)
_CASE = (
    select(*_ASKED, PAUSED_UNTIL, _answer.c.text.label("answer"), _answer.c.text_digest, _answer.c.issued_at,
           select(_assignment.c.accepted_at).where(_assignment.c.case_id == _case.c.id)
           .order_by(_assignment.c.decision.desc()).limit(1).scalar_subquery().label("accepted_at"))
    .select_from(_REQUESTS.outerjoin(_answer, (_answer.c.case_id == _case.c.id) & _answer.c.issued_at.is_not(None)))
    .where(_THERE).order_by(_clock.c.id.desc(), _answer.c.version.desc()).limit(1)
)
_RECEIPT = select(*_ASKED).select_from(_REQUESTS).where(_THERE).order_by(_clock.c.id).limit(1)
_EVENTS = (
    select(_event.c.act, _event.c.effective_at, _event.c.payload)
    .where(_event.c.case_id == bindparam("case_id")).order_by(_event.c.seq)
)
_LINKED = (
    select(_case.c.number, _case.c.title).select_from(_case.join(_request, _request.c.case_id == _case.c.id))
    .where(or_(_request.c.first_id == bindparam("first"), _case.c.id == bindparam("first")),
           _case.c.id != bindparam("case_id"), _case.c.state != State.WITHDRAWN).order_by(_case.c.id)
)


def read(session: AnySession, number: str) -> RequestView | None:
    """Return the request of this number as its applicant sees it, None when there is none. Three statements."""
    row = session.execute(_CASE, {"number": number}).one_or_none()
    if row is None:
        return None
    state = State(row.state)
    events = session.execute(_EVENTS, {"case_id": row.id}).all()
    there = state in _DELIVERED or state is State.LAPSED
    return RequestView(
        asked=_asked(row), answered_on=_day(row.answered_at), due=due_view(row), paused_until=row.paused_until,
        outcome=BY_OUTCOME[Outcome(row.outcome)] if row.outcome and there else None,
        outcome_words=row.outcome_words if there else "", reply=_reply(row) if state in _DELIVERED else None,
        archive_number=row.archive_number, linked=linked(session, row.id, row.first_id),
        steps=request_steps(state, _milestones(row)),
        timeline=request_entries([event_fact(event) for event in events], row.agency, is_open=state in OPEN_STATES))


def receipt(session: AnySession, number: str) -> tuple[RequestAsked, DueView | None] | None:
    """Return what the receipt of this number repeats with its first clock, None when there is no such request."""
    row = session.execute(_RECEIPT, {"number": number}).one_or_none()
    return None if row is None else (_asked(row), due_view(row))


def linked(session: AnySession, case_id: int, first_id: int | None) -> tuple[Linked, ...]:
    """Return the other requests of the application that a request belongs to."""
    rows = session.execute(_LINKED, {"first": first_id or case_id, "case_id": case_id})
    return tuple(Linked(row.number, row.title) for row in rows)


def _asked(row: Any) -> RequestAsked:
    return RequestAsked(
        case_id=row.id, number=row.number, title=row.title, text=row.text, reference=row.reference,
        purpose=row.purpose, agency=row.agency, agency_contacts=row.contacts, applicant=Applicant(row.applicant),
        channel=Channel(row.channel), provide_as=ProvideAs(row.provide_as), deliver_by=DeliverBy(row.deliver_by),
        accepts_other=row.accepts_other, receipt_rule=ReceiptRule(row.receipt_rule), submitted_at=row.submitted_at,
        confirmed_at=row.confirmed_at, received_at=row.received_at, state=State(row.state),
        has_email=row.email_digest is not None)


def _reply(row: Any) -> ReplyView | None:
    if not row.answer:
        return None
    return ReplyView(row.answer, row.agency, local_date(row.issued_at), row.text_digest)


def _milestones(row: Any) -> Milestones:
    return Milestones(received_on=local_date(row.received_at), accepted_on=_day(row.accepted_at), due_on=row.due_on,
                      answered_on=_day(row.answered_at), closed_on=_day(row.closed_at))


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local_date(instant)
