"""Documents that a request is answered with (区分处理, 条例 37): redacted by one person, released with the reply.

Each place that is left out has its ground. The desk is that of what is published (services/redaction_edits); here it
works on documents, which stay encrypted, and only their public form leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from models.disclosure import DisclosureRequest
from models.redaction import Redaction, RedactionMark
from models.request_reply import TEXT_COLUMN, TITLE_COLUMN, RequestDocument
from rules import permissions, request_replies
from rules.errors import Conflict, InputRefused, NotFound, TransitionRefused
from rules.hidden_text import shown_only
from rules.localtime import local_date
from rules.outcomes import BY_OUTCOME, Outcome, Regime, regime
from rules.redaction_marks import Decision, Derivative, Part
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import RedactionState, State
from services import cases, events, locking, redaction_edits
from services.redaction_edits import Addition, Change
from services.work import Work

TITLE_CHARACTERS, TEXT_CHARACTERS = 120, 50_000
MOST_DOCUMENTS = 20
NONE_HERE = "没有这份文件，或者它已经移去。请刷新页面。"
HANDED_IN = "答复已经送审，文件不能再改。要改的，请先把答复退回修改。"
EDITED = "这份文件刚刚有人改过，您看到的不是最新的。请刷新页面，看过再办。"
NOT_DRAFT = "这份文件已经做好。要再改，请先按“重新处理”。"
NOT_DONE = "还有文件没有做好区分处理：《{}》。请做好，或者移去。"
OWN_HAND = "做区分处理的人不能核定自己做的文件，请由另一位负责人办理。"
# What a detector finds is about a person, until somebody says otherwise.
USUAL_GROUND = Outcome.PERSONAL_PRIVACY.value
_EDITABLE = (State.ACCEPTED, State.REWORK)


@dataclass(frozen=True)
class Document:
    """A document of a request with its redaction; `texts` are the originals, for the agency's eyes only."""

    id: int
    derivative: Redaction
    texts: Mapping[Part, str]

    @property
    def public(self) -> dict[Part, Derivative]:
        """The public form, part by part."""
        return redaction_edits.derived(self.texts, redaction_edits.marks_of(self.derivative))

    @property
    def hidden(self) -> int:
        """How many places are left out."""
        return sum(row.decision == Decision.HIDE for row in self.derivative.marks)

    @property
    def grounds(self) -> tuple[Outcome, ...]:
        """Why they are, each ground once."""
        found = [row.ground for row in self.derivative.marks if row.decision == Decision.HIDE and row.ground]
        return tuple(Outcome(one) for one in dict.fromkeys(found))

    @property
    def is_done(self) -> bool:
        return self.derivative.state != RedactionState.DRAFT


def add(work: Work, case_id: int, title: str, text: str) -> Document:
    """Take a document in, with what the detectors find in it. Raises InputRefused, NotPermitted, TransitionRefused."""
    case = _editable(work, case_id)
    title = storable(within(title.strip(), TITLE_CHARACTERS, "title", "文件名称"), "title", "文件名称")
    text = storable(within(text, TEXT_CHARACTERS, "text", "文件内容"), "text", "文件内容")
    if not title or not text.strip():
        raise InputRefused("请写文件的名称，并放进全文。", "text" if title else "title")
    if len(of_case(work, case_id)) >= MOST_DOCUMENTS:
        raise InputRefused(f"一件申请最多放{MOST_DOCUMENTS}份文件。请合并几份，或者分几件答复。", "title")
    texts = {Part.TITLE: title, Part.TEXT: text}
    row = RequestDocument(
        case_id=case_id, title=work.cipher.encrypt(case_id, TITLE_COLUMN, title),
        text=work.cipher.encrypt(case_id, TEXT_COLUMN, text), added_by=work.actor.id, added_at=work.now)
    work.session.add(row)
    work.session.flush()  # its redaction names it
    derivative = Redaction(case_id=case_id, document_id=row.id, reply_version=0, state=RedactionState.DRAFT.value,
                     source_digest=redaction_edits.source_digest(work, texts), redacted_by=work.actor.id,
                     started_at=work.now)
    derivative.marks = [redaction_edits.row_of(mark, basis, USUAL_GROUND)
                  for mark, basis in redaction_edits.found_in(work, case_id, texts)]
    work.session.add(derivative)
    work.session.flush()  # the event names it
    _record(work, case, derivative, "added")
    return Document(row.id, derivative, texts)


