"""What is published, for the public: the list by filters, newest answer first, and one item. No totals.

Published requests (转主动公开) stand among the letters under a category of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.publication import Publication
from queries.paging import Cursor, Order, Page, read_page
from rules.localtime import local_date
from rules.vocabulary import DISCLOSED_CATEGORY, PublicationState

AnySession = Session | scoped_session[Session]
PAGE_ROWS = 20


@dataclass(frozen=True)
class PublicationRow:
    """One line of a list. `text` and `reply` are filled by a search only, for the excerpt."""

    id: int
    public_id: str
    title: str
    category: str
    department_name: str
    received_on: date
    answered_on: date
    rating: str | None = None
    text: str = ""
    reply: str = ""


@dataclass(frozen=True)
class FeedRow:
    """One letter in the feed: nothing of its texts but the title."""

    public_id: str
    title: str
    category: str
    department_name: str
    answered_on: date
    published_at: datetime


LIST_COLUMNS = (Publication.id, Publication.public_id, Publication.title, Publication.category,
                Publication.department_name, Publication.received_on, Publication.answered_on, Publication.rating)

# Each end is one step into the index; asked for together they would read all of it.
_ANSWERED_ON = select(Publication.answered_on).where(Publication.state == PublicationState.PUBLISHED).limit(1)
_SPAN = select(_ANSWERED_ON.order_by(Publication.answered_on).scalar_subquery(),
               _ANSWERED_ON.order_by(Publication.answered_on.desc()).scalar_subquery())


def page(session: AnySession, *, department_id: int | None = None, category: str = "", year: int | None = None,
         cursor: Cursor | None = None, limit: int = PAGE_ROWS, letters_only: bool = False) -> Page[PublicationRow]:
    """Return a page of what is published and fits the filters; empty filters fit all, `letters_only` no request."""
    statement = select(*LIST_COLUMNS).where(Publication.state == PublicationState.PUBLISHED)
    if department_id is not None:
        statement = statement.where(Publication.department_id == department_id)
    if letters_only:
        statement = statement.where(Publication.category != DISCLOSED_CATEGORY)
    if category:
        statement = statement.where(Publication.category == category)
    if year is not None:
        statement = statement.where(Publication.answered_on.between(date(year, 1, 1), date(year, 12, 31)))
    columns = Publication.__table__.c
    order = Order(columns.answered_on, columns.id, newest_first=True)
    return read_page(session, statement, order, cursor, as_row, limit)


def newest(session: AnySession, count: int) -> list[PublicationRow]:
    """Return the letters answered last."""
    return list(page(session, limit=count).rows)


def published_last(session: AnySession, count: int) -> list[FeedRow]:
    """Return the letters that were published last, among so many of the newest rows that the cost does not grow."""
    newest_ids = select(Publication.id).order_by(Publication.id.desc()).limit(4 * count).subquery()
    rows = session.execute(
        select(Publication.public_id, Publication.title, Publication.category, Publication.department_name,
               Publication.answered_on, Publication.published_at)
        .join(newest_ids, newest_ids.c.id == Publication.id)
        .where(Publication.state == PublicationState.PUBLISHED)
        .order_by(Publication.published_at.desc(), Publication.id.desc()).limit(count))
    return [FeedRow(*row) for row in rows]


def last_id(session: AnySession) -> int:
    """Return the highest id of a publication, 0 before the first."""
    return session.scalar(select(func.max(Publication.id))) or 0


def addresses(session: AnySession, first_id: int, last_id: int) -> list[tuple[str, date]]:
    """Return public id and day of publication of the letters that are public, of a range of ids."""
    rows = session.execute(
        select(Publication.public_id, Publication.published_at)
        .where(Publication.id.between(first_id, last_id), Publication.state == PublicationState.PUBLISHED)
        .order_by(Publication.id))
    return [(public_id, local_date(published_at)) for public_id, published_at in rows]


def one(session: AnySession, public_id: str) -> Publication | None:
    """Return a publication by its public id, also a withdrawn one."""
    return session.scalar(select(Publication).where(Publication.public_id == public_id))


def years(session: AnySession) -> list[int]:
    """Return the years in which published letters were answered, newest first."""
    first, last = session.connection().execute(_SPAN).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


def as_row(row: Any) -> PublicationRow:
    """Return a line from a row that has LIST_COLUMNS."""
    return PublicationRow(row.id, row.public_id, row.title, row.category, row.department_name, row.received_on,
                          row.answered_on, row.rating)
