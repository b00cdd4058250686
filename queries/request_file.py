"""What stands in the file of one disclosure request: facts, who has it, attachments and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.assignment import Assignment
from models.case import Case
from models.clock import Clock
from models.department import Department
from models.disclosure import DisclosureRequest
from models.reply import Reply
from models.staff import Staff
from queries import letter_file
from queries.desk import Deadline, deadline
from queries.letter_file import EventRow, FileRow
from rules import standing
from rules.calendar import WorkCalendar
from rules.localtime import local_date
from rules.permissions import CaseFacts
from rules.request_words import DeliverBy, ProvideAs, ReceiptRule
from rules.vocabulary import UNANSWERED_ENDS, Applicant, CaseKind, Channel, State

AnySession = Session | scoped_session[Session]
_first = aliased(Case)


@dataclass(frozen=True)
class Sibling:
    """Another request that came with the same application (一事一申请)."""

    number: str
    title: str
    state: State


@dataclass(frozen=True)
class RequestFile:
    """The file of one request; who asks is not in it. `handler` signed for it, "" while nobody has.

    `drafted_by` is who wrote the newest version of the reply. `siblings` came with the same application.
    """

    id: int
    number: str
    title: str
    text: str
    reference: str
    purpose: str
    state: State
    channel: Channel
    applicant: Applicant
    provide_as: ProvideAs
    deliver_by: DeliverBy
    accepts_other: bool
    department_id: int
    department: str
    received_at: datetime
    submitted_at: datetime
    confirmed_at: datetime | None
    receipt_rule: ReceiptRule
    receipt_proof: str
    answered_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    outcome_words: str
    delivered_by: str | None
    delivery_proof: str
    archive_number: str | None
    first_id: int | None
    deadline: Deadline | None
    handler: str
    handler_id: int | None
    accepted_at: datetime | None
    drafted_by: int | None
    siblings: tuple[Sibling, ...]
    files: tuple[FileRow, ...]
    events: tuple[EventRow, ...]
    names: dict[str, str]

    @property
    def facts(self) -> CaseFacts:
        """What a permission depends on."""
        return CaseFacts(self.department_id, kind=CaseKind.DISCLOSURE_REQUEST)

    @property
    def received_on(self) -> date:
        """The day of receipt, from which the reply is counted."""
        return local_date(self.received_at)

    @property
    def standing(self) -> str:
        """How the request stands on this page; an act on it is refused when it stands otherwise by then."""
        return standing.of_request(self.state, [event.act for event in self.events])


_KEPT = ("id", "number", "title", "text", "reference", "purpose", "accepts_other", "department_id", "received_at",
         "submitted_at", "confirmed_at", "receipt_proof", "answered_at", "closed_at", "outcome", "outcome_words",
         "delivered_by", "delivery_proof", "archive_number", "first_id")


def read(session: AnySession, number: str, today: date, calendar: WorkCalendar) -> RequestFile | None:
    """Return the file of the request with this number, None when there is none."""
    newest = aliased(Clock)
    clock = select(func.max(newest.id)).where(newest.case_id == DisclosureRequest.id, newest.is_answer)
    row = session.execute(
        select(DisclosureRequest, Department.name.label("department"), Clock.due_on, Clock.provisional)
        .outerjoin(Department, Department.id == DisclosureRequest.department_id)
        .outerjoin(Clock, Clock.id == clock.scalar_subquery())
        .where(DisclosureRequest.number == number)).one_or_none()
    if row is None:
        return None
    one: DisclosureRequest = row.DisclosureRequest
    state, events = State(one.state), letter_file.events_of(session, one.id)
    handler_id, handler, accepted_at = _handler(session, one.id)
    due_on = None if state in UNANSWERED_ENDS else row.due_on
    return RequestFile(
        **{name: getattr(one, name) for name in _KEPT}, state=state, channel=Channel(one.channel),
        applicant=Applicant(one.applicant), provide_as=ProvideAs(one.provide_as), deliver_by=DeliverBy(one.deliver_by),
        receipt_rule=ReceiptRule(one.receipt_rule), department=row.department or "",
        deadline=deadline(due_on, row.provisional, one.answered_at, today, calendar),
        handler=handler, handler_id=handler_id, accepted_at=accepted_at, drafted_by=_drafter(session, one.id),
        siblings=_siblings(session, one), files=letter_file.files(session, one.id), events=events,
        names=letter_file.names_in(session, events))


def _handler(session: AnySession, case_id: int) -> tuple[int | None, str, datetime | None]:
    row = session.execute(
        select(Assignment.handler_id, Staff.name, Assignment.accepted_at)
        .outerjoin(Staff, Staff.id == Assignment.handler_id)
        .where(Assignment.case_id == case_id).order_by(Assignment.decision.desc()).limit(1)).one_or_none()
    return (None, "", None) if row is None else (row.handler_id, row.name or "", row.accepted_at)


def _drafter(session: AnySession, case_id: int) -> int | None:
    return session.scalar(
        select(Reply.drafted_by).where(Reply.case_id == case_id).order_by(Reply.version.desc()).limit(1))


def _siblings(session: AnySession, one: DisclosureRequest) -> tuple[Sibling, ...]:
    first = one.first_id or one.id
    rows = session.execute(
        select(DisclosureRequest.number, DisclosureRequest.title, DisclosureRequest.state)
        .where((DisclosureRequest.first_id == first) | (DisclosureRequest.id == first), DisclosureRequest.id != one.id)
        .order_by(DisclosureRequest.id))
    return tuple(Sibling(row.number, row.title, State(row.state)) for row in rows)