def remove(work: Work, case_id: int, document_id: int) -> None:
    """Take a document out of the reply; its row and its redaction stay on record. Raises NotFound."""
    case = _editable(work, case_id)
    one = _document(work, case_id, document_id)
    work.session.get_one(RequestDocument, document_id).removed_at = work.now
    one.derivative.state = RedactionState.DISCARDED.value
    one.derivative.edits += 1
    _record(work, case, one.derivative, "removed")


def judge(work: Work, case_id: int, document_id: int, edits: int, changes: Sequence[Change]) -> Document:
    """Say of each mark whether it is left out, how it reads then, and why. Raises InputRefused, Conflict, NotFound."""
    _editable(work, case_id)
    one = _draft(work, case_id, document_id, edits)
    redaction_edits.judge(work, one.derivative, one.texts, changes)
    return one


def hide(work: Work, case_id: int, document_id: int, edits: int, addition: Addition) -> Document:
    """Leave words out that no detector found, with the ground. Raises InputRefused, Conflict, NotFound."""
    case = _editable(work, case_id)
    one = _draft(work, case_id, document_id, edits)
    request_replies.require_grounds([addition.ground], _regime(case))
    redaction_edits.add(work, one.derivative, one.texts, addition)
    return one


def finish(work: Work, case_id: int, document_id: int, edits: int) -> Document:
    """Hand a document in with the reply: every mark is judged and has its ground. Raises InputRefused, Conflict."""
    case = _editable(work, case_id)
    one = _draft(work, case_id, document_id, edits)
    marks = redaction_edits.marks_of(one.derivative)
    redaction_edits.require_judged(one.texts, marks)
    request_replies.require_grounds(
        [row.ground for row in one.derivative.marks if row.decision == Decision.HIDE], _regime(case))
    one.derivative.state, one.derivative.proposed_at = RedactionState.PROPOSED.value, work.now
    one.derivative.derivative_digest = redaction_edits.derivative_digest(work, one.public)
    redaction_edits.edited(work, one.derivative)
    _record(work, case, one.derivative, "finished")
    return one


def reopen(work: Work, case_id: int, document_id: int) -> Document:
    """Work on a finished document again, as long as the reply has not been handed in. Raises NotFound."""
    case = _editable(work, case_id)
    _reopen(work, case, _document(work, case_id, document_id))
    return _document(work, case_id, document_id)


def reopen_all(work: Work, case: DisclosureRequest) -> None:
    """Give the documents back to the drafter with the reply; the caller holds the lock of the case."""
    for one in of_case(work, case.id):
        if one.derivative.state == RedactionState.PROPOSED:
            _reopen(work, case, one)


def hand_in(work: Work, case: DisclosureRequest, outcome: Outcome) -> list[Document]:
    """Return the documents that go with a reply which is handed in now; the caller holds the lock of the case.

    What went out with an earlier reply goes again with this one, as it is. Raises InputRefused when one is not done
    or they do not fit the outcome.
    """
    for one in of_case(work, case.id):
        if not one.is_done:
            raise InputRefused(NOT_DONE.format(shown_only(one.texts[Part.TITLE])), "outcome")
        if one.derivative.state == RedactionState.RELEASED:
            _again(work, one.derivative, RedactionState.PROPOSED)
    found = of_case(work, case.id)
    request_replies.require_documents(outcome, [one.hidden for one in found])
    return found


def release_all(work: Work, case: DisclosureRequest, version: int) -> None:
    """Release the documents with the version of the reply that the lead approves (security.md L2).

    The caller holds the lock of the case. Raises NotPermitted for whoever had a hand in one, and Conflict when a
    public form is not what was handed in.
    """
    for one in of_case(work, case.id):
        permissions.require_four_eyes(work.actor, redaction_edits.hands(one.derivative), OWN_HAND)
        if redaction_edits.derivative_digest(work, one.public) != one.derivative.derivative_digest:
            raise Conflict(EDITED)
        one.derivative.state, one.derivative.reply_version = RedactionState.RELEASED.value, version
        one.derivative.released_by, one.derivative.released_at = work.actor.id, work.now


def withheld(found: Sequence[Document], which: Regime) -> str:
    """Return what the reply says is left out, document by document, with how many places on which ground."""
    lines = []
    for one in found:
        counts: dict[Outcome, int] = {}
        for row in one.derivative.marks:
            if row.decision == Decision.HIDE and row.ground:
                ground = Outcome(row.ground)
                counts[ground] = counts.get(ground, 0) + 1
        if counts:
            parts = "，".join(f"{BY_OUTCOME[ground].label}{count}处"
                             f"（条例{request_replies.article(ground, which)}）" for ground, count in counts.items())
            lines.append(f"《{one.public[Part.TITLE].text}》中{parts}")
    return "；".join(lines)


