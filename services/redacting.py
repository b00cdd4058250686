"""The derivative of a letter in the making: found by detectors, judged by the redactor, proposed to the publisher."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from models.case import Letter
from models.identity import Identity
from models.redaction import Redaction, RedactionMark
from models.reply import Reply
from queries import departments
from rules import numbering, permissions, redaction, redaction_marks, transitions
from rules.errors import Conflict, InputRefused, TransitionRefused
from rules.offers import NO_CONSENT, OWN_REDACTION, needs_second_look
from rules.permissions import CaseFacts
from rules.redaction_marks import OMITTED, OTHER, Basis, Decision, Mark, Part
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import Category, PublicationDecision, RedactionState, State
from services import events, locking
from services.triage import REASON_CHARACTERS
from services.work import Work

REPLACEMENT_CHARACTERS = 60
WORDS_CHARACTERS = 200
MOST_MARKS = 2_000
CHANGED = "答复已经改过，这一稿是按以前的答复做的，不能再用。请按新的答复重新开始。"
EDITED = "这一稿刚刚有人改过，您看到的不是最新的。请刷新页面，看过新的一稿再办。"
NOT_BEGUN = "这一件还没有公开稿。请先开始隐去个人信息。"
NOT_PROPOSED = "这一件没有等着审核的公开稿。请刷新页面。"
SECOND_LOOK = "这一件要保护来信人。请从头看一遍公开稿，确认不会让人认出来信人，再勾选。"
WORDS, FORM = "要遮住的字", "公开的写法"
OPEN = (RedactionState.DRAFT.value, RedactionState.PROPOSED.value)


@dataclass(frozen=True)
class Change:
    """What the redactor says of one mark; None leaves it as it is."""

    mark_id: int
    decision: Decision | None = None
    replacement: str | None = None


@dataclass(frozen=True)
class Addition:
    """Words to hide that nobody found: at one place, else wherever they stand. `place` is (part, start, end)."""

    words: str
    kind: str = OTHER
    replacement: str = ""
    place: tuple[Part, int, int] | None = None


@dataclass(frozen=True)
class Originals:
    """The texts that a derivative is made from."""

    texts: Mapping[Part, str]
    digest: str
    reply: Reply = field(repr=False)


def start(work: Work, case_id: int) -> Redaction:
    """Begin a derivative of an answered letter, with what the detectors find; one that is begun is gone on with.

    Raises TransitionRefused without the writer's leave, and when the answer is public already.
    """
    letter = _locked(work, case_id, Act.REDACT)
    if not letter.consents_to_publication:
        raise TransitionRefused(NO_CONSENT)
    if letter.publication_decision == PublicationDecision.PUBLISHED:
        raise TransitionRefused("这一件已经公开了。要改公开稿，请先撤下。")
    originals = originals_of(work, letter)
    begun = _open(work, case_id)
    if begun is not None and begun.source_digest == originals.digest:
        return begun
    discard(work, letter)
    derivative = Redaction(case_id=case_id, reply_version=originals.reply.version, source_digest=originals.digest,
                     state=RedactionState.DRAFT.value, redacted_by=work.actor.id, started_at=work.now)
    derivative.marks = [_row(mark, basis) for mark, basis in found_in(work, case_id, originals.texts)]
    work.session.add(derivative)
    work.session.flush()  # the event names the new id
    events.record(work, letter, Act.REDACT, {"redaction": derivative.id, "reply_version": derivative.reply_version})
    return derivative


def judge(work: Work, case_id: int, edits: int, changes: Sequence[Change]) -> Redaction:
    """Accept or reject marks, and change their public forms. Raises InputRefused, Conflict."""
    derivative, originals = _draft(work, case_id, edits)
    rows = {row.id: row for row in derivative.marks}
    for change in changes:
        if change.mark_id in rows:
            _judge(work, rows[change.mark_id], originals.texts, change)
    return _edited(work, derivative)


def add(work: Work, case_id: int, edits: int, addition: Addition) -> Redaction:
    """Hide words that no detector found. Raises InputRefused at `words` or `replacement`, and Conflict."""
    derivative, originals = _draft(work, case_id, edits)
    words = storable(within(addition.words.strip("\r\n"), WORDS_CHARACTERS, "words", WORDS), "words", WORDS)
    places = _places(originals.texts, words, addition)
    if not places:
        raise InputRefused("标题、来信和答复里没有这几个字。请照原文写，或者在原文里选中它。" if words.strip()
                           else "请写要遮住的字，照原文写。", "words")
    kind = addition.kind if addition.kind in redaction.KINDS or addition.kind in redaction.HINT_KINDS else OTHER
    replacement = _public_form(addition.replacement or OMITTED, words, "replacement")
    known = {(row.part, row.begins, row.ends): row for row in derivative.marks}
    if len(known) + len(places) > MOST_MARKS:
        raise InputRefused("这几个字出现的地方太多了。请写得长一些。", "words")
    for part, begins, ends in places:
        row = known.get((part.value, begins, ends))
        if row is None:
            row = RedactionMark(part=part.value, begins=begins, ends=ends, kind=kind, found_by="person",
                                basis=Basis.PERSON.value)
            derivative.marks.append(row)
        row.replacement, row.decision, row.decided_by = replacement, Decision.HIDE.value, work.actor.id
    return _edited(work, derivative)


def propose(work: Work, case_id: int, edits: int, *, cannot_be_known: bool = False) -> Redaction:
    """Hand the derivative to the publisher. Every mark must be judged, and nothing hidden may stand open elsewhere.

    A report or a letter whose writer is hidden needs the redactor's word `cannot_be_known` (信访工作条例 30).
    Raises InputRefused, Conflict.
    """
    derivative, originals = _draft(work, case_id, edits, Act.PROPOSE_PUBLICATION)
    letter = work.session.get_one(Letter, case_id)
    marks = marks_of(derivative)
    if open_marks := [mark for mark in marks if mark.decision is None]:
        raise InputRefused(f"还有{len(open_marks)}处要您判断：隐去，还是保留。", f"mark-{open_marks[0].key}")
    if left := redaction_marks.traces(originals.texts, marks):
        raise InputRefused(f"隐去的字在别处还看得到：{_where(left)}。请一起遮住，或者全部保留。", "words")
    if needs_second_look(letter.name_hidden, Category(letter.category)) and not cannot_be_known:
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


def discard(work: Work, letter: Letter) -> None:
    """Put away a derivative in the making that will not be published; the caller holds the letter's lock."""
    derivative = _open(work, letter.id)
    if derivative is not None:
        derivative.state = RedactionState.DISCARDED.value
        derivative.edits += 1
        work.session.flush()  # at most one is open in a case, and the next one may be stored first


