"""Telling a department that its period for public comment closes soon: by mail to its people, to nobody else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.comment_period import CommentPeriod
from models.staff import Staff
from rules.actors import DEPARTMENT_ROLES
from rules.vocabulary import State
from services import locking, notices
from services.notices import NoticeKind
from services.work import Work

AHEAD = timedelta(days=3)
BATCH = 50


def remind_due(work: Work, batch: int = BATCH) -> int:
    """Owe the mails of open periods that close within three days, once per last day; return how many were owed.

    A period that is given more days is reminded of again, three days before its new last one.
    """
    due = work.session.scalars(
        select(CommentPeriod.id).where(
            CommentPeriod.state == State.OPEN.value, CommentPeriod.reminded_at.is_(None),
            CommentPeriod.closes_at > work.now, CommentPeriod.closes_at <= work.now + AHEAD)
        .order_by(CommentPeriod.closes_at).limit(batch)).all()
    return sum(_remind(work, case_id) for case_id in due)


def _remind(work: Work, case_id: int) -> int:
    # Of two sweeps the second waits here, and then finds what the first has owed.
    period = locking.lock_period(work.session, case_id)
    if period.state != State.OPEN or period.reminded_at is not None:
        return 0
    period.reminded_at = work.now
    people = work.session.scalars(
        select(Staff.id).where(Staff.role.in_(DEPARTMENT_ROLES), Staff.department_id == period.department_id,
                               Staff.is_active, Staff.email.is_not(None)).order_by(Staff.id)).all()
    for staff_id in people:
        notices.owe_staff(work, staff_id, NoticeKind.PERIOD_CLOSING, f"period-{case_id}-{period.closes_on:%Y%m%d}")
    return len(people)
