"""What the writer of a letter sees: where it stands, by which day and why, what happened, the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.assignment import Assignment
from models.attachment import Attachment
from models.case import Case, Letter
from models.clock import Clock
from models.department import Department, Mailbox
from models.event import CaseEvent
from models.identity import Identity
from models.reply import Reply
from rules import timeline
from rules.clocks import ClockKind, ClockTerms, Unit
from rules.localtime import local_date
from rules.progress import Milestones, Step, letter_steps
from rules.timeline import Entry, EventFact
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES, State

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class DueView:
    """The clock of a letter: from which day it runs, how long, until when."""

    start_on: date
    due_on: date
    provisional: bool
    terms: ClockTerms


@dataclass(frozen=True)
class ReplyView:
    """The issued answer; `digest` is the SHA-256 of its text."""

    text: str
    department: str
    issued_on: date
    digest: str


@dataclass(frozen=True)
class StatusView:
    """One letter as its writer sees it; the page and the API show the same."""

    case_id: int
    number: str
    title: str
    state: State
    category: str
    mailbox: str
    department: str | None
    received_at: datetime
    answered_on: date | None
    due: DueView | None
    reply: ReplyView | None
    rating: str | None
    rating_words: str
    declined_ground: str | None
    declined_words: str
    steps: list[Step]
    timeline: list[Entry]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def may_rate(self) -> bool:
        return self.state in (State.ANSWERED, State.CLOSED) and self.rating is None and self.reply is not None


@dataclass(frozen=True)
class ReceiptView:
    """What the receipt repeats of a letter that has just been sent."""

    case_id: int
    number: str
    title: str
    category: str
    mailbox: str
    received_at: datetime
    due: DueView | None
    files: int
    has_email: bool
    name_hidden: bool


# The tables themselves: through the mapped classes every statement would join what a letter inherits.
_case, _letter = Case.__table__.c, Letter.__table__.c
_answerer = aliased(Department)
# Core statements, built once: this page is the one that people load again and again.
_CASE = (
    select(_case.id, _case.number, _case.title, _case.state, _case.received_at, _case.answered_at, _letter.category,
           _letter.rating, _letter.rating_words, _letter.rated_at, _letter.declined_ground, _letter.declined_words,
           Mailbox.name.label("mailbox"), Department.name.label("department"),
           Clock.kind, Clock.start_on, Clock.length, Clock.unit, Clock.due_on, Clock.provisional,
           Reply.text, Reply.text_digest, Reply.issued_at, _answerer.name.label("answerer"))
    .select_from(Case.__table__).join(Letter.__table__, _letter.case_id == _case.id)
    .join(Mailbox, Mailbox.id == _case.mailbox_id)
    .outerjoin(Department, Department.id == _case.department_id)
    .outerjoin(Clock, Clock.case_id == _case.id)
    .outerjoin(Reply, (Reply.case_id == _case.id) & Reply.issued_at.is_not(None))
    .outerjoin(_answerer, _answerer.id == Reply.department_id)
    .where(_case.number == bindparam("number"))
    .order_by(Clock.id.desc(), Reply.version.desc()).limit(1)
)
_EVENTS = (
    select(CaseEvent.act, CaseEvent.effective_at, CaseEvent.payload)
    .where(CaseEvent.case_id == bindparam("case_id")).order_by(CaseEvent.seq)
)
_DECISIONS = (
    select(Department.name, Assignment.assigned_at, Assignment.accepted_at)
    .join(Department, Department.id == Assignment.department_id)
    .where(Assignment.case_id == bindparam("case_id")).order_by(Assignment.decision)
)
_RECEIPT = (
    select(_case.id, _case.number, _case.title, _case.received_at, _letter.category, _letter.name_hidden,
           Mailbox.name.label("mailbox"), Clock.kind, Clock.start_on, Clock.length, Clock.unit, Clock.due_on,
           Clock.provisional, Identity.email_digest,
           select(func.count()).where(Attachment.case_id == _case.id).scalar_subquery().label("files"))
    .select_from(Case.__table__).join(Letter.__table__, _letter.case_id == _case.id)
    .join(Mailbox, Mailbox.id == _case.mailbox_id)
    .outerjoin(Clock, Clock.case_id == _case.id).outerjoin(Identity, Identity.case_id == _case.id)
    .where(_case.number == bindparam("number")).order_by(Clock.id.desc()).limit(1)
)


def read(session: AnySession, number: str) -> StatusView | None:
    """Return the letter of this number as its writer sees it, None when there is none. Three statements."""
    row = session.execute(_CASE, {"number": number}).one_or_none()
    if row is None:
        return None
    state = State(row.state)
    decisions = session.execute(_DECISIONS, {"case_id": row.id}).all()
    events = session.execute(_EVENTS, {"case_id": row.id}).all()
    return StatusView(
        case_id=row.id, number=row.number, title=row.title, state=state, category=row.category, mailbox=row.mailbox,
        department=row.department, received_at=row.received_at, answered_on=_day(row.answered_at), due=_due(row),
        reply=ReplyView(row.text, row.answerer, local_date(row.issued_at), row.text_digest) if row.text else None,
        rating=row.rating, rating_words=row.rating_words, declined_ground=row.declined_ground,
        declined_words=row.declined_words, steps=letter_steps(state, _milestones(row, decisions)),
        timeline=timeline.entries([_fact(event) for event in events], [each.name for each in decisions],
                                  row.mailbox, is_open=state in OPEN_STATES))


def receipt(session: AnySession, number: str) -> ReceiptView | None:
    """Return what the receipt of this number repeats, None when there is no such letter."""
    row = session.execute(_RECEIPT, {"number": number}).one_or_none()
    if row is None:
        return None
    return ReceiptView(row.id, row.number, row.title, row.category, row.mailbox, row.received_at, _due(row),
                       row.files, row.email_digest is not None, row.name_hidden)


def _due(row: Any) -> DueView | None:
    if row.due_on is None:
        return None
    return DueView(row.start_on, row.due_on, row.provisional,
                   ClockTerms(ClockKind(row.kind), row.length, Unit(row.unit)))


def _milestones(row: Any, decisions: Any) -> Milestones:
    current = decisions[-1] if decisions else None
    return Milestones(
        received_on=local_date(row.received_at), assigned_on=_day(decisions[0].assigned_at) if current else None,
        accepted_on=_day(current.accepted_at) if current else None, due_on=row.due_on,
        answered_on=_day(row.answered_at), rated_on=_day(row.rated_at))


def _fact(event: Any) -> EventFact:
    rating = json.loads(event.payload).get("rating", "") if event.act == Act.RATE else ""
    return EventFact(Act(event.act), event.effective_at, rating)


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local_date(instant)
