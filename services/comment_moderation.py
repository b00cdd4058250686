"""Moderating comments on a draft: shown, sent back to be mended, set aside with a reason and a name, and restored.

Nothing is deleted and nothing is decided by a score (security.md C2). What is hidden in one is in comment_masking.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from models.comment import Comment
from models.comment_decision import CommentDecision
from models.comment_period import CommentPeriod
from rules import comment_moderation
from rules.comment_words import AsideGround
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, comment_confirmations, comment_masking, events, locking, notices
from services.notices import NoticeKind
from services.publication import PUBLIC_REVISION
from services.work import Work

MOST_AT_ONCE = 200
NO_MEND_WORDS = "请写明哪里要改、怎样改，至少4个字。评论人会看到这几句话。"
NO_ASIDE_WORDS = "请写明为什么不列入统计，至少4个字。评论人会看到这几句话。"
NO_RESTORE_WORDS = "请写明为什么恢复，至少4个字。评论人会看到这几句话。"


def show(work: Work, comment_id: int, seen: int | None = None) -> Comment:
    """Let the public read a comment as it is masked; of one that is shown already, put further masking into force.

    `seen` is the length of its record on the page that was looked at. Raises NotPermitted, TransitionRefused, Conflict,
    and InputRefused while something that was found in it is not judged.
    """
    comment = locking.lock_comment(work.session, comment_id)
    comment_masking.require_seen(comment, seen)
    _show(work, comment, comment_masking.settle)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return comment


def show_clean(work: Work, period_id: int, numbers: Sequence[str]) -> list[str]:
    """Show those of the held comments in which nothing has to be hidden; returns the numbers that were shown.

    The others stay as they are: they are looked at one by one. At most MOST_AT_ONCE are taken. Raises NotPermitted.
    """
    ids = work.session.scalars(
        select(Comment.id).where(Comment.period_id == period_id, Comment.number.in_(numbers[:MOST_AT_ONCE]),
                                 Comment.state == State.HELD.value).order_by(Comment.id)).all()
    # In the order of their ids, so that two people who press the button at once never wait for each other in a ring.
    held = [one for one in (locking.lock_comment(work.session, comment_id) for comment_id in ids)
            if one.state == State.HELD and one.period_id == period_id]
    masks = comment_masking.of_texts(work, {one.id: one.text for one in held})
    shown = [one for one in held if masks[one.id].is_clean]
    for comment in shown:
        _show(work, comment, comment_masking.settle_clean)
    if shown:
        locking.bump_revision(work.session, PUBLIC_REVISION)
    return [one.number for one in shown]


def ask_to_mend(work: Work, comment_id: int, words: str, seen: int | None = None) -> datetime:
    """Send a comment back to its writer with what to change, and return until when it may be mended.

    What was shown of it is taken down until then. Raises InputRefused without words, NotPermitted, TransitionRefused,
    Conflict.
    """
    period, comment = _locked(work, comment_id, seen)
    state = cases.require(work, comment, Act.ASK_TO_MEND)
    comment_moderation.require_unaccounted(period.state)
    said = comment_moderation.reason(words, "words", "修改的要求", NO_MEND_WORDS)
    until = comment_moderation.mend_until(period.closes_at, work.now, work.calendar)
    comment.state, comment.mend_until = state, until
    _decide(work, comment, Act.ASK_TO_MEND, said)
    events.record(work, comment, Act.ASK_TO_MEND, {"until": until.isoformat()})
    notices.tell_writer(work, comment, NoticeKind.MEND_ASKED)
    return until


def set_aside(work: Work, comment_id: int, ground: str, words: str, seen: int | None = None) -> None:
    """Leave a comment out of the counts, on a ground, with words and the name of whoever decides (security.md C3).

    It stays on record, its writer is told, and the office for open government may restore it.
    Raises InputRefused at `ground` or `words`, NotPermitted, TransitionRefused, Conflict.
    """
    period, comment = _locked(work, comment_id, seen)
    state = cases.require(work, comment, Act.SET_ASIDE)
    comment_moderation.require_unaccounted(period.state)
    chosen = comment_moderation.aside_ground(ground, State(comment.state), comment.mend_until, work.now)
    said = comment_moderation.reason(words, "words", "理由", NO_ASIDE_WORDS)
    comment.state, comment.aside_ground, comment.mend_until = state, chosen.value, None
    _decide(work, comment, Act.SET_ASIDE, said, chosen.value)
    events.record(work, comment, Act.SET_ASIDE, {"ground": chosen.value})
    notices.tell_writer(work, comment, NoticeKind.SET_ASIDE)


def set_aside_late(work: Work, period_id: int, numbers: Sequence[str], words: str) -> list[str]:
    """Leave those comments out of the counts that were sent back and not mended in time; returns their numbers.

    Each of them was chosen by the person who decides: there is no clock that does it. Others are left as they are.
    At most MOST_AT_ONCE are taken. Raises InputRefused without words, NotPermitted, TransitionRefused.
    """
    ids = work.session.scalars(
        select(Comment.id).where(Comment.period_id == period_id, Comment.number.in_(numbers[:MOST_AT_ONCE]),
                                 Comment.state == State.MENDING.value, Comment.mend_until < work.now)
        .order_by(Comment.id)).all()
    done = []
    for comment_id in ids:
        period, comment = _locked(work, comment_id, None)
        if period.id == period_id and comment.state == State.MENDING:
            set_aside(work, comment_id, AsideGround.NOT_MENDED.value, words)
            done.append(comment.number)
    return done


def restore(work: Work, comment_id: int, words: str, seen: int | None = None) -> None:
    """Let a comment that was set aside count again; it waits to be shown. Only the office for open government may.

    Where its writer has said something else of the same passage since, the later one goes on standing for it.
    Raises InputRefused without words, NotPermitted, TransitionRefused, Conflict.
    """
    comment = comment_confirmations.lock(work.session, comment_id)
    period = locking.hold_period(work.session, comment.period_id)
    comment_masking.require_seen(comment, seen)
    state = cases.require(work, comment, Act.RESTORE)
    comment_moderation.require_unaccounted(period.state)
    said = comment_moderation.reason(words, "words", "恢复的理由", NO_RESTORE_WORDS)
    comment.state, comment.aside_ground = state, None
    _decide(work, comment, Act.RESTORE, said)
    events.record(work, comment, Act.RESTORE)
    comment_confirmations.settle(work, comment)
    notices.tell_writer(work, comment, NoticeKind.RESTORED)


def _show(work: Work, comment: Comment, settle: Callable[[Work, Comment], dict[str, object]]) -> None:
    state = cases.require(work, comment, Act.SHOW)
    told = settle(work, comment)
    comment.state, comment.decided_words = state, ""
    comment.decided_by, comment.decided_at = work.actor.id, work.now
    events.record(work, comment, Act.SHOW, told)


def _decide(work: Work, comment: Comment, act: Act, words: str, ground: str | None = None) -> None:
    """Keep who decided and why, on the comment as it stands and in the list of all decisions about it."""
    comment.decided_words, comment.decided_by, comment.decided_at = words, work.actor.id, work.now
    work.session.add(CommentDecision(
        comment_id=comment.id, act=act.value, ground=ground, words=words, decided_by=work.actor.id,
        decided_at=work.now))
    locking.bump_revision(work.session, PUBLIC_REVISION)


def _locked(work: Work, comment_id: int, seen: int | None) -> tuple[CommentPeriod, Comment]:
    period, comment = locking.lock_counted(work.session, comment_id)
    comment_masking.require_seen(comment, seen)
    return period, comment
