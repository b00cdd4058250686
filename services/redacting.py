"""The derivative of an answered case in the making: found by detectors, judged by the redactor, proposed for release.

A letter goes public with its writer's leave, the information of a request by decision (services/proactive).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from models.case import Letter
from models.disclosure import DisclosureRequest
from models.redaction import Redaction
from models.reply import Reply
from models.request_reply import RequestReply
from rules import permissions
from rules.errors import Conflict, InputRefused, TransitionRefused
from rules.offers import NO_CONSENT, OWN_REDACTION, needs_second_look
from rules.proactive import NOT_DECIDED, OWN_DECISION
from rules.redaction_marks import Decision, Part
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import Category, PublicationDecision, RedactionState
from services import cases, events, locking, redaction_edits, request_documents
from services.redaction_edits import (
    Addition,
    Change,
    derivative_digest,
    derived,
    found_in,
    marks_of,
    names_somebody,
    source_digest,
)
from services.triage import REASON_CHARACTERS
from services.work import Work

__all__ = [
    "CHANGED", "EDITED", "Addition", "Change", "Originals", "add", "derivative_digest", "derived", "discard",
    "found_in", "judge", "marks_of", "names_somebody", "originals_by_id", "originals_of", "propose",
    "proposed", "release", "require_leave", "send_back", "start", "texts_of_request",
]

CHANGED = "答复已经改过，这一稿是按以前的答复做的，不能再用。请按新的答复重新开始。"
EDITED = "这一稿刚刚有人改过，您看到的不是最新的。请刷新页面，看过新的一稿再办。"
NOT_BEGUN = "这一件还没有公开稿。请先开始隐去个人信息。"
NOT_PROPOSED = "这一件没有等着审核的公开稿。请刷新页面。"
SECOND_LOOK = "这一件要保护来信人。请从头看一遍公开稿，确认不会让人认出来信人，再勾选。"
AnyCase = Letter | DisclosureRequest
OPEN = (RedactionState.DRAFT.value, RedactionState.PROPOSED.value)


@dataclass(frozen=True)
class Originals:
    """The texts that a derivative is made from."""

    texts: Mapping[Part, str]
    digest: str
    reply: Reply = field(repr=False)


def start(work: Work, case_id: int) -> Redaction:
    """Begin a derivative of an answered case, with what the detectors find; one that is begun is gone on with.

    Raises TransitionRefused without leave, and when the answer is public already.
    """
    letter = _locked(work, case_id, Act.REDACT)
    require_leave(letter)
    if letter.publication_decision == PublicationDecision.PUBLISHED:
        raise TransitionRefused("这一件已经公开了。要改公开稿，请先撤下。")
    originals = originals_of(work, letter)
    begun = _open(work, case_id)
    if begun is not None and begun.source_digest == originals.digest:
        return begun
    discard(work, letter)
    derivative = Redaction(case_id=case_id, reply_version=originals.reply.version, source_digest=originals.digest,
                     state=RedactionState.DRAFT.value, redacted_by=work.actor.id, started_at=work.now)
    derivative.marks = [redaction_edits.row_of(mark, basis) for mark, basis in found_in(work, case_id, originals.texts)]
    work.session.add(derivative)
    work.session.flush()  # the event names the new id
    events.record(work, letter, Act.REDACT, {"redaction": derivative.id, "reply_version": derivative.reply_version})
    return derivative


def judge(work: Work, case_id: int, edits: int, changes: Sequence[Change]) -> Redaction:
    """Accept or reject marks, and change their public forms. Raises InputRefused, Conflict."""
    derivative, originals = _draft(work, case_id, edits)
    return redaction_edits.judge(work, derivative, originals.texts, changes)


def add(work: Work, case_id: int, edits: int, addition: Addition) -> Redaction:
    """Hide words that no detector found. Raises InputRefused at `words` or `replacement`, and Conflict."""
    derivative, originals = _draft(work, case_id, edits)
    return redaction_edits.add(work, derivative, originals.texts, addition)


def propose(work: Work, case_id: int, edits: int, *, cannot_be_known: bool = False) -> Redaction:
    """Hand the derivative to the publisher. Every mark must be judged, and nothing hidden may stand open elsewhere.

    A report or a letter whose writer is hidden needs the redactor's word `cannot_be_known` (信访工作条例 30).
    Raises InputRefused, Conflict.
    """
    derivative, originals = _draft(work, case_id, edits, Act.PROPOSE_PUBLICATION)
    letter = locking.lock_handled(work.session, case_id)
    marks = marks_of(derivative)
    redaction_edits.require_judged(originals.texts, marks)
    if isinstance(letter, Letter) and needs_second_look(letter.name_hidden, Category(letter.category)) \
            and not cannot_be_known:
        raise InputRefused(SECOND_LOOK, "cannot_be_known")
    derivative.state, derivative.proposed_at = RedactionState.PROPOSED.value, work.now
    derivative.redacted_by = work.actor.id or derivative.redacted_by
    derivative.cannot_be_known = cannot_be_known
    derivative.derivative_digest = derivative_digest(work, derived(originals.texts, marks))
    derivative.edits += 1
    events.record(work, letter, Act.PROPOSE_PUBLICATION, {
        "redaction": derivative.id, "reply_version": derivative.reply_version, "source": derivative.source_digest,
        "derivative": derivative.derivative_digest,
        "hidden": sum(mark.decision is Decision.HIDE for mark in marks),
        "kept": sum(mark.decision is Decision.KEEP for mark in marks)})
    return derivative


def send_back(work: Work, case_id: int, reason: str) -> Redaction:
    """Give a proposed derivative back to the redactor, with what to mend. Raises InputRefused."""
    letter = _locked(work, case_id, Act.SEND_BACK_PUBLICATION)
    derivative = proposed(work, letter, originals_of(work, letter))
    words = within(storable(reason, "reason", "退回的理由"), REASON_CHARACTERS, "reason", "退回的理由").strip()
    if not words:
        raise InputRefused("请写退回的理由：哪里还要隐去，或者哪里不用隐去。", "reason")
    derivative.state = RedactionState.DRAFT.value
    derivative.sent_back_by, derivative.sent_back_reason = work.actor.id, words
    derivative.edits += 1
    events.record(work, letter, Act.SEND_BACK_PUBLICATION, {"redaction": derivative.id})
    return derivative


def discard(work: Work, letter: AnyCase) -> None:
    """Put away a derivative in the making that will not be published; the caller holds the letter's lock."""
    derivative = _open(work, letter.id)
    if derivative is not None:
        derivative.state = RedactionState.DISCARDED.value
        derivative.edits += 1
        work.session.flush()  # at most one is open in a case, and the next one may be stored first


