"""What was asked for and how it ended, for everybody: no word of an applicant, only what the service says itself.

What an applicant wrote may name people, so a row tells its subject; a title stands there once two people have released
it with the publication (security.md L2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.department import Department
from models.disclosure import DisclosureRequest
from models.publication import Publication
from models.request_result import RequestResult
from models.types import table_of
from queries import search
from queries.paging import AnyRow, Cursor, Order, Page, read_page
from rules.annual_requests import End
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, ROWS, Group, Outcome
from rules.subjects import SUBJECT_LABELS, subject_of
from rules.vocabulary import PublicationState

AnySession = Session | scoped_session[Session]
PAGE_ROWS = 20
GROUP_LABELS: dict[Group, str] = {
    Group.DISCLOSED: "予以公开", Group.PARTIAL: "部分公开", Group.REFUSED: "不予公开", Group.CANNOT: "无法提供",
    Group.NOT_HANDLED: "不予处理", Group.OTHER: "其他处理",
}


@dataclass(frozen=True)
class AskedRow:
    """One request that has ended. `received` is a month like 2026-11; `title` and `public_id` of what is public."""

    case_id: int
    agency: str
    received: str
    subject: str
    outcome: Outcome
    ended_on: date
    title: str
    public_id: str

    @property
    def group(self) -> Group:
        return BY_OUTCOME[self.outcome].group

    @property
    def label(self) -> str:
        """How it ended, in the words of the law."""
        return BY_OUTCOME[self.outcome].label


_case, _request, _result = table_of(Case), table_of(DisclosureRequest), table_of(RequestResult)
_department, _public = table_of(Department), table_of(Publication)
_ROWS = (
    select(_result.c.case_id, _result.c.ended_on, _result.c.outcome, _case.c.received_at, _case.c.title,
           _request.c.text, _department.c.name.label("agency"), _public.c.title.label("public_title"),
           _public.c.public_id)
    .join(_case, _case.c.id == _result.c.case_id).join(_request, _request.c.case_id == _case.c.id)
    .join(_department, _department.c.id == _case.c.department_id)
    .outerjoin(_public, (_public.c.case_id == _case.c.id) & (_public.c.state == PublicationState.PUBLISHED))
    .where(_result.c.ended_how != End.WITHDRAWN)
)


def page(session: AnySession, *, department_id: int | None = None, group: str = "", year: int | None = None,
         words: str = "", cursor: Cursor | None = None) -> Page[AskedRow]:
    """Return a page of the requests that have ended and fit the filters, the newest end first; empty ones fit all.

    `words` are looked for in what became public.
    """
    statement = _ROWS
    if department_id is not None:
        statement = statement.where(_case.c.department_id == department_id)
    if group:
        statement = statement.where(_result.c.outcome.in_([row.outcome for row in ROWS if row.group == group]))
    if year is not None:
        statement = statement.where(_result.c.ended_on.between(date(year, 1, 1), date(year, 12, 31)))
    if words:
        hits = search.search_publications(session, words, limit=search.STAFF_HITS).items
        statement = statement.where(_public.c.public_id.in_([hit.public_id for hit in hits]))
    return read_page(session, statement, Order(_result.c.ended_on, _result.c.case_id, newest_first=True), cursor, _row,
                     PAGE_ROWS)


def published(session: AnySession, public_id: str) -> tuple[AskedRow, Publication] | None:
    """Return a request that became public with its publication, also one that was taken down; None for no such."""
    publication = session.scalar(select(Publication).where(Publication.public_id == public_id))
    row = None if publication is None else session.execute(
        _ROWS.where(_result.c.case_id == publication.case_id)).one_or_none()
    return None if row is None or publication is None else (_row(row), publication)


def years(session: AnySession) -> list[int]:
    """Return the years in which requests have ended, the newest first."""
    first, last = session.execute(select(func.min(_result.c.ended_on), func.max(_result.c.ended_on))).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


def _row(row: AnyRow) -> AskedRow:
    received = local_date(row.received_at)
    return AskedRow(
        case_id=row.case_id, agency=row.agency, received=f"{received:%Y-%m}",
        subject=SUBJECT_LABELS[subject_of(row.title, row.text)], outcome=Outcome(row.outcome), ended_on=row.ended_on,
        title=row.public_title or "", public_id=row.public_id or "")
