"""The key under which the sources of a period's comments have tokens: gone thirty days after closing (design.md 6.11).

From then on nobody can tell, not even with the service's own keys, which network a comment came from.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.comment_period import CommentPeriod
from rules.audit import Audited
from services import audit, locking
from services.work import Work

KEPT = timedelta(days=30)
BATCH = 50


def destroy_due(work: Work, batch: int = BATCH) -> int:
    """Destroy the keys of periods that closed thirty days ago, and return how many; each is noted in the audit."""
    due = work.session.scalars(
        select(CommentPeriod.id).where(
            CommentPeriod.signal_key.is_not(None), CommentPeriod.closes_at <= work.now - KEPT)
        .order_by(CommentPeriod.closes_at).limit(batch)).all()
    return sum(_destroy(work, case_id) for case_id in due)


def _destroy(work: Work, case_id: int) -> bool:
    period = locking.lock_period(work.session, case_id)
    if period.signal_key is None or period.closes_at > work.now - KEPT:
        return False  # somebody else has, or it was given more days since
    period.signal_key = None
    audit.note(work, Audited.SIGNAL_KEY_DESTROYED, period.number)
    return True
