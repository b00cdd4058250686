"""Answering everybody who commented once the result is released: recorded on each comment, and told to its writer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.comment import Comment
from models.comment_period import CommentResult
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, events, locking, notices
from services.notices import NoticeKind
from services.work import Work

BATCH = 100


def respond(work: Work, period_id: int, batch: int = BATCH) -> int:
    """Answer the next comments of a released period, the first in first; return how many, 0 when all are answered.

    Only a confirmed contact is written to: the page of the comment answers the others. Running twice answers nobody
    twice.
    """
    if work.session.get(CommentResult, period_id) is None:
        return 0
    ids = work.session.scalars(
        select(Comment.id).where(Comment.period_id == period_id, Comment.state == State.SHOWN.value)
        .order_by(Comment.id).limit(batch)).all()
    for comment_id in ids:
        _respond(work, comment_id)
    return len(ids)


def unfinished(work: Work, limit: int) -> Sequence[int]:
    """Return released periods in which somebody is not answered yet: their job was lost, or is at it."""
    waiting = select(Comment.id).where(
        Comment.period_id == CommentResult.period_id, Comment.state == State.SHOWN.value).exists()
    return work.session.scalars(
        select(CommentResult.period_id).where(waiting).order_by(CommentResult.period_id).limit(limit)).all()


def _respond(work: Work, comment_id: int) -> None:
    comment = locking.lock_comment(work.session, comment_id)
    if comment.state != State.SHOWN:
        return  # another run was first
    comment.state = cases.require(work, comment, Act.RESPOND)
    events.record(work, comment, Act.RESPOND)
    if comment.confirmed_at is not None:
        notices.tell_writer(work, comment, NoticeKind.ADOPTION)
