"""Telling those who commented on a draft that another text took its place: some at a time, each person once."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from models.comment import Comment
from models.comment_period import DraftVersion
from models.draft_file import DraftTelling
from models.identity import Identity
from queries import drafts
from queries.paging import AnySelect
from rules.comment_figures import COUNTED_STATES
from rules.vocabulary import State
from services import locking, notices
from services.notices import NoticeKind
from services.work import Work

TOLD_AT_ONCE = 200
_Later = aliased(Comment, flat=True)


def begin(work: Work, version: DraftVersion) -> None:
    """Note that whoever commented on an earlier text has to be told of this one."""
    work.session.add(DraftTelling(version_id=version.id))


def tell(work: Work, limit: int = TOLD_AT_ONCE) -> int:
    """Owe a mail to some of those who commented before a text was replaced; 0 when nobody is left to be told of any.

    Whoever proved a mail address is told once, under the newest of the comments that still stand; the others read it
    on the page. Of a text that another one has replaced since, or of a period that was ended early, nobody is told.
    """
    version_id = work.session.scalar(
        select(DraftTelling.version_id).where(DraftTelling.done_at.is_(None))
        .order_by(DraftTelling.version_id).limit(1))
    if version_id is None:
        return 0
    version = work.session.get_one(DraftVersion, version_id)
    # Two workers at once take turns here, and the second reads how far the first came.
    period = locking.lock_period(work.session, version.period_id)
    telling = work.session.get_one(DraftTelling, version_id, populate_existing=True)
    if telling.done_at is not None:
        return 0
    current = drafts.in_force(work.session, version.period_id)
    is_news = period.state != State.CANCELLED and current is not None and current.id == version_id
    wanted = commenters(version.period_id, telling.after_id, limit, before=version_id)
    found = work.session.execute(wanted).all() if is_news else []
    for one in found:
        notices.owe(work, one, NoticeKind.DRAFT_REPLACED, verified=True, cause=f"draft-{version_id}")
        telling.after_id = one.id
    if len(found) < limit:
        telling.done_at = work.now
    return len(found) or 1


def commenters(period_id: int, after_id: int, limit: int, *, before: int | None = None) -> AnySelect:
    """Return whom to tell something of a period, after a comment's id: its newest one of each proved mail address.

    `before` is the version of the draft before which they commented, None for whatever they commented on.
    """
    def on(of: type[Comment]) -> list[ColumnElement[bool]]:
        earlier = [] if before is None else [of.version_id < before]
        return [of.period_id == period_id, of.confirmed_at.is_not(None), of.state.in_(COUNTED_STATES), *earlier]

    later = exists().where(_Later.id == _Later.case_id, _Later.contact_digest == Comment.contact_digest,
                           _Later.case_id > Comment.case_id, *on(_Later))
    return (select(Comment.case_id.label("id"), Comment.number, Comment.chain_length)
            .join(Identity, Identity.case_id == Comment.case_id)
            .where(*on(Comment), Comment.case_id > after_id, Identity.email.is_not(None),
                   Identity.email_verified_at.is_not(None), ~later)
            .order_by(Comment.case_id).limit(limit))
