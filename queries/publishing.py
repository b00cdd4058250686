"""What redactor and publisher work through: cases to redact and to release, published ones, withheld ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, literal, null, or_, select, true
from sqlalchemy.orm import Session, aliased, scoped_session

from models.case import Letter
from models.department import Department
from models.disclosure import DisclosureRequest
from models.publication import Publication
from models.redaction import Redaction
from models.staff import Staff
from queries import paging
from queries.desk import SHOWN_TITLE
from queries.paging import AnyRow
from rules.vocabulary import ANSWERED_STATES, DISCLOSED_CATEGORY, RedactionState

AnySession = Session | scoped_session[Session]


class Queue(StrEnum):
    """The lists of redactor and publisher; slugs are in addresses."""

    REDACTING = "redacting"
    PENDING = "pending"
    PUBLISHED = "published"
    WITHHELD = "withheld"


QUEUE_LABELS: dict[Queue, str] = {Queue.REDACTING: "待隐去", Queue.PENDING: "待审核", Queue.PUBLISHED: "已公开",
                                  Queue.WITHHELD: "不公开"}
# In them work waits for somebody, so the one that has waited longest comes first.
WAITING = (Queue.REDACTING, Queue.PENDING)
_OPEN = (RedactionState.DRAFT.value, RedactionState.PROPOSED.value)


@dataclass(frozen=True)
class QueueRow:
    """One answered letter in a list. `redactor` is who has begun or made its derivative, "" while nobody has."""

    number: str
    title: str
    category: str
    department: str
    answered_at: datetime
    rating: str | None
    reason: str
    public_id: str | None
    redactor: str
    was_sent_back: bool


def letters(session: AnySession, queue: Queue, cursor: paging.Cursor | None) -> paging.Page[QueueRow]:
    """Return a page of a list: what waits longest first, else the newest answer first."""
    redactor = aliased(Staff)
    statement = (
        select(Letter.number, SHOWN_TITLE.label("title"), Letter.category, Department.name.label("department"),
               Letter.answered_at, Letter.rating, Letter.publication_reason, Publication.public_id,
               redactor.name.label("redactor"), Redaction.sent_back_reason)
        .join(Department, Department.id == Letter.department_id)
        .outerjoin(Publication, Publication.case_id == Letter.id)
        .outerjoin(Redaction, and_(Redaction.case_id == Letter.id, Redaction.state.in_(_OPEN)))
        .outerjoin(redactor, redactor.id == Redaction.redacted_by)
        .where(_belongs(queue)))
    order = paging.Order(Letter.answered_at.expression, Letter.id.expression, newest_first=queue not in WAITING)
    return paging.read_page(session, statement, order, cursor, _as_item)


def requests(session: AnySession, queue: Queue, cursor: paging.Cursor | None,
             department_id: int | None) -> paging.Page[QueueRow]:
    """Return a page of a list of requests that were decided upon, of one agency or of all; in the order of letters."""
    redactor, asked = aliased(Staff), DisclosureRequest
    statement = (
        select(asked.number, asked.title.label("title"), literal(DISCLOSED_CATEGORY).label("category"),
               Department.name.label("department"), asked.answered_at, null().label("rating"),
               asked.publication_reason, Publication.public_id, redactor.name.label("redactor"),
               Redaction.sent_back_reason)
        .join(Department, Department.id == asked.department_id)
        .outerjoin(Publication, Publication.case_id == asked.id).outerjoin(Redaction, _open_of(asked))
        .outerjoin(redactor, redactor.id == Redaction.redacted_by)
        .where(_decided_upon(queue), _of_agency(department_id)))
    order = paging.Order(asked.answered_at.expression, asked.id.expression, newest_first=queue not in WAITING)
    return paging.read_page(session, statement, order, cursor, _as_item)


def waiting_requests(session: AnySession, queue: Queue, department_id: int | None = None) -> int:
    """Return how many requests wait in a list, of one agency or of all."""
    return session.scalar(
        select(func.count()).select_from(DisclosureRequest).outerjoin(Redaction, _open_of(DisclosureRequest))
        .where(_decided_upon(queue), _of_agency(department_id))) or 0


def waiting_count(session: AnySession, queue: Queue) -> int:
    """Return how many letters wait in a list."""
    return session.scalar(
        select(func.count()).select_from(Letter)
        .outerjoin(Redaction, and_(Redaction.case_id == Letter.id, Redaction.state.in_(_OPEN)))
        .where(_belongs(queue))) or 0


def _as_item(row: AnyRow) -> QueueRow:
    return QueueRow(row.number, row.title, row.category, row.department, row.answered_at, row.rating,
                    row.publication_reason, row.public_id, row.redactor or "", bool(row.sent_back_reason))


def _open_of(case: type[DisclosureRequest]) -> ColumnElement[bool]:
    return and_(Redaction.case_id == case.case_id, Redaction.document_id.is_(None), Redaction.state.in_(_OPEN))


def _of_agency(department_id: int | None) -> ColumnElement[bool]:
    return true() if department_id is None else DisclosureRequest.department_id == department_id


def _decided_upon(queue: Queue) -> ColumnElement[bool]:
    """Say which requests are in a list, as `_belongs` says it of letters; the decision stands for the leave."""
    asked = DisclosureRequest
    if queue not in WAITING:
        return and_(asked.publication_decision == queue.value, asked.answered_at.is_not(None))
    open_now = and_(asked.proactive_at.is_not(None), asked.state.in_(ANSWERED_STATES))
    if queue is Queue.PENDING:
        return and_(open_now, Redaction.state == RedactionState.PROPOSED.value)
    return and_(open_now, or_(Redaction.state == RedactionState.DRAFT.value,
                              and_(Redaction.id.is_(None), asked.publication_decision.is_(None))))


def _belongs(queue: Queue) -> ColumnElement[bool]:
    """Say which letters are in a list; a withheld one comes back when somebody begins its derivative anew."""
    if queue not in WAITING:
        return and_(Letter.publication_decision == queue.value, Letter.answered_at.is_not(None))
    open_now = and_(Letter.consents_to_publication, Letter.state.in_(ANSWERED_STATES))
    if queue is Queue.PENDING:
        return and_(open_now, Redaction.state == RedactionState.PROPOSED.value)
    return and_(open_now, or_(Redaction.state == RedactionState.DRAFT.value,
                              and_(Redaction.id.is_(None), Letter.publication_decision.is_(None))))
