"""A writer mends a comment that was sent back, and sends it again; what it said before is kept (EarlierText)."""

from __future__ import annotations

from models.comment import Comment, EarlierText
from rules import comment_draft, comment_moderation, comment_periods, numbering
from rules.comment_words import Stance
from rules.errors import InputRefused, TransitionRefused
from rules.letter_draft import title_from
from rules.transitions import Act
from rules.vocabulary import Channel, State
from services import cases, comment_alike, events, locking, opinions
from services.work import Work

UNCHANGED = "还没有改动。请照上面写的理由改一改，再交。"
NOT_ASKED = "这条意见没有退回，不用修改。想法变了的，可以再提一条，新的代替旧的。"

IN_THE_RESULT = "采纳情况已经送审，这条意见不能再改。还想反映的，可以写信给县长信箱。"
CANCELLED = "这次征集已经终止，意见照原样留着，不用再改。"


def mend(work: Work, case_id: int, stance: Stance, text: str) -> Comment:
    """Put other words in the place of those that were sent back; they wait to be shown again.

    Raises TransitionRefused for a comment that was not sent back, or once the time to mend it is over; InputRefused
    for words that are empty, too long, or the same as before.
    """
    period, comment = locking.lock_counted(work.session, case_id)
    state = cases.require(work, comment, Act.MEND)
    if not comment_periods.counts_change(period.state):
        raise TransitionRefused(IN_THE_RESULT)
    if period.state == State.CANCELLED:
        raise TransitionRefused(CANCELLED)
    if comment.mend_until is None:
        raise TransitionRefused(NOT_ASKED)
    if work.now > comment.mend_until:
        raise TransitionRefused(f"修改的时间到{comment_moderation.mend_words(comment.mend_until)}为止，已经过了。"
                                "原来的意见仍然存着，没有列入统计的，理由会写在这一页。")
    words = comment_draft.said(text, stance, comment_draft.longest(comment.anchor, Channel(comment.channel)))
    if (words, stance.value) == (comment.text, comment.stance):
        raise InputRefused(UNCHANGED, "text")
    work.session.add(EarlierText(comment_id=comment.case_id, stance=comment.stance, text=comment.text,
                                 asked=comment.decided_words, mended_at=work.now))
    comment.state, comment.stance, comment.text, comment.title = state, stance.value, words, title_from(words)
    comment.shown_text = comment.mend_until = comment.decided_by = comment.decided_at = None
    comment.decided_words = ""
    # What was found alike, and what it was sorted into, was the old words.
    comment_alike.forget(work, comment)
    opinions.forget(work, comment.case_id)
    events.record(work, comment, Act.MEND, {
        "stance": stance.value, "body": numbering.keyed_digest(work.secrets.code, "body", words)})
    return comment
