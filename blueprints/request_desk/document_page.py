"""What the page of a document shows: original and public form side by side, and each mark with its legal ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from queries.request_file import RequestFile
from rules import request_replies
from rules.outcomes import BY_OUTCOME, Outcome, regime
from rules.permissions import may
from rules.redaction_marks import OTHER, Basis, Decision, Part
from rules.transitions import Act
from rules.vocabulary import RedactionState, State
from services import redaction_edits, request_documents
from services.request_documents import Document
from services.work import Work
from web.redaction_sides import KIND_LABELS, Shown, basis_words, shown

NO_TEXT: Mapping[str, str] = {}
HEADINGS = {Part.TITLE: "文件名称", Part.TEXT: "全文"}
# What is left out of a document by hand is more often a trade secret than somebody's.
KIND_WORDS: Mapping[str, str] = {**KIND_LABELS, OTHER: "其他内容"}
_EDITABLE = (State.ACCEPTED, State.REWORK)


@dataclass(frozen=True)
class Marked:
    """One mark in the table. `decision`, `public` and `ground` are what was typed, when a page is shown again."""

    key: int
    part: str
    kind: str
    original: str
    public: str
    basis: str
    decision: Decision | None
    ground: str

    @property
    def ground_label(self) -> str:
        return BY_OUTCOME[Outcome(self.ground)].label if self.ground else ""


@dataclass(frozen=True)
class DocumentPage:
    """A document of a request. `is_open`: the reader may still work on it; `may_reopen`: once more."""

    file: RequestFile
    id: int
    title: str
    edits: int
    parts: tuple[Shown, ...]
    found: tuple[Marked, ...]
    grounds: tuple[tuple[str, str], ...]
    stage: tuple[str, str]
    is_open: bool
    may_reopen: bool
    is_released: bool
    is_begun: bool = True

    @property
    def hidden(self) -> int:
        return sum(one.decision is Decision.HIDE for one in self.found)

    @property
    def unjudged(self) -> int:
        return sum(one.decision is None for one in self.found)


def build(work: Work, file: RequestFile, document_id: int, typed: Mapping[str, str] = NO_TEXT) -> DocumentPage:
    """Read the page of a document; `typed` is what a refused form held. Raises NotFound."""
    one = request_documents.read(work, file.id, document_id)
    marks = redaction_edits.marks_of(one.derivative)
    parts = tuple(shown(part, HEADINGS[part], text, [mark for mark in marks if mark.part is part])
                  for part, text in one.texts.items())
    editable = may(work.actor, Act.REDACT_DOCUMENT, file.facts) and file.state in _EDITABLE
    grounds = tuple((row.outcome.value, row.label) for row in request_replies.grounds(regime(file.received_on)))
    is_draft = one.derivative.state == RedactionState.DRAFT
    return DocumentPage(file, one.id, one.texts[Part.TITLE], one.derivative.edits, parts, _found(one, typed), grounds,
                        _stage(one), editable and is_draft, editable and not is_draft,
                        one.derivative.state == RedactionState.RELEASED)


def _found(one: Document, typed: Mapping[str, str]) -> tuple[Marked, ...]:
    found = []
    for row in one.derivative.marks:
        decision = typed.get(f"decision-{row.id}") or row.decision
        found.append(Marked(
            row.id, HEADINGS[Part(row.part)], KIND_WORDS.get(row.kind, row.kind),
            one.texts[Part(row.part)][row.begins:row.ends], typed.get(f"public-{row.id}", row.replacement),
            basis_words(Basis(row.basis), row.kind),
            next((one for one in Decision if one.value == decision), None),
            typed.get(f"ground-{row.id}", row.ground or "")))
    return tuple(found)


def _stage(one: Document) -> tuple[str, str]:
    state = RedactionState(one.derivative.state)
    return {RedactionState.DRAFT: ("doing", "区分处理中"), RedactionState.PROPOSED: ("doing", "已做好，随答复送审"),
            RedactionState.RELEASED: ("done", "已核定，随答复提供")}.get(state, ("shut", "已移去"))
