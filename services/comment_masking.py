"""What is hidden in a comment on a draft before the public sees it: found, judged, and the public text of it.

The desk is that of what is published (services/redaction_edits): nothing but hiding is possible, so that nobody can
put other words into a writer's mouth. A comment in which nothing is hidden needs no derivative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from models.comment import Comment
from models.identity import Identity
from models.redaction import Redaction
from queries import departments
from rules import comment_moderation
from rules.errors import Conflict, TransitionRefused
from rules.redaction_marks import Basis, Decision, Mark, Part
from rules.transitions import Act
from rules.vocabulary import RedactionState, State
from services import cases, locking, redaction_edits
from services.redaction_edits import Addition, Change
from services.work import Work

EDITED = "这条意见刚刚有人改过，您看到的不是最新的。请刷新页面，看过新的一稿再办。"
NOT_NOW = "这条意见现在不用隐去个人信息。请刷新页面看最新的办理情况。"
# While it waits, and as long as the public can read it.
_MASKED = frozenset({State.HELD, State.SHOWN, State.RESPONDED})
_KEPT = (RedactionState.DRAFT.value, RedactionState.RELEASED.value)


@dataclass(frozen=True)
class Masking:
    """The marks on a comment as they stand, each with why it is there. `edits` is 0 while nobody has judged any."""

    texts: Mapping[Part, str]
    marks: tuple[tuple[Mark, Basis], ...]
    edits: int = 0

    @property
    def public(self) -> str:
        """What the public would read now."""
        return redaction_edits.derived(self.texts, [mark for mark, _ in self.marks])[Part.TEXT].text


def of_comment(work: Work, comment: Comment) -> Masking:
    """Return what is hidden in a comment, and what the detectors propose while nobody has judged."""
    texts = {Part.TEXT: comment.text}
    kept = _kept(work, comment)
    if kept is not None:
        bases = (Basis(row.basis) for row in kept.marks)
        return Masking(texts, tuple(zip(redaction_edits.marks_of(kept), bases, strict=True)), kept.edits)
    found = redaction_edits.found_in(work, comment.id, texts)
    # What is not stored is counted from 1, in an order that the same text always gives.
    return Masking(texts, tuple((replace(mark, key=place), basis) for place, (mark, basis) in enumerate(found, 1)))


def clean(work: Work, comments: Sequence[Comment]) -> set[int]:
    """Return the comments in which no detector finds anybody's data, and on which nobody has begun to work."""
    keep, ids = departments.published_contacts(work.session), [one.id for one in comments]
    begun = set(work.session.scalars(
        select(Redaction.case_id).where(Redaction.case_id.in_(ids), Redaction.state.in_(_KEPT))))
    sealed = work.session.execute(
        select(Identity.case_id, Identity.name).where(Identity.case_id.in_(ids), Identity.name.is_not(None)))
    names = {row.case_id: (work.cipher.decrypt(row.case_id, "name", row.name),) for row in sealed}
    return {one.id for one in comments
            if one.id not in begun and comment_moderation.is_clean(one.text, keep, names.get(one.id, ()))}


def judge(work: Work, comment_id: int, seen: int, edits: int, changes: Sequence[Change]) -> Redaction:
    """Say of marks whether they hide and how they read then. Raises InputRefused, Conflict, TransitionRefused.

    `seen` is the length of the record and `edits` how often the marks had been changed, both on the page that was
    looked at; a change of a mark that was not stored names it by its count.
    """
    derivative, texts, ids = _draft(work, comment_id, seen, edits)
    return redaction_edits.judge(work, derivative, texts, [
        replace(one, mark_id=ids.get(one.mark_id, 0)) for one in changes])


def hide(work: Work, comment_id: int, seen: int, edits: int, addition: Addition) -> Redaction:
    """Hide words that no detector found. Raises InputRefused at `words` or `replacement`, and as `judge`."""
    derivative, texts, _ = _draft(work, comment_id, seen, edits)
    return redaction_edits.add(work, derivative, texts, addition)


