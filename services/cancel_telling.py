"""Telling those who commented that their period was ended early: some at a time, each person once."""

from __future__ import annotations

from sqlalchemy import select

from models.comment_period import CommentPeriod
from rules.vocabulary import State
from services import draft_telling, locking, notices
from services.notices import NoticeKind
from services.work import Work


def tell(work: Work, limit: int = draft_telling.TOLD_AT_ONCE) -> int:
    """Owe a mail to some of those who commented on a cancelled period; 0 when nobody is left to be told of any.

    Whoever proved a mail address is told once; the others read it on the page of their comment.
    """
    case_id = work.session.scalar(
        select(CommentPeriod.id).where(
            CommentPeriod.state == State.CANCELLED.value, CommentPeriod.cancel_told_at.is_(None))
        .order_by(CommentPeriod.id).limit(1))
    if case_id is None:
        return 0
    # Two workers at once take turns here, and the second reads how far the first came.
    period = locking.lock_period(work.session, case_id)
    if period.cancel_told_at is not None:
        return 0
    found = work.session.execute(draft_telling.commenters(case_id, period.told_after_id, limit)).all()
    for one in found:
        notices.owe(work, one, NoticeKind.PERIOD_CANCELLED, verified=True, cause="cancelled")
        period.told_after_id = one.id
    if len(found) < limit:
        period.cancel_told_at = work.now
    return len(found) or 1
