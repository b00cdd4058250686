"""What a mail to a department says of its period for public comment that closes soon, read when it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.comment import Comment
from models.comment_period import CommentPeriod
from queries.paging import AnyRow
from rules.clock_kinds import ClockKind, row_for
from rules.vocabulary import State

AnySession = Session | scoped_session[Session]
PERIOD_CLOSING = "period_closing"


@dataclass(frozen=True)
class PeriodMessage:
    """One mail: the period's number and last day, and how many of its comments nobody has looked at yet.

    `feedback_days` is how many working days there are then to publish what became of them.
    `is_over` tells that it is not open any more, so that there is nothing to hurry for.
    """

    kind: str
    recipient: str
    message_id: str
    number: str
    closes_on: date
    waiting: int
    feedback_days: int
    is_over: bool


def message(session: AnySession, notice: AnyRow) -> PeriodMessage | None:
    """Return what a notice tells; its name ends with what it is about: period-12-20261224."""
    period_id = int(notice.message_id.rpartition(".")[2].split("-")[1])
    row = session.execute(
        select(CommentPeriod.number, CommentPeriod.closes_on, CommentPeriod.state)
        .where(CommentPeriod.id == period_id)).one_or_none()
    if row is None:
        return None
    waiting = session.scalar(select(func.count()).select_from(Comment).where(
        Comment.period_id == period_id, Comment.state == State.HELD)) or 0
    return PeriodMessage(notice.kind, notice.email, notice.message_id, row.number, row.closes_on, waiting,
                         row_for(ClockKind.COMMENT_FEEDBACK, row.closes_on).length, row.state != State.OPEN)
