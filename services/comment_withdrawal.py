"""A writer takes a comment on a draft back (撤回); afterwards number and query code open nothing any more."""

from __future__ import annotations

from models.comment import Comment
from rules import comment_periods
from rules.errors import TransitionRefused
from rules.transitions import Act
from services import cases, events, locking
from services.locking import bump_revision
from services.publication import PUBLIC_REVISION
from services.work import Work

IN_THE_RESULT = "采纳情况已经送审，您的意见在里面，不能再撤回。姓名和联系方式仍然可以在“我的个人信息”里删去。"


def withdraw(work: Work, case_id: int) -> Comment:
    """Take a comment back: it is not shown and not counted for anybody any more, only that it had come in.

    From then on the lookup answers as for an unknown number (security.md K2). What it had replaced stays replaced.
    Raises TransitionRefused for one that was replaced or answered, and once the result is being signed.
    """
    period, comment = locking.lock_counted(work.session, case_id)
    state = cases.require(work, comment, Act.WITHDRAW)
    if not comment_periods.counts_change(period.state):
        raise TransitionRefused(IN_THE_RESULT)
    comment.state = state
    events.record(work, comment, Act.WITHDRAW, {"department": comment.department_id})
    bump_revision(work.session, PUBLIC_REVISION)
    return comment