def settle(work: Work, comment: Comment) -> dict[str, object]:
    """Put what is hidden into force and return what the record says of it; the caller holds the comment's lock.

    Raises InputRefused while a mark is not judged, or what is hidden at one place stands open at another.
    """
    kept, texts = _kept(work, comment), {Part.TEXT: comment.text}
    if kept is None:
        found = [mark for mark, _ in of_comment(work, comment).marks]
        redaction_edits.require_judged(texts, found)
        if found:
            kept = _stored(work, comment)
    marks = redaction_edits.marks_of(kept) if kept is not None else []
    redaction_edits.require_judged(texts, marks)
    public = redaction_edits.derived(texts, marks)
    shown = public[Part.TEXT].text
    comment.shown_text = shown if shown != comment.text else None
    if kept is not None:
        kept.state, kept.proposed_at, kept.released_at = RedactionState.RELEASED.value, work.now, work.now
        kept.derivative_digest = redaction_edits.derivative_digest(work, public)
        redaction_edits.edited(work, kept)
    return {"redaction": kept.id if kept is not None else None,
            "derivative": redaction_edits.derivative_digest(work, public),
            "hidden": sum(mark.decision is Decision.HIDE for mark in marks)}


def settle_clean(work: Work, comment: Comment) -> dict[str, object]:
    """Put a comment into force in which nothing is hidden, as somebody read it in the list (see `clean`)."""
    texts = {Part.TEXT: comment.text}
    public = redaction_edits.derived(texts, ())
    shown = public[Part.TEXT].text
    comment.shown_text = shown if shown != comment.text else None
    return {"redaction": None, "derivative": redaction_edits.derivative_digest(work, public), "hidden": 0}


def require_seen(comment: Comment, seen: int | None) -> None:
    """Raise Conflict when something has been done to a comment since its page was looked at."""
    if seen is not None and seen != comment.chain_length:
        raise Conflict(EDITED)


def _draft(work: Work, comment_id: int, seen: int, edits: int) -> tuple[Redaction, Mapping[Part, str], dict[int, int]]:
    """Return the draft that was looked at, locked with its comment, and the rows that the keys of its form mean."""
    comment = locking.lock_comment(work.session, comment_id)
    cases.require(work, comment, Act.SHOW)
    if State(comment.state) not in _MASKED:
        raise TransitionRefused(NOT_NOW)
    require_seen(comment, seen)
    kept = _kept(work, comment)
    if (kept.edits if kept is not None else 0) != edits:
        raise Conflict(EDITED)
    is_new = kept is None
    derivative = kept if kept is not None else _stored(work, comment)
    # What went public is worked on again: until it is put into force the public reads what it read before.
    derivative.state, derivative.released_at = RedactionState.DRAFT.value, None
    ids = {place if is_new else row.id: row.id for place, row in enumerate(derivative.marks, 1)}
    return derivative, {Part.TEXT: comment.text}, ids


def _stored(work: Work, comment: Comment) -> Redaction:
    """Store what the detectors propose, and put away what was made of an earlier text."""
    texts = {Part.TEXT: comment.text}
    for earlier in _open(work, comment.id):
        earlier.state = RedactionState.DISCARDED.value
    work.session.flush()  # at most one is open in a case
    derivative = Redaction(case_id=comment.id, reply_version=0, state=RedactionState.DRAFT.value,
                           source_digest=redaction_edits.source_digest(work, texts), redacted_by=work.actor.id,
                           started_at=work.now, edits=0)
    derivative.marks = [redaction_edits.row_of(mark, basis)
                        for mark, basis in redaction_edits.found_in(work, comment.id, texts)]
    work.session.add(derivative)
    work.session.flush()  # its marks are named by their ids
    return derivative


def _kept(work: Work, comment: Comment) -> Redaction | None:
    """Return the newest derivative of the text as it is now; one of an earlier text is no use."""
    digest = redaction_edits.source_digest(work, {Part.TEXT: comment.text})
    found: Redaction | None = work.session.scalar(
        select(Redaction).where(Redaction.case_id == comment.id, Redaction.state.in_(_KEPT),
                                Redaction.source_digest == digest)
        .order_by(Redaction.id.desc()).limit(1).execution_options(populate_existing=True))
    return found


def _open(work: Work, comment_id: int) -> list[Redaction]:
    return list(work.session.scalars(select(Redaction).where(
        Redaction.case_id == comment_id, Redaction.state == RedactionState.DRAFT.value)))
