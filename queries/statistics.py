"""Counts of a month for the public page, read from the cases themselves; the formulas are in `rules/statistics.py`.

A letter is answered when its first answer is issued. An order to rework it, its clock and its further answer change
no count of that first period; only the rating is that of the answer in force.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.case import Case, Letter
from models.clock import Clock
from models.department import Department
from models.reply import Reply
from rules.calendar import WorkCalendar
from rules.clock_kinds import ClockKind
from rules.localtime import local_date, start_of_day
from rules.statistics import Group, MonthFigures, folded, is_due, month_after
from rules.vocabulary import CATEGORY_LABELS, UNANSWERED_ENDS, Category, Rating

AnySession = Session | scoped_session[Session]
Span = tuple[datetime, datetime]
OTHER_CATEGORIES = "其余几类"
OTHER_DEPARTMENTS = "其他单位"
WITH_OFFICE = "县信访局（尚未转办）"
_case, _letter = Case.__table__.c, Letter.__table__.c
_earlier = aliased(Reply)


def of_month(session: AnySession, month: date, calendar: WorkCalendar, today: date) -> MonthFigures:
    """Return the figures of the month whose first day is given; events decide what belongs to it, by China time."""
    span = (start_of_day(month), start_of_day(month_after(month)))
    categories = _received(session, span)
    answered, working_days = _answered(session, span, calendar)
    rated, satisfied = _ratings(session, span)
    departments = _due(session, month, today)
    return MonthFigures(
        month=month, received=sum(group.count for group in categories), answered=answered,
        working_days=working_days, due=sum(group.count for group in departments),
        on_time=sum(group.good for group in departments), rated=rated, satisfied=satisfied,
        categories=folded(categories, OTHER_CATEGORIES), departments=folded(departments, OTHER_DEPARTMENTS))


def first_month(session: AnySession) -> date | None:
    """Return the first day of the month of the oldest letter, None when there is none."""
    oldest = session.scalar(select(func.min(_case.received_at)))
    return None if oldest is None else local_date(oldest).replace(day=1)


def _received(session: AnySession, span: Span) -> list[Group]:
    rows = session.execute(
        select(_letter.category, func.count()).join(Case.__table__, _case.id == _letter.case_id)
        .where(_case.received_at >= span[0], _case.received_at < span[1]).group_by(_letter.category))
    return [Group(CATEGORY_LABELS[Category(category)], count) for category, count in rows]


def _answered(session: AnySession, span: Span, calendar: WorkCalendar) -> tuple[int, int]:
    """Return how many letters were answered, and in how many working days all together."""
    days = Counter((local_date(row.received_at), local_date(row.issued_at)) for row in session.execute(
        select(_case.received_at, Reply.issued_at)
        .select_from(Reply).join(Case.__table__, _case.id == Reply.case_id)
        .where(Reply.issued_at >= span[0], Reply.issued_at < span[1], _is_first())))
    total = sum(calendar.working_days_between(*pair) * times for pair, times in days.items())
    return days.total(), total


def _ratings(session: AnySession, span: Span) -> tuple[int, int]:
    """Return how many of the letters answered in the month have been rated, and how many of those well."""
    rows = session.execute(
        select(_letter.rating, func.count())
        .select_from(Reply).join(Letter.__table__, _letter.case_id == Reply.case_id)
        .where(Reply.issued_at >= span[0], Reply.issued_at < span[1], _is_first(), _letter.rating.is_not(None))
        .group_by(_letter.rating))
    counts = {rating: count for rating, count in rows}
    return sum(counts.values()), sum(counts.values()) - counts.get(Rating.DISSATISFIED, 0)


def _is_first() -> ColumnElement[bool]:
    """Return the condition under which a reply is the first that was issued to its case."""
    return ~exists().where(_earlier.case_id == Reply.case_id, _earlier.version < Reply.version,
                           _earlier.issued_at.is_not(None))


def _due(session: AnySession, month: date, today: date) -> list[Group]:
    """Return, per department, the letters whose deadline lay in the month, and how many were answered by it."""
    rows = session.execute(
        select(Department.name, Clock.due_on, Reply.issued_at)
        .select_from(Clock).join(Case.__table__, _case.id == Clock.case_id)
        .outerjoin(Department, Department.id == _case.department_id)
        .outerjoin(Reply, and_(Reply.case_id == Clock.case_id, Reply.issued_at.is_not(None), _is_first()))
        .where(Clock.due_on >= month, Clock.due_on < month_after(month), Clock.is_answer,
               Clock.kind != ClockKind.LETTER_REWORK,
               _case.state.not_in(UNANSWERED_ENDS)))
    due, on_time = Counter[str](), Counter[str]()
    for name, due_on, answered_at in rows:
        answered_on = None if answered_at is None else local_date(answered_at)
        if is_due(due_on, answered_on, today):
            due[name or WITH_OFFICE] += 1
            on_time[name or WITH_OFFICE] += answered_on is not None and answered_on <= due_on
    return [Group(name, count, on_time[name]) for name, count in due.items()]