def of_case(work: Work, case_id: int) -> list[Document]:
    """Return the documents of a request that are not removed, each as it was last worked on, the first one first."""
    newest = select(func.max(Redaction.id)).where(Redaction.case_id == case_id, Redaction.document_id.is_not(None)) \
        .group_by(Redaction.document_id)
    return _documents(work, case_id, RequestDocument.removed_at.is_(None), Redaction.id.in_(newest))


def read(work: Work, case_id: int, document_id: int) -> Document:
    """Return one document of a request as it was last worked on. Raises NotFound, also for that of another request."""
    return _document(work, case_id, document_id)


def given_with(work: Work, case_id: int, version: int) -> list[Document]:
    """Return the documents that went out with a version of the reply; only their public form is for the applicant."""
    return _documents(work, case_id, Redaction.reply_version == version,
                      Redaction.state == RedactionState.RELEASED.value)


def _documents(work: Work, case_id: int, *narrow: ColumnElement[bool]) -> list[Document]:
    rows = work.session.execute(
        select(RequestDocument, Redaction).join(Redaction, Redaction.document_id == RequestDocument.id)
        .where(RequestDocument.case_id == case_id, *narrow)
        .order_by(RequestDocument.id).execution_options(populate_existing=True))
    return [Document(row.id, derivative, {
        Part.TITLE: work.cipher.decrypt(case_id, TITLE_COLUMN, row.title),
        Part.TEXT: work.cipher.decrypt(case_id, TEXT_COLUMN, row.text)}) for row, derivative in rows]


def _editable(work: Work, case_id: int) -> DisclosureRequest:
    case = locking.lock_request(work.session, case_id)
    cases.require(work, case, Act.REDACT_DOCUMENT)
    if State(case.state) not in _EDITABLE:
        raise TransitionRefused(HANDED_IN)
    return case


def _regime(case: DisclosureRequest) -> Regime:
    return regime(local_date(case.received_at))


def _document(work: Work, case_id: int, document_id: int) -> Document:
    found = next((one for one in of_case(work, case_id) if one.id == document_id), None)
    if found is None:
        raise NotFound(NONE_HERE)
    return found


def _draft(work: Work, case_id: int, document_id: int, edits: int) -> Document:
    one = _document(work, case_id, document_id)
    if one.derivative.edits != edits:
        raise Conflict(EDITED)
    if one.derivative.state != RedactionState.DRAFT:
        raise TransitionRefused(NOT_DRAFT)
    return one


def _reopen(work: Work, case: DisclosureRequest, one: Document) -> None:
    derivative = one.derivative
    if derivative.state == RedactionState.RELEASED:
        # What went out stays as it was; the next reply gets a redaction of its own.
        derivative = _again(work, derivative, RedactionState.DRAFT)
    derivative.state, derivative.proposed_at = RedactionState.DRAFT.value, None
    redaction_edits.edited(work, derivative)
    _record(work, case, derivative, "reopened")


def _again(work: Work, derivative: Redaction, state: RedactionState) -> Redaction:
    """Return a redaction of the same document with the same marks, for another reply."""
    copy = Redaction(case_id=derivative.case_id, document_id=derivative.document_id, reply_version=0, state=state.value,
                     source_digest=derivative.source_digest, derivative_digest=derivative.derivative_digest,
                     redacted_by=derivative.redacted_by, started_at=work.now, proposed_at=work.now)
    copy.marks = [RedactionMark(part=row.part, begins=row.begins, ends=row.ends, kind=row.kind,
                                replacement=row.replacement, found_by=row.found_by, basis=row.basis,
                                decision=row.decision, decided_by=row.decided_by, ground=row.ground)
                  for row in derivative.marks]
    work.session.add(copy)
    work.session.flush()  # the event names it, and the newest one is the one worked on
    return copy


def _record(work: Work, case: DisclosureRequest, derivative: Redaction, what: str) -> None:
    is_final = what == "finished"
    events.record(work, case, Act.REDACT_DOCUMENT, {
        "document": derivative.document_id, "redaction": derivative.id, "step": what,
        "digest": derivative.derivative_digest if is_final else derivative.source_digest})
