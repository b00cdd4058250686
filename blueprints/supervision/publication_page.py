"""What the pages of publication show: original and public form side by side, and the marks with their decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from queries import letter_file, published_requests
from queries.letter_file import LetterFile
from queries.published_requests import PublishedRequest
from queries.redactions import MarkRow
from rules import numbering, offers, permissions, proactive
from rules.actors import Role
from rules.errors import Hidden, NotFound
from rules.redaction_marks import PART_LABELS, Decision, Part
from rules.transitions import Act
from rules.vocabulary import CaseKind, Category, RedactionState
from services import redacting
from services.work import Work
from web.filters import moment
from web.redaction_sides import KIND_LABELS, Shown, basis_words, shown

NO_TEXT: Mapping[str, str] = {}
NONE_HERE = "没有这一件，或者它还没有答复。请核对编号。"
# Those who publish letters; requests are the affair of the agency that was asked and of the office above.
LETTER_ROLES = (Role.REDACTOR, Role.PUBLISHER)
REQUEST_PART_LABELS: Mapping[Part, str] = {**PART_LABELS, Part.TEXT: "申请"}


@dataclass(frozen=True)
class Found:
    """One mark in the table. `decision` and `public` are what was typed, when a page is shown again."""

    key: int
    part: str
    kind: str
    original: str
    public: str
    basis: str
    decision: Decision | None


@dataclass(frozen=True)
class PublicationPage:
    """An answered case on its way to the public."""

    letter: LetterFile | PublishedRequest
    parts: tuple[Shown, ...]
    found: tuple[Found, ...]
    may: frozenset[Act]
    explanations: tuple[str, ...]
    needs_second_look: bool
    source_digest: str
    kinds: Mapping[str, str] = field(default_factory=lambda: KIND_LABELS)
    is_request: bool = False

    @property
    def hidden(self) -> int:
        """How many marks hide something."""
        return sum(one.decision is Decision.HIDE for one in self.found)

    @property
    def decides(self) -> bool:
        """Whether the reader has a decision of the publisher to take."""
        return not self.may.isdisjoint((Act.PUBLISH, Act.SEND_BACK_PUBLICATION, Act.WITHHOLD, Act.UNPUBLISH))

    @property
    def unjudged(self) -> tuple[Found, ...]:
        """The marks that wait for a person."""
        return tuple(one for one in self.found if one.decision is None)

    @property
    def is_begun(self) -> bool:
        """Whether there is a derivative of these texts, with the reply that is in force."""
        made = self.letter.redaction
        return made is not None and made.source_digest == self.source_digest

    @property
    def is_outdated(self) -> bool:
        """Whether somebody began a derivative of an earlier reply, which nobody can use any more."""
        return not self.is_begun and self.letter.redaction is not None \
            and self.letter.redaction.state is RedactionState.DRAFT

    @property
    def sent_back(self) -> str:
        """Who sent the derivative back, and why; "" when nobody did."""
        made = self.letter.redaction
        if not self.is_begun or made is None or made.state is not RedactionState.DRAFT or not made.sent_back_reason:
            return ""
        return f"{made.sent_back_by}退回修改：{made.sent_back_reason}"

    @property
    def stage(self) -> tuple[str, str, str]:
        """How far it is: the tone of a tag, its word, and who did what."""
        made = self.letter.redaction
        if not self.is_begun or made is None:
            return "", "未开始", ""
        if made.state is RedactionState.DRAFT:
            return "doing", "隐去中", made.redactor
        if made.state is RedactionState.PROPOSED:
            return "doing", "待审核", f"{made.redactor}隐去，{moment(made.proposed_at)}送审"
        return "done", "已审核", f"{made.redactor}隐去，{made.publisher}审核公开"

    @property
    def is_open(self) -> bool:
        """Whether that derivative is still in the making."""
        made = self.letter.redaction
        return self.is_begun and made is not None and made.state is not RedactionState.RELEASED


def build(work: Work, number: str, typed: Mapping[str, str] = NO_TEXT) -> PublicationPage:
    """Read the page of a case; `typed` is what a refused form held.

    Raises NotFound for what is not answered, and for a case that nobody may publish: its text is for others.
    """
    if number.startswith(numbering.SERIES[CaseKind.DISCLOSURE_REQUEST]):
        return _of_request(work, number, typed)
    if work.actor.role not in LETTER_ROLES:
        raise Hidden(NONE_HERE)
    return _of_letter(work, number, typed)


def _of_request(work: Work, number: str, typed: Mapping[str, str]) -> PublicationPage:
    """Read the page of a request that was decided upon, for those who may open it at all."""
    one = published_requests.read(work.session, number)
    if one is None or not permissions.may_read(work.actor, one.case):
        raise (NotFound if one is None else Hidden)(NONE_HERE)
    if not one.is_decided:
        raise NotFound(proactive.NOT_DECIDED)
    texts, source = redacting.originals_by_id(work, one.id)
    rows = one.redaction.marks if one.redaction and one.redaction.source_digest == source else ()
    parts = tuple(shown(part, REQUEST_PART_LABELS[part], text, [row.mark for row in rows if row.mark.part is part])
                  for part, text in texts.items())
    return PublicationPage(
        one, parts, tuple(_found(row, texts, typed, REQUEST_PART_LABELS) for row in rows),
        proactive.offered(work.actor, one.facts), proactive.explanations(work.actor, one.facts, one.decided_by),
        needs_second_look=False, source_digest=source, is_request=True)


def _of_letter(work: Work, number: str, typed: Mapping[str, str]) -> PublicationPage:
    letter = letter_file.read(work.session, number, work.today, work.calendar)
    if letter is None or letter.issued is None or not _is_for_publication(letter):
        raise NotFound(NONE_HERE)
    texts = {Part.TITLE: letter.shown_title or letter.title, Part.TEXT: letter.shown_text or letter.text,
             Part.REPLY: letter.issued.text}
    source = redacting.source_digest(work, texts)
    is_current = letter.redaction is not None and letter.redaction.source_digest == source
    rows = letter.redaction.marks if letter.redaction and is_current else ()
    parts = tuple(shown(part, PART_LABELS[part], text, [row.mark for row in rows if row.mark.part is part])
                  for part, text in texts.items())
    return PublicationPage(
        letter, parts, tuple(_found(row, texts, typed) for row in rows), offers.offered(work.actor, letter.facts),
        offers.explanations(work.actor, letter.facts),
        offers.needs_second_look(letter.name_hidden, Category(letter.category)), source)


def _is_for_publication(letter: LetterFile) -> bool:
    """Tell whether the writer agreed to publication, or it was decided upon before the leave was taken back."""
    return letter.consents_to_publication or letter.publication_decision is not None or letter.redaction is not None


def _found(row: MarkRow, texts: Mapping[Part, str], typed: Mapping[str, str],
           labels: Mapping[Part, str] = PART_LABELS) -> Found:
    mark = row.mark
    decision = next((one for one in Decision if one.value == typed.get(f"decision-{mark.key}")), mark.decision)
    return Found(mark.key, labels[mark.part], KIND_LABELS.get(mark.kind, mark.kind),
                 texts[mark.part][mark.start:mark.end], typed.get(f"public-{mark.key}", mark.replacement),
                 basis_words(row.basis, mark.kind), decision)
