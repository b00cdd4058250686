"""What the publisher works through: answered letters to decide on, published ones, and those that were withheld."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Letter
from models.department import Department
from models.publication import Publication
from queries import paging
from queries.paging import AnyRow
from rules.vocabulary import ANSWERED_STATES

AnySession = Session | scoped_session[Session]


class Queue(StrEnum):
    """The lists of the publisher; slugs are in addresses."""

    PENDING = "pending"
    PUBLISHED = "published"
    WITHHELD = "withheld"


QUEUE_LABELS: dict[Queue, str] = {Queue.PENDING: "待审核", Queue.PUBLISHED: "已公开", Queue.WITHHELD: "不公开"}


@dataclass(frozen=True)
class QueueRow:
    """One answered letter in a list of the publisher."""

    number: str
    title: str
    category: str
    department: str
    answered_at: datetime
    rating: str | None
    reason: str
    public_id: str | None


def letters(session: AnySession, queue: Queue, cursor: paging.Cursor | None) -> paging.Page[QueueRow]:
    """Return a page of a list: what waits longest first, else the newest answer first."""
    statement = (
        select(Letter.number, Letter.title, Letter.category, Department.name.label("department"), Letter.answered_at,
               Letter.rating, Letter.publication_reason, Publication.public_id)
        .join(Department, Department.id == Letter.department_id)
        .outerjoin(Publication, Publication.case_id == Letter.id)
        .where(_belongs(queue)))
    order = paging.Order(Letter.answered_at.expression, Letter.id.expression,
                         newest_first=queue is not Queue.PENDING)
    return paging.read_page(session, statement, order, cursor, _as_item)


def pending_count(session: AnySession) -> int:
    """Return how many letters wait for a decision."""
    return session.scalar(select(func.count()).select_from(Letter).where(_belongs(Queue.PENDING))) or 0


def _as_item(row: AnyRow) -> QueueRow:
    return QueueRow(row.number, row.title, row.category, row.department, row.answered_at, row.rating,
                    row.publication_reason, row.public_id)


def _belongs(queue: Queue) -> ColumnElement[bool]:
    if queue is Queue.PENDING:
        return and_(Letter.consents_to_publication, Letter.publication_decision.is_(None),
                    Letter.state.in_(ANSWERED_STATES))
    return and_(Letter.publication_decision == queue.value, Letter.answered_at.is_not(None))
