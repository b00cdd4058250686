"""The list of periods for public comment: a department reads its own, the office for open government all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.clock import Clock
from models.comment import Comment
from models.comment_period import CommentPeriod
from models.department import Department
from queries import paging, visibility
from queries.desk import Deadline, deadline
from queries.paging import AnyRow, AnySelect
from rules import clock_kinds
from rules.actors import Actor, Role
from rules.calendar import WorkCalendar
from rules.comment_words import DraftKind
from rules.vocabulary import FEEDBACK_STATES, State

AnySession = Session | scoped_session[Session]
_P = CommentPeriod
ENDED = (State.RESULTED, State.CANCELLED)
# Whose signature comes next.
SIGNED_BY = {Role.LEAD: (State.RELEASE_DRAFTED, State.RESULT_DRAFTED),
             Role.DISCLOSURE: (State.RELEASE_REVIEWED, State.RESULT_REVIEWED)}
IN_REVIEW = (State.RELEASE_DRAFTED, State.RELEASE_REVIEWED, State.RESULT_DRAFTED, State.RESULT_REVIEWED)


class Tab(StrEnum):
    """The lists; slugs are in addresses."""

    IN_HAND = "in_hand"
    PREPARED = "prepared"
    RUNNING = "running"
    FEEDBACK = "feedback"
    REVIEW = "review"
    LATE = "late"
    ENDED = "ended"


TAB_LABELS: dict[Tab, str] = {
    Tab.IN_HAND: "全部在办", Tab.PREPARED: "拟定中", Tab.RUNNING: "正在征集", Tab.FEEDBACK: "整理和反馈",
    Tab.REVIEW: "待审核审发", Tab.LATE: "反馈超期", Tab.ENDED: "已结束",
}


@dataclass(frozen=True)
class PeriodRow:
    """One period in a list. `deadline` is the day by which the feedback is owed, None before the period has ended."""

    id: int
    number: str
    title: str
    state: State
    draft_kind: DraftKind
    department: str
    opens_on: date
    closes_on: date
    opens_at: datetime
    closes_at: datetime
    deadline: Deadline | None


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty values leave it alone."""

    words: str = ""
    number: str = ""
    department_id: int | None = None


def periods(session: AnySession, actor: Actor, tab: Tab, filters: Filters, cursor: paging.Cursor | None,
            today: date, calendar: WorkCalendar) -> paging.Page[PeriodRow]:
    """Return a page of the periods that the actor may learn of: those that close first come first.

    Ended ones stand the other way round, the newest first.
    """
    statement = _narrowed(_rows(actor).where(_belongs(tab, today)), filters)
    order = paging.Order(_P.closes_at.expression, _P.id.expression, newest_first=tab is Tab.ENDED)
    return paging.read_page(session, statement, order, cursor, lambda row: _as_row(row, today, calendar))


def counts(session: AnySession, actor: Actor, today: date) -> dict[Tab, int]:
    """Return how many periods each tab has."""
    figures = [func.coalesce(func.sum(case((_belongs(tab, today), 1), else_=0)), 0).label(tab.value) for tab in Tab]
    row = session.execute(_rows(actor).with_only_columns(*figures)).one()
    return {tab: int(getattr(row, tab.value)) for tab in Tab}


def waiting_for(session: AnySession, actor: Actor) -> int:
    """Return how many periods wait for the signature of somebody of the actor's role: a lead, or the office above."""
    states = SIGNED_BY.get(actor.role) if actor.role else None
    if states is None:
        return 0
    return session.scalar(select(func.count()).select_from(_P).where(
        _P.state.in_(states), visibility.visible_to(actor))) or 0


def unread(session: AnySession, period_ids: Sequence[int]) -> dict[int, int]:
    """Return how many comments of each of these periods nobody has looked at yet; those without any are left out."""
    rows = session.execute(
        select(Comment.period_id, func.count()).where(Comment.period_id.in_(period_ids), Comment.state == State.HELD)
        .group_by(Comment.period_id))
    return {period_id: count for period_id, count in rows}


def _rows(actor: Actor) -> AnySelect:
    newest = aliased(Clock)
    clock = select(func.max(newest.id)).where(
        newest.case_id == _P.id, newest.kind == clock_kinds.ClockKind.COMMENT_FEEDBACK.value).scalar_subquery()
    return (
        select(_P.id, _P.number, _P.title, _P.state, _P.draft_kind, _P.opens_on, _P.closes_on, _P.opens_at,
               _P.closes_at, _P.resulted_at, Department.name.label("department"), Clock.due_on, Clock.provisional)
        .outerjoin(Department, Department.id == _P.department_id)
        .outerjoin(Clock, Clock.id == clock)
        .where(visibility.visible_to(actor)))


def _belongs(tab: Tab, today: date) -> ColumnElement[bool]:
    """Return the condition under which a period belongs to a tab."""
    conditions: dict[Tab, ColumnElement[bool]] = {
        Tab.IN_HAND: _P.state.not_in(ENDED),
        Tab.PREPARED: _P.state.in_((State.PLANNED, State.RELEASE_DRAFTED, State.RELEASE_REVIEWED)),
        Tab.RUNNING: _P.state.in_((State.SCHEDULED, State.OPEN)),
        Tab.FEEDBACK: _P.state.in_(FEEDBACK_STATES),
        Tab.REVIEW: _P.state.in_(IN_REVIEW),
        Tab.LATE: and_(_P.state.in_(FEEDBACK_STATES), Clock.due_on < today),
        Tab.ENDED: _P.state.in_(ENDED),
    }
    return conditions[tab]


def _narrowed(statement: AnySelect, filters: Filters) -> AnySelect:
    if filters.number:
        statement = statement.where(_P.number == filters.number)
    elif filters.words:
        statement = statement.where(or_(*(column.contains(filters.words, autoescape=True)
                                          for column in (_P.title, _P.lead))))
    if filters.department_id is not None:
        statement = statement.where(_P.department_id == filters.department_id)
    return statement


def _as_row(row: AnyRow, today: date, calendar: WorkCalendar) -> PeriodRow:
    state = State(row.state)
    due_on = row.due_on if state in FEEDBACK_STATES or state is State.RESULTED else None
    return PeriodRow(row.id, row.number, row.title, state, DraftKind(row.draft_kind), row.department or "",
                     row.opens_on, row.closes_on, row.opens_at, row.closes_at,
                     deadline(due_on, row.provisional, row.resulted_at, today, calendar))
