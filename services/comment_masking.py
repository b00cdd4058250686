"""What is hidden in a comment on a draft before the public sees it: found, judged, and the public text of it.

The desk is that of what is published (services/redaction_edits): nothing but hiding is possible, so that nobody can
put other words into a writer's mouth. A comment in which nothing is hidden needs no derivative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.comment import Comment
from models.identity import Identity
from models.redaction import Redaction
from queries import departments
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
MASKED = frozenset({State.HELD, State.SHOWN, State.RESPONDED})
_KEPT = (RedactionState.DRAFT.value, RedactionState.RELEASED.value)


@dataclass(frozen=True)
class Masking:
    """The marks on a comment as they stand, each with why it is there. `edits` is 0 while nobody has judged any."""

    texts: Mapping[Part, str]
    marks: tuple[tuple[Mark, Basis], ...]
    edits: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether no detector finds anybody's data, and nobody has begun to work on it: it can be shown with others.

        What only might tell of somebody is for whoever reads it.
        """
        return not self.edits and all(basis is Basis.HINT for _, basis in self.marks)

    @property
    def public(self) -> str:
        """What the public would read now."""
        return redaction_edits.derived(self.texts, [mark for mark, _ in self.marks])[Part.TEXT].text


def of_comment(work: Work, comment: Comment) -> Masking:
    """Return what is hidden in a comment, and what the detectors propose while nobody has judged."""
    return of_texts(work, {comment.id: comment.text})[comment.id]


def of_texts(work: Work, texts: Mapping[int, str]) -> dict[int, Masking]:
    """Return the same of many comments at once, by id; `texts` are their texts as they are now."""
    keep, kept = departments.published_contacts(work.session), _kept(work, texts)
    sealed = work.session.execute(
        select(Identity.case_id, Identity.name).where(Identity.case_id.in_(texts), Identity.name.is_not(None)))
    names = {row.case_id: (work.cipher.decrypt(row.case_id, "name", row.name),) for row in sealed}
    return {one: _masking(text, kept.get(one), keep, names.get(one, ())) for one, text in texts.items()}


def _masking(text: str, kept: Redaction | None, keep: frozenset[str], names: Sequence[str]) -> Masking:
    texts = {Part.TEXT: text}
    if kept is not None:
        bases = (Basis(row.basis) for row in kept.marks)
        return Masking(texts, tuple(zip(redaction_edits.marks_of(kept), bases, strict=True)), kept.edits)
    # What is not stored is counted from 1, in an order that the same text always gives.
    found = enumerate(redaction_edits.found(texts, keep, names), 1)
    return Masking(texts, tuple((replace(mark, key=place), basis) for place, (mark, basis) in found))


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
    texts = {Part.TEXT: comment.text}
    derivative = _kept(work, {comment.id: comment.text}).get(comment.id)
    if derivative is None and of_comment(work, comment).marks:
        derivative = _stored(work, comment)
    marks = redaction_edits.marks_of(derivative) if derivative is not None else []
    redaction_edits.require_judged(texts, marks)
    told = _in_force(work, comment, marks)
    if derivative is not None:
        derivative.state, derivative.proposed_at = RedactionState.RELEASED.value, work.now
        derivative.released_at, derivative.derivative_digest = work.now, str(told["derivative"])
        redaction_edits.edited(work, derivative)
        told["redaction"] = derivative.id
    return told


def settle_clean(work: Work, comment: Comment) -> dict[str, object]:
    """Put a comment into force in which nothing is hidden, as somebody read it in the list."""
    return _in_force(work, comment, ())


def require_seen(comment: Comment, seen: int | None) -> None:
    """Raise Conflict when something has been done to a comment since its page was looked at."""
    if seen is not None and seen != comment.chain_length:
        raise Conflict(EDITED)


def _in_force(work: Work, comment: Comment, marks: Sequence[Mark]) -> dict[str, object]:
    public = redaction_edits.derived({Part.TEXT: comment.text}, marks)
    shown = public[Part.TEXT].text
    comment.shown_text = shown if shown != comment.text else None
    return {"redaction": None, "derivative": redaction_edits.derivative_digest(work, public),
            "hidden": sum(mark.decision is Decision.HIDE for mark in marks)}


def _draft(work: Work, comment_id: int, seen: int, edits: int) -> tuple[Redaction, Mapping[Part, str], dict[int, int]]:
    """Return the draft that was looked at, locked with its comment, and the rows that the keys of its form mean."""
    comment = locking.lock_comment(work.session, comment_id)
    cases.require(work, comment, Act.SHOW)
    if State(comment.state) not in MASKED:
        raise TransitionRefused(NOT_NOW)
    require_seen(comment, seen)
    kept = _kept(work, {comment.id: comment.text}).get(comment.id)
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
    for derivative in _open(work, comment.id):
        derivative.state = RedactionState.DISCARDED.value
    work.session.flush()  # at most one is open in a case
    derivative = Redaction(case_id=comment.id, reply_version=0, state=RedactionState.DRAFT.value,
                           source_digest=redaction_edits.source_digest(work, texts), redacted_by=work.actor.id,
                           started_at=work.now, edits=0)
    derivative.marks = [redaction_edits.row_of(mark, basis)
                        for mark, basis in redaction_edits.found_in(work, comment.id, texts)]
    work.session.add(derivative)
    work.session.flush()  # its marks are named by their ids
    return derivative


def _kept(work: Work, texts: Mapping[int, str]) -> dict[int, Redaction]:
    """Return the newest derivative of each text as it is now; one of an earlier text is no use."""
    digests = {one: redaction_edits.source_digest(work, {Part.TEXT: text}) for one, text in texts.items()}
    found = work.session.scalars(
        select(Redaction).where(Redaction.case_id.in_(texts), Redaction.state.in_(_KEPT))
        .order_by(Redaction.id).options(selectinload(Redaction.marks)).execution_options(populate_existing=True))
    return {one.case_id: one for one in found if one.source_digest == digests[one.case_id]}


def _open(work: Work, comment_id: int) -> list[Redaction]:
    return list(work.session.scalars(select(Redaction).where(
        Redaction.case_id == comment_id, Redaction.state == RedactionState.DRAFT.value)))