def proposed(work: Work, letter: Letter, originals: Originals) -> Redaction:
    """Return the derivative that waits for the publisher; the caller holds the letter's lock.

    Raises TransitionRefused when there is none, Conflict when the reply has changed since.
    """
    derivative = _open(work, letter.id)
    if derivative is None or derivative.state != RedactionState.PROPOSED:
        raise TransitionRefused(NOT_PROPOSED)
    if derivative.source_digest != originals.digest:
        raise Conflict(CHANGED)
    return derivative


def release(work: Work, derivative: Redaction) -> None:
    """Note who released a derivative: nobody who had a hand in it (security.md L2). Raises NotPermitted."""
    hands = {derivative.redacted_by, *(row.decided_by for row in derivative.marks)}
    permissions.require_four_eyes(work.actor, hands, OWN_REDACTION)
    derivative.state = RedactionState.RELEASED.value
    derivative.released_by, derivative.released_at = work.actor.id, work.now


def originals_of(work: Work, letter: Letter) -> Originals:
    """Return what a derivative of a letter is made from. Raises TransitionRefused without an issued reply."""
    reply = work.session.scalars(
        select(Reply).where(Reply.case_id == letter.id, Reply.issued_at.is_not(None))
        .order_by(Reply.version.desc())).first()
    if reply is None:
        raise TransitionRefused("这一件还没有签发的答复，不能公开。")
    # What a confidential writer told of themselves is covered already (security.md I3).
    texts = {Part.TITLE: letter.shown_title or letter.title, Part.TEXT: letter.shown_text or letter.text,
             Part.REPLY: reply.text}
    return Originals(texts, source_digest(work, texts), reply)


def source_digest(work: Work, texts: Mapping[Part, str]) -> str:
    """Return the keyed digest of the originals, by which a derivative of other texts is told."""
    return numbering.keyed_digest(work.secrets.code, "source", "\0".join(texts[part] for part in Part))


def found_in(work: Work, case_id: int, texts: Mapping[Part, str]) -> Iterator[tuple[Mark, Basis]]:
    """Yield what detectors find, hidden at once, and the hints, for a person to judge.

    What is hidden in one part is hidden in the others too. The writer's name helps to find it and goes no further.
    """
    keep, names = departments.published_contacts(work.session), _names(work, case_id)
    found = [Mark(part, one.start, one.end, one.kind, one.replacement)
             for part, text in texts.items() for one in redaction.find(text, keep, names)]
    yield from ((mark, Basis.PATTERN) for mark in found)
    same = list(_same_words(texts, found))
    yield from ((mark, Basis.SAME) for mark in same)
    for part, text in texts.items():
        hidden = [mark for mark in (*found, *same) if mark.part is part]
        for hint in redaction.hints(text):
            if not any(hint.start < mark.end and mark.start < hint.end for mark in hidden):
                yield Mark(part, hint.start, hint.end, hint.kind, OMITTED, None), Basis.HINT


