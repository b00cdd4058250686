"""What a message about a new text of a draft says. Read when it goes out, so that it says how things are then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.comment import Comment
from models.comment_period import CommentPeriod
from models.notice import Notice
from models.types import table_of
from queries import drafts
from queries.paging import AnySession
from rules import comment_periods
from rules.comment_periods import Window

_comment = table_of(Comment)
NOTICE_KIND = "draft_replaced"


@dataclass(frozen=True)
class DraftNews:
    """The period, what its text in force is called, and until when comments are taken."""

    period: str
    version: str
    closing: str


def of_notice(session: AnySession, notice_id: int) -> DraftNews | None:
    """Return the news of the period that the notice's comment belongs to."""
    row = session.execute(
        select(CommentPeriod.case_id, CommentPeriod.number, CommentPeriod.opens_at, CommentPeriod.closes_at)
        .join(_comment, _comment.c.period_id == CommentPeriod.case_id)
        .join(Notice, Notice.case_id == _comment.c.case_id)
        .where(Notice.id == notice_id)).one_or_none()
    version = drafts.in_force(session, row.case_id) if row else None
    if row is None or version is None:
        return None
    return DraftNews(row.number, version.name, comment_periods.closing_words(Window(row.opens_at, row.closes_at)))
