"""What the writer of a letter sees: where it stands, by which day and why, what happened, the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, scoped_session

from models.assignment import Assignment
from models.attachment import Attachment
from models.case import Case, Letter
from models.clock import Clock, ClockPause
from models.department import Department, Mailbox
from models.event import CaseEvent
from models.identity import Identity
from models.reply import Reply
from rules import clock_words, timeline
from rules.calendar_change import Recount
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockTerms
from rules.localtime import local_date
from rules.progress import Milestones, Step, letter_steps
from rules.timeline import Entry, EventFact
from rules.transitions import Act, is_possible
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
    """One letter as its writer sees it; the page and the API show the same.

    A merged letter has department, due date and answering day of the letter it is answered with, and the answer only
    with the office's leave: that letter may be another person's. `paused_until` is the last day of a pause that stops
    the clock now.
    """

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
    paused_until: date | None
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
    def is_merged(self) -> bool:
        return self.state is State.MERGED

    @property
    def may_withdraw(self) -> bool:
        return is_possible(self.state, Act.WITHDRAW) and self.reply is None

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


# The tables themselves, and statements built once: people load this page again and again, and Core is the short way.
_case, _letter, _mailbox = Case.__table__, Letter.__table__, Mailbox.__table__
_department, _clock, _answer = Department.__table__, Clock.__table__, Reply.__table__
_pause = ClockPause.__table__
_event, _assignment, _identity = CaseEvent.__table__, Assignment.__table__, Identity.__table__
_attachment, _answerer = Attachment.__table__, Department.__table__.alias("answerer")
DUE_COLUMNS = (_clock.c.kind, _clock.c.start_on, _clock.c.length, _clock.c.unit, _clock.c.due_on, _clock.c.provisional)
# To which day at the latest the clock stands still now.
PAUSED_UNTIL = (
    select(_pause.c.limit_on).where(_pause.c.clock_id == _clock.c.id, _pause.c.state == "granted",
                                    _clock.c.stopped_at.is_(None)).scalar_subquery().label("paused_until"))
# Where a case stands: with whom, its newest clock, and the newest issued answer.
_STANDING = (_case.c.answered_at, _department.c.name.label("department"), *DUE_COLUMNS, PAUSED_UNTIL, _answer.c.text,
             _answer.c.text_digest, _answer.c.issued_at, _answerer.c.name.label("answerer"))
_LETTERS = (
    _case.join(_letter, _letter.c.case_id == _case.c.id).join(_mailbox, _mailbox.c.id == _case.c.mailbox_id)
    .outerjoin(_clock, (_clock.c.case_id == _case.c.id) & _clock.c.is_answer)
)
_STANDINGS = (
    _LETTERS.outerjoin(_department, _department.c.id == _case.c.department_id)
    .outerjoin(_answer, (_answer.c.case_id == _case.c.id) & _answer.c.issued_at.is_not(None))
    .outerjoin(_answerer, _answerer.c.id == _answer.c.department_id)
)
_NEWEST = (_clock.c.id.desc(), _answer.c.version.desc())
# A withdrawn letter is not there any more, for whoever asks (security.md K2).
_THERE = (_case.c.number == bindparam("number")) & (_case.c.state != State.WITHDRAWN)
_CASE = (
    select(_case.c.id, _case.c.number, _case.c.title, _case.c.state, _case.c.received_at, _letter.c.category,
           _letter.c.rating, _letter.c.rating_words, _letter.c.rated_at, _letter.c.declined_ground,
           _letter.c.declined_words, _letter.c.merged_into_id, _letter.c.shares_reply,
           _mailbox.c.name.label("mailbox"), *_STANDING)
    .select_from(_STANDINGS).where(_THERE).order_by(*_NEWEST).limit(1)
)
_FIRST = (
    select(*_STANDING).select_from(_STANDINGS).where(_case.c.id == bindparam("case_id")).order_by(*_NEWEST).limit(1)
)
_EVENTS = (
    select(_event.c.act, _event.c.effective_at, _event.c.payload)
    .where(_event.c.case_id == bindparam("case_id")).order_by(_event.c.seq)
)
_DECISIONS = (
    select(_department.c.name, _assignment.c.assigned_at, _assignment.c.accepted_at)
    .join(_department, _department.c.id == _assignment.c.department_id)
    .where(_assignment.c.case_id == bindparam("case_id")).order_by(_assignment.c.decision)
)
_RECEIPT = (
    select(_case.c.id, _case.c.number, _case.c.title, _case.c.received_at, _letter.c.category, _letter.c.name_hidden,
           _mailbox.c.name.label("mailbox"), *DUE_COLUMNS, _identity.c.email_digest,
           select(func.count()).where(_attachment.c.case_id == _case.c.id).scalar_subquery().label("files"))
    .select_from(_LETTERS.outerjoin(_identity, _identity.c.case_id == _case.c.id))
    .where(_THERE).order_by(_clock.c.id).limit(1)
)


# What the record of a letter about somebody says beside the suggestion (services/routing.py).
_ABOUT = frozenset({"barred", "about"})
ABOUT_A_UNIT = "信里写明了反映的是谁，系统不自动转办，由县信访局工作人员确定由哪个单位办理。"
_RUNGS = frozenset({Act.URGE, Act.SUPERVISE, Act.CIRCULATE})


def read(session: AnySession, number: str) -> StatusView | None:
    """Return the letter of this number as its writer sees it, None when there is none.

    Three statements, and one more for a merged letter.
    """
    row = session.execute(_CASE, {"number": number}).one_or_none()
    if row is None:
        return None
    state = State(row.state)
    first = session.execute(_FIRST, {"case_id": row.merged_into_id}).one() if row.merged_into_id else row
    decisions = session.execute(_DECISIONS, {"case_id": row.id}).all()
    events = session.execute(_EVENTS, {"case_id": row.id}).all()
    return StatusView(
        case_id=row.id, number=row.number, title=row.title, state=state, category=row.category, mailbox=row.mailbox,
        department=first.department, received_at=row.received_at, answered_on=_day(first.answered_at),
        due=due_view(first), paused_until=first.paused_until,
        reply=_reply(first) if first is row or row.shares_reply else None,
        rating=row.rating, rating_words=row.rating_words, declined_ground=row.declined_ground,
        declined_words=row.declined_words, steps=letter_steps(state, _milestones(row, first, decisions)),
        timeline=timeline.entries([event_fact(event) for event in events], [each.name for each in decisions],
                                  row.mailbox, is_open=state in OPEN_STATES))


def receipt(session: AnySession, number: str) -> ReceiptView | None:
    """Return what the receipt of this number repeats, None when there is no such letter."""
    row = session.execute(_RECEIPT, {"number": number}).one_or_none()
    if row is None:
        return None
    return ReceiptView(row.id, row.number, row.title, row.category, row.mailbox, row.received_at, due_view(row),
                       row.files, row.email_digest is not None, row.name_hidden)


def due_view(row: Any) -> DueView | None:
    """Return the clock of a row that has DUE_COLUMNS, None without one."""
    if row.due_on is None:
        return None
    return DueView(row.start_on, row.due_on, row.provisional,
                   ClockTerms(ClockKind(row.kind), row.length, Unit(row.unit)))


def _reply(row: Any) -> ReplyView | None:
    return ReplyView(row.text, row.answerer, local_date(row.issued_at), row.text_digest) if row.text else None


def _milestones(row: Any, first: Any, decisions: Any) -> Milestones:
    current = decisions[-1] if decisions else None
    return Milestones(
        received_on=local_date(row.received_at), assigned_on=_day(decisions[0].assigned_at) if current else None,
        accepted_on=_day(current.accepted_at) if current else None, due_on=first.due_on,
        answered_on=_day(first.answered_at), rated_on=_day(row.rated_at))


def event_fact(event: Any) -> EventFact:
    """Return what a line of the history is made of, from an event's act, instant and payload."""
    if event.act in _RUNGS:
        return EventFact(Act(event.act), event.effective_at, told=bool(json.loads(event.payload).get("told")))
    act = Act(event.act)
    if act is Act.RECOUNT:
        return EventFact(act, event.effective_at, recount=Recount.of_payload(json.loads(event.payload)))
    if act in clock_words.TOLD:
        return EventFact(act, event.effective_at, words=clock_words.of_payload(act, json.loads(event.payload)))
    if act is Act.REFER and _ABOUT & json.loads(event.payload).keys():
        return EventFact(act, event.effective_at, words=ABOUT_A_UNIT)
    rating = json.loads(event.payload).get("rating", "") if act is Act.RATE else ""
    return EventFact(act, event.effective_at, rating)


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local_date(instant)
