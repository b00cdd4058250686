"""The desk of a department: its letters by due date, by state, by words, and the counts above the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Date, Text, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.assignment import Assignment
from models.case import Letter
from models.clock import Clock
from models.department import Mailbox
from models.reply import Reply
from models.staff import Staff
from queries import paging, visibility
from queries.paging import AnyRow, AnySelect
from rules import clocks
from rules.calendar import WorkCalendar
from rules.localtime import local_date
from rules.vocabulary import ANSWERED_STATES, UNANSWERED_ENDS, WITH_DEPARTMENT_STATES, State

AnySession = Session | scoped_session[Session]
# Letters without a clock (表扬) come last in a list by due date.
NO_DUE_DATE = date(9999, 12, 31)
# Ended letters are counted up to here, so that the figure costs the same in the tenth year as in the first.
MOST_COUNTED = 1000


class Tab(StrEnum):
    """The lists of the desk; slugs are in addresses."""

    OPEN = "open"
    NEW = "new"
    TODAY = "today"
    LATE = "late"
    MEND = "mend"
    REVIEW = "review"
    ENDED = "ended"


TAB_LABELS: dict[Tab, str] = {
    Tab.OPEN: "在办", Tab.NEW: "待签收", Tab.TODAY: "今日到期", Tab.LATE: "已超期", Tab.MEND: "待修改",
    Tab.REVIEW: "待我审核", Tab.ENDED: "已办结",
}


@dataclass(frozen=True)
class Deadline:
    """A due date as a page shows it."""

    on: date
    provisional: bool
    standing: clocks.Standing


@dataclass(frozen=True)
class LetterRow:
    """One letter in a list. `handler` is who signed for it, "" while nobody has; one that ended without an answer
    has no deadline.
    """

    id: int
    number: str
    title: str
    state: State
    category: str
    channel: str
    mailbox: str
    received_at: datetime
    handler: str
    department: str
    answered_on: date | None
    deadline: Deadline | None


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `ids` are the hits of a search, None when nothing was searched for."""

    category: str = ""
    ids: Sequence[int] | None = None
    number: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Viewer:
    """For whom the list is made: the department, and the person who may not review drafts of their own.

    Nothing of a letter that is about the department is in its lists and counts (queries/visibility.py).
    """

    department_id: int
    staff_id: int


def deadline(due_on: date | None, provisional: bool | None, answered_at: datetime | None, today: date,
             calendar: WorkCalendar) -> Deadline | None:
    """Return how a due date stands on the day, None for a letter without a clock."""
    if due_on is None:
        return None
    answered_on = local_date(answered_at) if answered_at else None
    return Deadline(due_on, bool(provisional), clocks.standing(due_on, today, answered_on, calendar))


def letters(session: AnySession, viewer: Viewer, tab: Tab, filters: Filters, cursor: paging.Cursor | None,
            today: date, calendar: WorkCalendar) -> paging.Page[LetterRow]:
    """Return a page of the department's letters: due first, or newest answer first among the ended ones."""
    def as_item(row: AnyRow) -> LetterRow:
        return as_letter_row(row, today, calendar)

    if tab is Tab.ENDED:
        statement = _ended(viewer)
        order = paging.Order(Letter.answered_at.expression, Letter.id.expression, newest_first=True)
    else:
        statement = _open(viewer).where(_belongs(tab, viewer, today))
        due_on = func.coalesce(Clock.due_on, literal(NO_DUE_DATE, Date), type_=Date)
        order = paging.Order(due_on, Letter.id.expression)
    return paging.read_page(session, narrowed(statement, filters), order, cursor, as_item)


def next_number(session: AnySession, viewer: Viewer, tab: Tab, place: paging.Cursor, today: date) -> str | None:
    """Return the number of the letter after a place in an open tab, None when it was the last."""
    due_on = func.coalesce(Clock.due_on, literal(NO_DUE_DATE, Date), type_=Date)
    later = or_(due_on > place.key, and_(due_on == place.key, Letter.id > place.id))
    return session.scalar(_open(viewer).with_only_columns(Letter.number).where(_belongs(tab, viewer, today), later)
                          .order_by(due_on, Letter.id).limit(1))


def cursor_kind(tab: Tab) -> type[date] | type[datetime]:
    """Return the type of the key by which a tab is ordered."""
    return datetime if tab is Tab.ENDED else date


def counts(session: AnySession, viewer: Viewer, today: date) -> dict[Tab, int]:
    """Return how many letters each tab has; the open ones in one query over the department's open letters."""
    tabs = [tab for tab in Tab if tab is not Tab.ENDED]
    figures = [func.coalesce(func.sum(case((_belongs(tab, viewer, today), 1), else_=0)), 0).label(tab.value)
               for tab in tabs]
    row = session.execute(_open(viewer).with_only_columns(*figures)).one()
    ended = (select(Letter.id).where(visibility.visible_to_department(viewer.department_id),
                                     Letter.state.in_(ANSWERED_STATES)).limit(MOST_COUNTED).subquery())
    found = {tab: int(getattr(row, tab.value)) for tab in tabs}
    return found | {Tab.ENDED: session.scalar(select(func.count()).select_from(ended)) or 0}