def proposed(work: Work, letter: AnyCase, originals: Originals) -> Redaction:
    """Return the derivative that waits for the publisher; the caller holds the letter's lock.

    Raises TransitionRefused when there is none, Conflict when the reply has changed since.
    """
    derivative = _open(work, letter.id)
    if derivative is None or derivative.state != RedactionState.PROPOSED:
        raise TransitionRefused(NOT_PROPOSED)
    if derivative.source_digest != originals.digest:
        raise Conflict(CHANGED)
    return derivative


def release(work: Work, letter: AnyCase, derivative: Redaction) -> None:
    """Note who released a derivative: nobody who had a hand in it (security.md L2). Raises NotPermitted.

    Nobody who decided alone that information goes public releases it either.
    """
    permissions.require_four_eyes(work.actor, redaction_edits.hands(derivative), OWN_REDACTION)
    if isinstance(letter, DisclosureRequest):
        permissions.require_four_eyes(work.actor, {letter.proactive_by}, OWN_DECISION)
    derivative.state = RedactionState.RELEASED.value
    derivative.released_by, derivative.released_at = work.actor.id, work.now


def require_leave(letter: AnyCase) -> None:
    """Raise TransitionRefused for a letter whose writer did not agree, and a request that nobody decided upon."""
    if isinstance(letter, Letter):
        if not letter.consents_to_publication:
            raise TransitionRefused(NO_CONSENT)
    elif letter.proactive_at is None:
        raise TransitionRefused(NOT_DECIDED)


def originals_of(work: Work, letter: AnyCase) -> Originals:
    """Return what a derivative of a case is made from. Raises TransitionRefused without an issued reply."""
    reply = work.session.scalars(
        select(Reply).where(Reply.case_id == letter.id, Reply.issued_at.is_not(None))
        .order_by(Reply.version.desc())).first()
    if reply is None:
        raise TransitionRefused("这一件还没有签发的答复，不能公开。")
    texts = _texts_of_letter(letter, reply) if isinstance(letter, Letter) else texts_of_request(work, letter, reply)
    return Originals(texts, source_digest(work, texts), reply)


def originals_by_id(work: Work, case_id: int) -> tuple[Mapping[Part, str], str]:
    """Return the texts of an answered request, for a page that shows them, and their keyed digest."""
    found = originals_of(work, work.session.get_one(DisclosureRequest, case_id))
    return found.texts, found.digest


def texts_of_request(work: Work, request: DisclosureRequest, reply: Reply) -> dict[Part, str]:
    """Return the texts of a request: what was asked, and the reply with the public form of what it gives."""
    given = [f"《{one.public[Part.TITLE].text}》\n{one.public[Part.TEXT].text}"
             for one in request_documents.given_with(work, request.id, reply.version)]
    parts = work.session.get(RequestReply, reply.id)
    said = [("不予公开的部分：", parts.withheld), ("获取方式：", parts.way)] if parts else []
    whole = [reply.text, *(f"{label}{words}" for label, words in said if words), *given]
    return {Part.TITLE: request.title, Part.TEXT: request.text, Part.REPLY: "\n\n".join(whole)}


def _texts_of_letter(letter: Letter, reply: Reply) -> dict[Part, str]:
    # What a confidential writer told of themselves is covered already (security.md I3).
    return {Part.TITLE: letter.shown_title or letter.title, Part.TEXT: letter.shown_text or letter.text,
            Part.REPLY: reply.text}


def _locked(work: Work, case_id: int, act: Act) -> AnyCase:
    letter = locking.lock_handled(work.session, case_id)
    cases.require(work, letter, act)
    return letter


def _draft(work: Work, case_id: int, edits: int, act: Act = Act.REDACT) -> tuple[Redaction, Originals]:
    """Return the draft that the redactor saw, locked with its letter. Raises Conflict when it has changed since."""
    letter = _locked(work, case_id, act)
    originals = originals_of(work, letter)
    derivative = _open(work, case_id)
    if derivative is None:
        raise TransitionRefused(NOT_BEGUN)
    if derivative.source_digest != originals.digest:
        raise Conflict(CHANGED)
    if derivative.state != RedactionState.DRAFT or derivative.edits != edits:
        raise Conflict(EDITED)
    return derivative, originals


def _open(work: Work, case_id: int) -> Redaction | None:
    return work.session.scalar(
        select(Redaction).where(Redaction.case_id == case_id, Redaction.document_id.is_(None),
                                Redaction.state.in_(OPEN))
        .execution_options(populate_existing=True))