def names_somebody(work: Work, case_id: int, words: str) -> bool:
    """Tell whether words that the public will read hold an identifier of a person, or the writer's name."""
    return bool(redaction.find(words, departments.published_contacts(work.session), _names(work, case_id)))


def marks_of(derivative: Redaction) -> list[Mark]:
    """Return the marks of a derivative as the rules take them."""
    return [Mark(Part(row.part), row.begins, row.ends, row.kind, row.replacement,
                 Decision(row.decision) if row.decision else None, row.id) for row in derivative.marks]


def derived(texts: Mapping[Part, str], marks: Sequence[Mark]) -> dict[Part, redaction_marks.Derivative]:
    """Return the public text of every part."""
    return {part: redaction_marks.derive(text, [mark for mark in marks if mark.part is part])
            for part, text in texts.items()}


def derivative_digest(work: Work, parts: Mapping[Part, redaction_marks.Derivative]) -> str:
    """Return the keyed digest of the public texts."""
    return numbering.keyed_digest(work.secrets.code, "derivative", "\0".join(parts[part].text for part in Part))


def _locked(work: Work, case_id: int, act: Act) -> Letter:
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, act, CaseFacts(letter.department_id))
    transitions.next_state(State(letter.state), act)
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
        select(Redaction).where(Redaction.case_id == case_id, Redaction.state.in_(OPEN))
        .execution_options(populate_existing=True))


def _edited(work: Work, derivative: Redaction) -> Redaction:
    derivative.edits += 1
    derivative.redacted_by = work.actor.id or derivative.redacted_by
    return derivative


def _row(mark: Mark, basis: Basis) -> RedactionMark:
    return RedactionMark(part=mark.part.value, begins=mark.start, ends=mark.end, kind=mark.kind,
                         replacement=mark.replacement, found_by="detector", basis=basis.value,
                         decision=mark.decision.value if mark.decision else None)


def _judge(work: Work, row: RedactionMark, texts: Mapping[Part, str], change: Change) -> None:
    decision = change.decision.value if change.decision else row.decision
    replacement = row.replacement
    if change.replacement is not None and change.replacement.strip() != row.replacement:
        words = texts[Part(row.part)][row.begins:row.ends]
        replacement = _public_form(change.replacement, words, f"mark-{row.id}")
    if (decision, replacement) != (row.decision, row.replacement):
        row.decision, row.replacement, row.decided_by = decision, replacement, work.actor.id


def _public_form(replacement: str, words: str, where: str) -> str:
    form = storable(within(replacement.strip(), REPLACEMENT_CHARACTERS, where, FORM), where, FORM)
    if not form or "\n" in form:
        raise InputRefused("请写公开的写法，一行以内，例如：（略）。", where)
    if redaction_marks.shows(form, words):
        raise InputRefused("公开的写法里还有要遮住的原文。请改成“（略）”一类的写法。", where)
    return form


def _where(left: Sequence[redaction_marks.Trace]) -> str:
    return "，".join(f"“{one.words}”在{redaction_marks.PART_LABELS[one.part]}里还有{one.count}处" for one in left[:3])


def _places(texts: Mapping[Part, str], words: str, addition: Addition) -> list[tuple[Part, int, int]]:
    if addition.place is not None:
        part, begins, ends = addition.place
        # What was selected must be what the page showed: a place without its words would hide something else.
        if words and texts[part][begins:ends] == words:
            return [addition.place]
    return [(part, begins, ends) for part, text in texts.items()
            for begins, ends in redaction_marks.occurrences(text, words)]


def _same_words(texts: Mapping[Part, str], found: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the places at which words that are hidden somewhere stand open."""
    words = {texts[mark.part][mark.start:mark.end]: mark for mark in reversed(found)}
    for part, text in texts.items():
        taken = [(mark.start, mark.end) for mark in found if mark.part is part]
        for hidden, mark in words.items():
            if len(hidden) < redaction_marks.LEAST:
                continue
            for begins, ends in redaction_marks.occurrences(text, hidden):
                if not any(begins < end and start < ends for start, end in taken):
                    taken.append((begins, ends))
                    yield Mark(part, begins, ends, mark.kind, mark.replacement)


def _names(work: Work, case_id: int) -> tuple[str, ...]:
    """Return the writer's name, for the detectors alone: no page, no mark and no event holds it."""
    kept = work.session.scalar(select(Identity.name).where(Identity.case_id == case_id))
    return (work.cipher.decrypt(case_id, "name", kept),) if kept else ()
