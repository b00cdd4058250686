"""Periods for public comment as the public reads them: lists, one period with its draft, and their figures.

Only what was released is here. What may be read of single comments is in queries/shown_comments.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from models.comment import Comment
from models.comment_period import CommentPeriod
from models.department import Department
from queries.paging import AnyRow, AnySelect, AnySession
from rules import comment_periods
from rules.comment_periods import Window
from rules.comment_words import DraftKind, PublicPeriodState
from rules.localtime import local_date
from rules.vocabulary import State


@dataclass(frozen=True)
class PeriodRow:
    """A released period as lists show it. `state` is where it stands for the public at the instant of reading."""

    id: int
    number: str
    title: str
    lead: str
    draft_kind: DraftKind
    department: str
    state: PublicPeriodState
    is_cancelled: bool
    times: Window
    comments: int
    resulted_at: datetime | None

    @property
    def opens_on(self) -> date:
        """The day on which it opens, in China."""
        return local_date(self.times.opens_at)

    @property
    def closes_on(self) -> date:
        """The last day on which comments are taken, in China."""
        return comment_periods.last_day(self.times)


def released(session: AnySession, now: datetime) -> list[PeriodRow]:
    """Return every released period, the last to close first."""
    rows = session.execute(_rows().order_by(CommentPeriod.closes_at.desc(), CommentPeriod.case_id.desc()))
    return [_row(row, now) for row in rows]


def _rows() -> AnySelect:
    counted = select(func.count()).where(Comment.period_id == CommentPeriod.case_id).scalar_subquery()
    return (
        select(CommentPeriod.case_id, CommentPeriod.number, CommentPeriod.title, CommentPeriod.lead,
               CommentPeriod.draft_kind, CommentPeriod.state, CommentPeriod.opens_at, CommentPeriod.closes_at,
               CommentPeriod.resulted_at, Department.name.label("department"), counted.label("comments"))
        .join(Department, Department.id == CommentPeriod.department_id)
        .where(CommentPeriod.released_at.is_not(None)))


def _row(row: AnyRow, now: datetime) -> PeriodRow:
    times = Window(row.opens_at, row.closes_at)
    is_cancelled = row.state == State.CANCELLED
    shown = comment_periods.public_state(row.state, times, now)
    return PeriodRow(
        id=row.case_id, number=row.number, title=row.title, lead=row.lead, draft_kind=DraftKind(row.draft_kind),
        department=row.department, is_cancelled=is_cancelled, times=times, comments=row.comments,
        state=PublicPeriodState.CLOSED if is_cancelled or shown is None else shown, resulted_at=row.resulted_at)
