"""Counting a comment for its contact once the contact is proved, and one opinion per contact (security.md C1).

The button behind the link is services/confirmations.py, as for every case; what it does to a comment stands here.
"""

from __future__ import annotations

import hmac
from dataclasses import replace

from sqlalchemy import select

from models.comment import Comment
from models.identity import Identity
from rules import comment_moves, comment_periods, numbering
from rules.actors import SYSTEM
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, events, locking, notices
from services.publication import PUBLIC_REVISION
from services.work import AnySession, Work

TOKEN_DIGITS = 40
_REPLACEABLE = frozenset(state for state, act in comment_moves.ALLOWED if act is Act.REPLACE and state is not None)


def lock(session: AnySession, case_id: int) -> Comment:
    """Return a comment, locked with all of its contact on the same passage, its period held. Raises NotFound."""
    comment = session.get(Comment, case_id)
    if comment is not None:
        locking.hold_period(session, comment.period_id)
        _of_contact(session, comment)
    return locking.lock_comment(session, case_id)


def count(work: Work, comment: Comment) -> bool:
    """Count a comment for its contact from now on; what the contact said earlier of the same passage is replaced.

    Returns False once the result of its period is being signed: then it stays among those of unconfirmed contacts,
    because the figures are fixed. The caller came by `lock`.
    """
    period = locking.hold_period(work.session, comment.period_id)
    if not comment_periods.counts_change(period.state):
        return False
    if comment.confirmed_at is None:  # another address may have been proved before this one was written in
        comment.confirmed_at = work.now
    settle(work, comment)
    # Counts of people stand on public pages, and change although no comment came in.
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return True


def settle(work: Work, comment: Comment) -> int:
    """Have the last confirmed comment of a contact on a passage replace the earlier ones; return how many.

    What is replaced stays readable, with a link to what stands for it. Call it whenever a comment begins to count:
    confirmed, brought in by staff, or taken back in after it was set aside.
    """
    if comment.contact_digest is None or comment.confirmed_at is None:
        return 0
    rows = [row for row in _of_contact(work.session, comment)
            if row.confirmed_at is not None and row.state in _REPLACEABLE]
    # What was set aside stands for nobody: it may be replaced, but takes no comment's place.
    last = max((place for place, row in enumerate(rows) if row.state != State.SET_ASIDE), default=0)
    for earlier in rows[:last]:
        _replace(work, earlier, rows[last])
    if last:
        locking.bump_revision(work.session, PUBLIC_REVISION)
    return last


def contact_token(work: Work, case_id: int) -> str:
    """Return what proves the confirmed mail address of a comment for the next one in the same period, "" for none.

    It is of this address and this period alone, and opens nothing.
    """
    row = work.session.execute(
        select(Comment.period_id, Identity.email_digest).join(Identity, Identity.case_id == Comment.case_id)
        .where(Comment.case_id == case_id, Identity.email_verified_at.is_not(None))).one_or_none()
    return _token(work, row.period_id, row.email_digest) if row is not None and row.email_digest else ""


def is_proved(work: Work, period_id: int, email: str, token: str) -> bool:
    """Tell whether a token proves that the sender confirmed this mail address in this period before."""
    if not email or not token:
        return False
    return hmac.compare_digest(token.encode(), _token(work, period_id, notices.email_digest(work, email)).encode())


def _token(work: Work, period_id: int, email_digest: str) -> str:
    return numbering.keyed_digest(
        work.secrets.code, "comment-contact-token", f"{period_id}:{email_digest}")[:TOKEN_DIGITS]


def _replace(work: Work, earlier: Comment, last: Comment) -> None:
    """Replace one comment in sight; whoever confirmed, this follows by itself, also where staff brought the later."""
    service = replace(work, actor=SYSTEM)
    earlier.state = cases.require(service, earlier, Act.REPLACE)
    earlier.replaced_by_id = last.case_id
    events.record(service, earlier, Act.REPLACE, {"by": last.case_id})


def _of_contact(session: AnySession, comment: Comment) -> list[Comment]:
    """Return the comments of a contact on a passage, locked in the order in which they came in.

    The same order for everybody, so that nobody waits in a ring. They are read again once all are locked: one that
    counts at once may have come in while this waited for the others.
    """
    same = select(Comment.case_id).where(
        Comment.period_id == comment.period_id, Comment.contact_digest == comment.contact_digest,
        Comment.anchor == comment.anchor).order_by(Comment.case_id)
    for case_id in session.scalars(same).all():
        locking.lock_comment(session, case_id)
    return [locking.lock_comment(session, case_id) for case_id in session.scalars(same).all()]