def narrowed(statement: AnySelect, filters: Filters) -> AnySelect:
    """Return the statement with the filters put to it."""
    if filters.number:
        statement = statement.where(Letter.number == filters.number)
    elif filters.ids is not None:
        statement = statement.where(Letter.id.in_(filters.ids) if filters.ids else false())
    if filters.category:
        statement = statement.where(Letter.category == filters.category)
    if filters.subject:
        statement = statement.where(Letter.subject == filters.subject)
    return statement


def as_letter_row(row: AnyRow, today: date, calendar: WorkCalendar) -> LetterRow:
    """Return the row of a list from a row of `COLUMNS` with handler and department."""
    state = State(row.state)
    due_on = None if state in UNANSWERED_ENDS else row.due_on
    return LetterRow(row.id, row.number, row.title, state, row.category, row.channel, row.mailbox,
                     row.received_at, row.handler or "", row.department or "",
                     local_date(row.answered_at) if row.answered_at else None,
                     deadline(due_on, row.provisional, row.answered_at, today, calendar))


# A confidential writer's own words are in no list, whoever reads it (security.md I3).
SHOWN_TITLE = func.coalesce(Letter.shown_title, Letter.title, type_=Text)
COLUMNS = (Letter.id, Letter.number, SHOWN_TITLE.label("title"), Letter.state, Letter.channel, Letter.received_at,
           Letter.answered_at, Letter.category, Mailbox.name.label("mailbox"), Clock.due_on, Clock.provisional)


def newest_reply() -> ColumnElement[bool]:
    """Return the condition that joins a letter to the newest version of its reply."""
    other = aliased(Reply)
    newest = select(func.max(other.version)).where(other.case_id == Letter.id).scalar_subquery()
    return and_(Reply.case_id == Letter.id, Reply.version == newest)


def running_clock() -> ColumnElement[bool]:
    """Return the condition that joins an open letter to its running clock."""
    return and_(Clock.case_id == Letter.id, Clock.is_answer, Clock.stopped_at.is_(None))


def last_clock() -> ColumnElement[bool]:
    """Return the condition that joins any letter to its last clock, running or stopped."""
    other = aliased(Clock)
    return Clock.id == select(func.max(other.id)).where(other.case_id == Letter.id, other.is_answer).scalar_subquery()


def last_decision() -> ColumnElement[int]:
    """Return the number of a letter's last routing decision."""
    other = aliased(Assignment)
    return select(func.max(other.decision)).where(other.case_id == Letter.id).scalar_subquery()


def _open(viewer: Viewer) -> AnySelect:
    return (
        select(*COLUMNS, Staff.name.label("handler"), literal("").label("department"))
        .join(Mailbox, Mailbox.id == Letter.mailbox_id)
        .outerjoin(Clock, running_clock())
        .outerjoin(Assignment, and_(Assignment.case_id == Letter.id, Assignment.ended_at.is_(None)))
        .outerjoin(Staff, Staff.id == Assignment.handler_id)
        .outerjoin(Reply, newest_reply())
        .where(visibility.visible_to_department(viewer.department_id), Letter.state.in_(WITH_DEPARTMENT_STATES)))


def _ended(viewer: Viewer) -> AnySelect:
    return (
        select(*COLUMNS, Staff.name.label("handler"), literal("").label("department"))
        .join(Mailbox, Mailbox.id == Letter.mailbox_id)
        .outerjoin(Clock, last_clock())
        .outerjoin(Assignment, and_(Assignment.case_id == Letter.id, Assignment.decision == last_decision()))
        .outerjoin(Staff, Staff.id == Assignment.handler_id)
        .where(visibility.visible_to_department(viewer.department_id), Letter.state.in_(ANSWERED_STATES)))


def _belongs(tab: Tab, viewer: Viewer, today: date) -> ColumnElement[bool]:
    """Return the condition under which an open letter belongs to a tab."""
    conditions: dict[Tab, ColumnElement[bool]] = {
        Tab.OPEN: Letter.id.is_not(None),
        Tab.NEW: Letter.state == State.ASSIGNED,
        Tab.TODAY: Clock.due_on == today,
        Tab.LATE: Clock.due_on < today,
        Tab.MEND: or_(Letter.state == State.REWORK,
                      and_(Letter.state == State.ACCEPTED, Reply.sent_back_at.is_not(None))),
        Tab.REVIEW: and_(Letter.state.in_((State.DRAFTED, State.REVIEWED)), Reply.drafted_by != viewer.staff_id),
    }
    return conditions[tab]
