"""The list of disclosure requests: of one agency for its people, of all for the office for open government."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Date, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.assignment import Assignment
from models.clock import Clock, ClockPause
from models.department import Department
from models.disclosure import DisclosureRequest
from models.staff import Staff
from queries import paging, request_waits, visibility
from queries.desk import NO_DUE_DATE, Deadline, deadline
from queries.paging import AnyRow, AnySelect
from rules.actors import Actor
from rules.calendar import WorkCalendar
from rules.localtime import local_date
from rules.request_next import NextFacts
from rules.vocabulary import ANSWERED_STATES, OPEN_STATES, UNANSWERED_ENDS, Applicant, Channel, State

AnySession = Session | scoped_session[Session]
_R = DisclosureRequest
MOST_COUNTED = 1000
SOON = timedelta(days=7)
# The applicant's turn: nothing is to be done here but to wait for a day.
AWAITED = (State.CORRECTING, State.CHARGING)


class Tab(StrEnum):
    """The lists; slugs are in addresses."""

    OPEN = "open"
    CONFIRM = "confirm"
    NEW = "new"
    SOON = "soon"
    LATE = "late"
    WAITING = "waiting"
    REVIEW = "review"
    DELIVER = "deliver"
    ENDED = "ended"


TAB_LABELS: dict[Tab, str] = {
    Tab.OPEN: "在办", Tab.CONFIRM: "待确认收到", Tab.NEW: "待签收", Tab.SOON: "七日内到期", Tab.LATE: "已超期",
    Tab.WAITING: "等申请人", Tab.REVIEW: "待审核审发", Tab.DELIVER: "待送达", Tab.ENDED: "已办结",
}


@dataclass(frozen=True)
class RequestRow:
    """One request in a list. `facts` are what says the next step; one that ended unanswered has no deadline."""

    id: int
    number: str
    title: str
    state: State
    channel: Channel
    applicant: Applicant
    department: str
    handler: str
    received_at: datetime
    answered_on: date | None
    deadline: Deadline | None
    is_paused: bool
    facts: NextFacts


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty values leave it alone."""

    words: str = ""
    number: str = ""
    department_id: int | None = None
    handler_id: int | None = None


def requests(session: AnySession, actor: Actor, tab: Tab, filters: Filters, cursor: paging.Cursor | None,
             today: date, calendar: WorkCalendar) -> paging.Page[RequestRow]:
    """Return a page of the requests that the actor may learn of: due first, the newest end first among ended ones."""
    statement = _narrowed(_rows(actor).where(_belongs(tab, today)), filters)
    if tab is Tab.ENDED:
        order = paging.Order(_R.received_at.expression, _R.id.expression, newest_first=True)
    else:
        order = paging.Order(func.coalesce(Clock.due_on, literal(NO_DUE_DATE, Date), type_=Date), _R.id.expression)
    page = paging.read_page(session, statement, order, cursor, lambda row: _as_row(row, today, calendar))
    waits = request_waits.of_cases(session, [row.id for row in page.rows])
    return replace(page, rows=tuple(
        replace(row, facts=replace(row.facts, waits=waits.get(row.id, ()))) for row in page.rows))


def counts(session: AnySession, actor: Actor, today: date) -> dict[Tab, int]:
    """Return how many requests each tab has; ended ones are counted up to `MOST_COUNTED`."""
    tabs = [tab for tab in Tab if tab is not Tab.ENDED]
    figures = [func.coalesce(func.sum(case((_belongs(tab, today), 1), else_=0)), 0).label(tab.value) for tab in tabs]
    row = session.execute(_rows(actor).where(_R.state.in_(OPEN_STATES)).with_only_columns(*figures)).one()
    ended = (select(_R.id).where(visibility.visible_to(actor), _belongs(Tab.ENDED, today))
             .limit(MOST_COUNTED).subquery())
    found = {tab: int(getattr(row, tab.value)) for tab in tabs}
    return found | {Tab.ENDED: session.scalar(select(func.count()).select_from(ended)) or 0}


