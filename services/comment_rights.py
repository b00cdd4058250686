"""What the rights of a person do to a comment on a draft: its public name, whom it counts for, that it is public."""

from __future__ import annotations

from collections.abc import Collection

from models.comment import Comment
from rules import comment_draft, comment_periods, machines
from rules.comment_draft import CommentDraft
from rules.errors import TransitionRefused
from rules.letter_draft import Contact
from rules.transitions import Act
from services import comment_intake, locking
from services.publication import PUBLIC_REVISION
from services.work import Work

STILL_OWN = "采纳情况还没有送审，本人可以自己撤回这条意见，撤回以后就不再公开。"
NO_LONGER_SHOWN = "（应本人要求不再公开）"


def contact_corrected(work: Work, comment: Comment, changed: Collection[str], contact: Contact) -> None:
    """Follow a corrected name and contact. The caller holds the comment's lock.

    What was confirmed stays counted for the contact that was proved: who writes another one in afterwards could be
    counted for both otherwise (security.md C1).
    """
    if "name" in changed:
        comment.shown_name = comment_draft.shown_name(contact.name)
        locking.bump_revision(work.session, PUBLIC_REVISION)
    if comment.confirmed_at is None:
        comment.contact_digest = comment_intake.contact_digest(
            work, comment.period_id, CommentDraft(token="", period="", text="", contact=contact))


def name_erased(work: Work, comment: Comment) -> None:
    """Take the name off the public comment, as its writer erased it; what was said counts all the same."""
    comment.shown_name = ""
    locking.bump_revision(work.session, PUBLIC_REVISION)


def stop_use(work: Work, comment: Comment) -> None:
    """Take what is public of a comment down for good, at its writer's wish; its place in the figures stays.

    Raises TransitionRefused while the writer can withdraw it, which does more.
    """
    period = locking.hold_period(work.session, comment.period_id)
    if comment_periods.counts_change(period.state) and machines.is_possible(comment.kind, comment.state, Act.WITHDRAW):
        raise TransitionRefused(STILL_OWN)
    comment.shown_text, comment.shown_name = NO_LONGER_SHOWN, ""
    locking.bump_revision(work.session, PUBLIC_REVISION)
