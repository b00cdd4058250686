"""What stands in the file of one letter: facts, assignments, replies, attachments and its record."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.assignment import Assignment
from models.attachment import Attachment, AttachmentCopy
from models.case import Case, Letter
from models.clock import Clock
from models.department import Department, Mailbox
from models.event import CaseEvent
from models.publication import Publication
from models.reply import Reply
from models.rung import Rung
from models.staff import Staff
from queries import redactions, visibility
from queries.desk import Deadline, deadline, last_clock
from queries.paging import AnyRow
from queries.redactions import RedactionRow
from queries.visibility import Bar
from rules import offers, pseudonym
from rules.actors import OUTSIDE, Actor, Role
from rules.calendar import WorkCalendar
from rules.file_states import CopyKind
from rules.localtime import local_date
from rules.offers import LetterFacts
from rules.standing import standing
from rules.transitions import Act
from rules.vocabulary import UNANSWERED_ENDS, Category, PublicationState, State

AnySession = Session | scoped_session[Session]
_first = aliased(Case)
# Acts of the supervisor that say what is demanded.
_URGES = frozenset({Act.URGE, Act.SUPERVISE})


@dataclass(frozen=True)
class AssignmentRow:
    """One routing decision, with names. `reasons` are as services/routing.py writes them."""

    department_id: int
    department: str
    assigned_at: datetime
    assigned_by: str
    accepted_at: datetime | None
    handler: str
    ended_at: datetime | None
    ended_how: str | None
    return_reason: str
    proposed: str
    proposed_id: int | None
    reasons: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReplyRow:
    """One version of the reply, with the names of those who wrote, reviewed and issued it."""

    version: int
    text: str
    text_digest: str
    drafted_by: int | None
    drafter: str
    saved_at: datetime
    drafted_at: datetime | None
    reviewer: str
    reviewed_at: datetime | None
    issuer: str
    issued_at: datetime | None
    sent_back_at: datetime | None
    send_back_reason: str


@dataclass(frozen=True)
class FileRow:
    """An attachment as it is listed; it is opened by its place in the list, 1 for the first.

    The states are those of rules/file_states.py.
    """

    id: int
    display_name: str
    media_type: str
    size: int
    scan_state: str
    copy_state: str
    copy_refusal: str
    is_damaged: bool
    has_preview: bool


@dataclass(frozen=True)
class MergedRow:
    """A letter of the same matter that is answered with this one; who wrote it is not among its facts.

    `shown_title` and `shown_text` are read outside the letters office, None where they are the original.
    """

    number: str
    title: str
    text: str
    received_at: datetime
    shown_title: str | None
    shown_text: str | None


@dataclass(frozen=True)
class EventRow:
    """One event of the record, as it stands there."""

    act: str
    actor: str
    recorded_at: datetime
    effective_at: datetime
    payload: dict[str, Any]


@dataclass(frozen=True)
class LetterFile:
    """The file of one letter. `merged_into` is the number of the letter it is answered with, `merged` those answered
    with it; `names` are those of staff, departments and letters that the record speaks of; `bars` the units that it
    is about. `shown_title`, `shown_text` and `shown_place` are read outside the letters office (`as_seen_by`).
    """

    id: int
    number: str
    title: str
    text: str
    place: str
    state: State
    category: str
    subject: str
    channel: str
    mailbox: str
    department_id: int | None
    department: str
    received_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    name_hidden: bool
    consents_to_publication: bool
    publication_decision: str | None
    publication_reason: str
    public_id: str | None
    declined_ground: str | None
    declined_words: str
    rating: str | None
    rating_words: str
    shares_reply: bool
    merged_into: str | None
    is_public: bool
    deadline: Deadline | None
    assignments: tuple[AssignmentRow, ...]
    replies: tuple[ReplyRow, ...]
    files: tuple[FileRow, ...]
    events: tuple[EventRow, ...]
    merged: tuple[MergedRow, ...]
    names: dict[str, str]
    today: date
    return_until: date | None
    redaction: RedactionRow | None
    complained_about: str
    shown_title: str | None
    shown_text: str | None
    shown_place: str | None
    bars: tuple[Bar, ...]

    @property
    def reply(self) -> ReplyRow | None:
        """The newest version of the reply."""
        return self.replies[0] if self.replies else None

    @property
    def issued(self) -> ReplyRow | None:
        """The newest version that has been issued: what the writer reads, while another one may be in the making."""
        return next((one for one in self.replies if one.issued_at is not None), None)

    @property
    def barred(self) -> frozenset[int]:
        """The units that must not have this letter."""
        return frozenset(one.department_id for one in self.bars if not one.is_lifted)

    @property
    def is_confidential(self) -> bool:
        """Whether the writer must not be known outside the letters office."""
        return pseudonym.is_confidential(Category(self.category), self.name_hidden)

    @property
    def standing(self) -> str:
        """How the letter stands on this page; an act on it is refused when it stands otherwise by then."""
        return standing(self.state, self.category, len(self.assignments), len(self.replies))

    @property
    def current(self) -> AssignmentRow | None:
        """The newest routing decision, None while there is none."""
        return self.assignments[0] if self.assignments else None

    @property
    def facts(self) -> LetterFacts:
        """What the rules need to know of this letter."""
        returned = any(one.ended_how == "returned" and one.department_id == self.department_id
                       for one in self.assignments)
        return LetterFacts(
            self.state, self.department_id, self.reply.drafted_by if self.reply else None, returned,
            self.consents_to_publication, self.publication_decision, is_public=self.is_public,
            answered_before=self.issued is not None,
            reworked_before=any(event.act == Act.REWORK for event in self.events),
            return_is_late=self.return_until is not None and self.today > self.return_until,
            transfers=sum(one.ended_how == "transferred" for one in self.assignments),
            redaction=self.redaction.state if self.redaction else None,
            redacted_by=self.redaction.hands if self.redaction else frozenset())


def read(session: AnySession, number: str, today: date, calendar: WorkCalendar) -> LetterFile | None:
    """Return the file of the letter with this number, None when there is none."""
    row = session.execute(
        select(Letter, Mailbox.name.label("mailbox"), Department.name.label("department"),
               Clock.due_on, Clock.provisional, Publication.public_id, Publication.state.label("publication"),
               _first.number.label("merged_into"))
        .join(Mailbox, Mailbox.id == Letter.mailbox_id)
        .outerjoin(Department, Department.id == Letter.department_id)
        .outerjoin(Clock, last_clock())
        .outerjoin(Publication, Publication.case_id == Letter.id)
        .outerjoin(_first, _first.id == Letter.merged_into_id)
        .where(Letter.number == number)).one_or_none()
    if row is None:
        return None
    letter: Letter = row.Letter
    events, assignments = events_of(session, letter.id), _assignments(session, letter.id)
    kept = ("id", "number", "title", "text", "place", "category", "subject", "channel", "department_id", "received_at",
            "answered_at", "closed_at", "name_hidden", "consents_to_publication", "publication_decision",
            "publication_reason", "declined_ground", "declined_words", "rating", "rating_words", "shares_reply",
            "complained_about", "shown_title", "shown_text", "shown_place")
    due_on = None if letter.state in UNANSWERED_ENDS else row.due_on
    return LetterFile(
        **{name: getattr(letter, name) for name in kept}, state=State(letter.state), mailbox=row.mailbox,
        department=row.department or "", public_id=row.public_id, merged_into=row.merged_into,
        is_public=row.publication == PublicationState.PUBLISHED,
        deadline=deadline(due_on, row.provisional, letter.answered_at, today, calendar),
        assignments=assignments, replies=_replies(session, letter.id),
        files=files(session, letter.id), events=events, merged=_merged(session, letter.id),
        names=names_in(session, events), today=today, return_until=_return_until(assignments, calendar),
        redaction=redactions.of_case(session, letter.id), bars=visibility.bars_of(session, letter.id))


def as_seen_by(actor: Actor, letter: LetterFile) -> LetterFile:
    """Return the file as the actor may read it: outside the letters office nothing tells who a confidential writer is.

    Their own words are covered, files have numbers for names, and letters merged into this one are treated alike.
    What the writer filled in as complained about is for the office, which routes by it.
    """
    if offers.may_reveal(actor):
        return letter
    merged = tuple(replace(one, title=one.shown_title or one.title, text=one.shown_text or one.text)
                   for one in letter.merged)
    seen = replace(letter, merged=merged, complained_about="", bars=())
    if not letter.is_confidential:
        return seen
    named = tuple(replace(file, display_name=pseudonym.file_name(place, file.display_name))
                  for place, file in enumerate(letter.files, start=1))
    return replace(seen, title=letter.shown_title or letter.title, text=letter.shown_text or letter.text,
                   place=letter.shown_place or letter.place, files=named)


def _return_until(assignments: tuple[AssignmentRow, ...], calendar: WorkCalendar) -> date | None:
    if not assignments or assignments[0].ended_how is not None:
        return None
    return offers.last_return_day(local_date(assignments[0].assigned_at), calendar)


def case_id(session: AnySession, number: str) -> int | None:
    """Return the id of the letter with this number, None when there is none."""
    return session.scalar(select(Letter.id).where(Letter.number == number))


def files(session: AnySession, case_id: int) -> tuple[FileRow, ...]:
    """Return the attachments of a case in the order in which they were sent."""
    rows = session.execute(
        select(Attachment.id, Attachment.display_name, Attachment.media_type, Attachment.size, Attachment.scan_state,
               Attachment.copy_state, Attachment.copy_refusal, Attachment.damaged_at.is_not(None),
               AttachmentCopy.id.is_not(None))
        .outerjoin(AttachmentCopy, (AttachmentCopy.attachment_id == Attachment.id)
                   & (AttachmentCopy.kind == CopyKind.PREVIEW))
        .where(Attachment.case_id == case_id).order_by(Attachment.id))
    return tuple(FileRow(*row) for row in rows)


def _assignments(session: AnySession, case_id: int) -> tuple[AssignmentRow, ...]:
    proposed = aliased(Department)
    rows = session.execute(
        select(Assignment, Department.name.label("department"), Staff.name.label("handler"),
               proposed.name.label("proposed"))
        .join(Department, Department.id == Assignment.department_id)
        .outerjoin(Staff, Staff.id == Assignment.handler_id)
        .outerjoin(proposed, proposed.id == Assignment.proposed_department_id)
        .where(Assignment.case_id == case_id).order_by(Assignment.decision.desc()))
    return tuple(_as_assignment(row) for row in rows)


def _as_assignment(row: AnyRow) -> AssignmentRow:
    one: Assignment = row.Assignment
    return AssignmentRow(one.department_id, row.department, one.assigned_at, one.assigned_by, one.accepted_at,
                         row.handler or "", one.ended_at, one.ended_how, one.return_reason, row.proposed or "",
                         one.proposed_department_id, json.loads(one.reasons))


def _merged(session: AnySession, case_id: int) -> tuple[MergedRow, ...]:
    rows = session.execute(
        select(Letter.number, Letter.title, Letter.text, Letter.received_at, Letter.shown_title, Letter.shown_text)
        .where(Letter.merged_into_id == case_id).order_by(Letter.id))
    return tuple(MergedRow(*row) for row in rows)


def _replies(session: AnySession, case_id: int) -> tuple[ReplyRow, ...]:
    drafter, reviewer, issuer = aliased(Staff), aliased(Staff), aliased(Staff)
    rows = session.execute(
        select(Reply, drafter.name.label("drafter"), reviewer.name.label("reviewer"), issuer.name.label("issuer"))
        .outerjoin(drafter, drafter.id == Reply.drafted_by).outerjoin(reviewer, reviewer.id == Reply.reviewed_by)
        .outerjoin(issuer, issuer.id == Reply.issued_by)
        .where(Reply.case_id == case_id).order_by(Reply.version.desc()))
    return tuple(_as_reply(row.Reply, row) for row in rows)


def _as_reply(one: Reply, row: AnyRow) -> ReplyRow:
    return ReplyRow(one.version, one.text, one.text_digest, one.drafted_by, row.drafter or "", one.saved_at,
                    one.drafted_at, row.reviewer or "", one.reviewed_at, row.issuer or "", one.issued_at,
                    one.sent_back_at, one.send_back_reason)


def events_of(session: AnySession, case_id: int, without: Collection[Act] = ()) -> tuple[EventRow, ...]:
    """Return the record of a case, the newest event first, leaving out the acts `without`."""
    rows = session.execute(
        select(CaseEvent.act, CaseEvent.actor, CaseEvent.recorded_at, CaseEvent.effective_at, CaseEvent.payload)
        .where(CaseEvent.case_id == case_id, CaseEvent.act.not_in(without)).order_by(CaseEvent.seq.desc()))
    return tuple(EventRow(row.act, row.actor, row.recorded_at, row.effective_at, json.loads(row.payload))
                 for row in rows)


def names_in(session: AnySession, events: tuple[EventRow, ...]) -> dict[str, str]:
    """Return the words for what the record names: staff by name and unit, departments, letters, demands of an urge."""
    people = {int(event.actor.removeprefix("staff:")) for event in events if event.actor.startswith("staff:")}
    people |= {one for event in events for one in event.payload.get("told", ())}
    units = {event.payload[key] for event in events for key in ("department", "suggested", "proposed")
             if event.payload.get(key) is not None}
    units |= {unit for event in events for key in ("barred", "departments") for unit in event.payload.get(key, ())}
    names = {"citizen": "来信人", "system": "系统", "importer": "导入"}
    for row in session.execute(
            select(Staff.id, Staff.name, Staff.role, Department.name.label("department"))
            .outerjoin(Department, Department.id == Staff.department_id).where(Staff.id.in_(people))):
        names[f"staff:{row.id}"] = f"{row.department or OUTSIDE.get(Role(row.role), '县信访局')} {row.name}"
    for demand in session.execute(
            select(Rung.clock_id, Rung.rung, Rung.of_on, Rung.words)
            .where(Rung.clock_id.in_({event.payload["clock"] for event in events if event.act in _URGES}),
                   Rung.words != "")):
        names[f"rung:{demand.clock_id}:{demand.rung}:{demand.of_on}"] = demand.words
    firsts = {event.payload["into"] for event in events if event.act == Act.MERGE}
    for one in session.execute(select(Case.id, Case.number).where(Case.id.in_(firsts))):
        names[f"case:{one.id}"] = one.number
    for unit in session.execute(select(Department.id, Department.name).where(Department.id.in_(units))):
        names[f"department:{unit.id}"] = unit.name
    return names