def next_number(session: AnySession, actor: Actor, tab: Tab, place: paging.Cursor, today: date) -> str | None:
    """Return the number of the request after a place in a tab that is ordered by due day, None after the last."""
    due_on = func.coalesce(Clock.due_on, literal(NO_DUE_DATE, Date), type_=Date)
    later = or_(due_on > place.key, and_(due_on == place.key, _R.id > place.id))
    return session.scalar(_rows(actor).with_only_columns(_R.number).where(_belongs(tab, today), later)
                          .order_by(due_on, _R.id).limit(1))


def cursor_kind(tab: Tab) -> type[date] | type[datetime]:
    """Return the type of the key by which a tab is ordered."""
    return datetime if tab is Tab.ENDED else date


def _rows(actor: Actor) -> AnySelect:
    newest, last = aliased(Clock), aliased(Assignment)
    clock = select(func.max(newest.id)).where(newest.case_id == _R.id, newest.is_answer).scalar_subquery()
    decision = select(func.max(last.decision)).where(last.case_id == _R.id).scalar_subquery()
    return (
        select(_R.id, _R.number, _R.title, _R.state, _R.channel, _R.applicant, _R.received_at, _R.submitted_at,
               _R.answered_at, Department.name.label("department"), Staff.name.label("handler"), Clock.due_on,
               Clock.provisional, ClockPause.reason.label("pause_reason"), ClockPause.limit_on)
        .outerjoin(Department, Department.id == _R.department_id)
        .outerjoin(Clock, Clock.id == clock)
        .outerjoin(ClockPause, and_(ClockPause.clock_id == Clock.id, ClockPause.state == "granted",
                                    Clock.stopped_at.is_(None)))
        .outerjoin(Assignment, and_(Assignment.case_id == _R.id, Assignment.decision == decision))
        .outerjoin(Staff, Staff.id == Assignment.handler_id)
        .where(visibility.visible_to(actor)))


def _belongs(tab: Tab, today: date) -> ColumnElement[bool]:
    """Return the condition under which a request belongs to a tab."""
    waits = _R.state.in_(AWAITED)
    conditions: dict[Tab, ColumnElement[bool]] = {
        Tab.OPEN: _R.state.in_(OPEN_STATES),
        Tab.CONFIRM: _R.state == State.UNCONFIRMED,
        Tab.NEW: _R.state == State.RECEIVED,
        Tab.SOON: and_(_R.state.in_(OPEN_STATES), ~waits, Clock.due_on >= today, Clock.due_on <= today + SOON),
        Tab.LATE: and_(_R.state.in_(OPEN_STATES), Clock.due_on < today),
        Tab.WAITING: waits,
        Tab.REVIEW: _R.state.in_((State.DRAFTED, State.REVIEWED)),
        Tab.DELIVER: _R.state == State.ISSUED,
        Tab.ENDED: _R.state.in_(ANSWERED_STATES | UNANSWERED_ENDS),
    }
    return conditions[tab]


def _narrowed(statement: AnySelect, filters: Filters) -> AnySelect:
    if filters.number:
        statement = statement.where(_R.number == filters.number)
    elif filters.words:
        statement = statement.where(or_(*(column.contains(filters.words, autoescape=True)
                                          for column in (_R.title, _R.text, _R.reference))))
    if filters.department_id is not None:
        statement = statement.where(_R.department_id == filters.department_id)
    if filters.handler_id is not None:
        statement = statement.where(Assignment.handler_id == filters.handler_id)
    return statement


def _as_row(row: AnyRow, today: date, calendar: WorkCalendar) -> RequestRow:
    state = State(row.state)
    due_on = None if state in UNANSWERED_ENDS else row.due_on
    facts = NextFacts(state, local_date(row.submitted_at), local_date(row.received_at), due_on,
                      row.limit_on)
    return RequestRow(
        row.id, row.number, row.title, state, Channel(row.channel), Applicant(row.applicant), row.department or "",
        row.handler or "", row.received_at, local_date(row.answered_at) if row.answered_at else None,
        None if state in AWAITED else deadline(due_on, row.provisional, row.answered_at, today, calendar),
        row.pause_reason is not None, facts)
