"""Editing the marks of a derivative, whatever it is made from: a letter and its reply, or a document.

Owns what is found, judged and added; who may, and what becomes of the derivative, is the affair of its callers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.identity import Identity
from models.redaction import Redaction, RedactionMark
from queries import departments
from rules import numbering, redaction, redaction_marks
from rules.errors import InputRefused
from rules.redaction_marks import OMITTED, OTHER, PART_LABELS, Basis, Decision, Mark, Part
from rules.text_checks import storable, within
from services.work import Work

REPLACEMENT_CHARACTERS = 60
WORDS_CHARACTERS = 200
MOST_MARKS = 2_000
WORDS, FORM = "要遮住的字", "公开的写法"
Texts = Mapping[Part, str]


@dataclass(frozen=True)
class Change:
    """What the redactor says of one mark; None leaves it as it is. `ground` is a slug of rules/outcomes."""

    mark_id: int
    decision: Decision | None = None
    replacement: str | None = None
    ground: str | None = None


@dataclass(frozen=True)
class Addition:
    """Words to hide that nobody found: at one place, else wherever they stand. `place` is (part, start, end)."""

    words: str
    kind: str = OTHER
    replacement: str = ""
    place: tuple[Part, int, int] | None = None
    ground: str | None = None


def judge(work: Work, made: Redaction, texts: Texts, changes: Sequence[Change]) -> Redaction:
    """Accept or reject marks, and change their public forms and grounds. Raises InputRefused."""
    rows = {row.id: row for row in made.marks}
    for change in changes:
        if change.mark_id in rows:
            _judge(work, rows[change.mark_id], texts, change)
    return edited(work, made)


def add(work: Work, made: Redaction, texts: Texts, addition: Addition) -> Redaction:
    """Hide words that no detector found. Raises InputRefused at `words` or `replacement`."""
    words = storable(within(addition.words.strip("\r\n"), WORDS_CHARACTERS, "words", WORDS), "words", WORDS)
    places = _places(texts, words, addition)
    if not places:
        raise InputRefused(f"{_whole(texts)}里没有这几个字。请照原文写，或者在原文里选中它。" if words.strip()
                           else "请写要遮住的字，照原文写。", "words")
    kind = addition.kind if addition.kind in redaction.KINDS or addition.kind in redaction.HINT_KINDS else OTHER
    replacement = _public_form(addition.replacement or OMITTED, words, "replacement")
    known = {(row.part, row.begins, row.ends): row for row in made.marks}
    if len(known) + len(places) > MOST_MARKS:
        raise InputRefused("这几个字出现的地方太多了。请写得长一些。", "words")
    for part, begins, ends in places:
        row = known.get((part.value, begins, ends))
        if row is None:
            row = RedactionMark(part=part.value, begins=begins, ends=ends, kind=kind, found_by="person",
                                basis=Basis.PERSON.value)
            made.marks.append(row)
        row.replacement, row.decision, row.decided_by = replacement, Decision.HIDE.value, work.actor.id
        row.ground = addition.ground
    return edited(work, made)


def require_judged(texts: Texts, marks: Sequence[Mark]) -> None:
    """Raise InputRefused while a mark is not judged, or what is hidden at one place stands open at another."""
    if open_marks := [mark for mark in marks if mark.decision is None]:
        raise InputRefused(f"还有{len(open_marks)}处要您判断：隐去，还是保留。", f"mark-{open_marks[0].key}")
    if left := redaction_marks.traces(texts, marks):
        raise InputRefused(f"隐去的字在别处还看得到：{_where(left, texts)}。请一起遮住，或者全部保留。", "words")


def edited(work: Work, made: Redaction) -> Redaction:
    """Note a change and whose hand it was, so that two people never overwrite each other."""
    made.edits += 1
    made.redacted_by = work.actor.id or made.redacted_by
    return made


def hands(made: Redaction) -> set[int | None]:
    """Return everybody who had a hand in a derivative: none of them may release it (security.md L2)."""
    return {made.redacted_by, *(row.decided_by for row in made.marks)}


def found_in(work: Work, case_id: int, texts: Texts) -> Iterator[tuple[Mark, Basis]]:
    """Yield what detectors find, hidden at once, and the hints, for a person to judge.

    What is hidden in one part is hidden in the others too. The writer's name helps to find it and goes no further.
    """
    return found(texts, departments.published_contacts(work.session), _names(work, case_id))


def found(texts: Texts, keep: frozenset[str], names: Iterable[str]) -> Iterator[tuple[Mark, Basis]]:
    """Yield the same of texts whose writer's names are known; `keep` and `names` are as those of `redaction.find`."""
    marks = [Mark(part, one.start, one.end, one.kind, one.replacement)
             for part, text in texts.items() for one in redaction.find(text, keep, names)]
    yield from ((mark, Basis.PATTERN) for mark in marks)
    same = list(_same_words(texts, marks))
    yield from ((mark, Basis.SAME) for mark in same)
    for part, text in texts.items():
        hidden = [mark for mark in (*marks, *same) if mark.part is part]
        for hint in redaction.hints(text):
            if not any(hint.start < mark.end and mark.start < hint.end for mark in hidden):
                yield Mark(part, hint.start, hint.end, hint.kind, OMITTED, None), Basis.HINT


def names_somebody(work: Work, case_id: int, words: str) -> bool:
    """Tell whether words hold an identifier of a person, or the name of the writer of the case."""
    return bool(redaction.find(words, departments.published_contacts(work.session), _names(work, case_id)))


def row_of(mark: Mark, basis: Basis, ground: str | None = None) -> RedactionMark:
    """Return the row of a mark that was found."""
    return RedactionMark(part=mark.part.value, begins=mark.start, ends=mark.end, kind=mark.kind,
                         replacement=mark.replacement, found_by="detector", basis=basis.value, ground=ground,
                         decision=mark.decision.value if mark.decision else None)


def marks_of(made: Redaction) -> list[Mark]:
    """Return the marks of a derivative as the rules take them."""
    return [Mark(Part(row.part), row.begins, row.ends, row.kind, row.replacement,
                 Decision(row.decision) if row.decision else None, row.id) for row in made.marks]


def derived(texts: Texts, marks: Sequence[Mark]) -> dict[Part, redaction_marks.Derivative]:
    """Return the public text of every part."""
    return {part: redaction_marks.derive(text, [mark for mark in marks if mark.part is part])
            for part, text in texts.items()}


def source_digest(work: Work, texts: Texts) -> str:
    """Return the keyed digest of the originals, by which a derivative of other texts is told."""
    return numbering.keyed_digest(work.secrets.code, "source", "\0".join(texts[part] for part in Part if part in texts))


def derivative_digest(work: Work, parts: Mapping[Part, redaction_marks.Derivative]) -> str:
    """Return the keyed digest of the public texts."""
    return numbering.keyed_digest(work.secrets.code, "derivative",
                                  "\0".join(parts[part].text for part in Part if part in parts))


def _judge(work: Work, row: RedactionMark, texts: Texts, change: Change) -> None:
    decision = change.decision.value if change.decision else row.decision
    replacement, ground = row.replacement, change.ground or row.ground
    if change.replacement is not None and change.replacement.strip() != row.replacement:
        words = texts[Part(row.part)][row.begins:row.ends]
        replacement = _public_form(change.replacement, words, f"mark-{row.id}")
    if (decision, replacement, ground) != (row.decision, row.replacement, row.ground):
        row.decision, row.replacement, row.ground, row.decided_by = decision, replacement, ground, work.actor.id


def _public_form(replacement: str, words: str, where: str) -> str:
    form = storable(within(replacement.strip(), REPLACEMENT_CHARACTERS, where, FORM), where, FORM)
    if not form or "\n" in form:
        raise InputRefused("请写公开的写法，一行以内，例如：（略）。", where)
    if redaction_marks.shows(form, words):
        raise InputRefused("公开的写法里还有要遮住的原文。请改成“（略）”一类的写法。", where)
    return form


def _where(left: Sequence[redaction_marks.Trace], texts: Texts) -> str:
    labels = PART_LABELS if Part.REPLY in texts else dict.fromkeys(Part, _whole(texts))
    return "，".join(f"“{one.words}”在{labels[one.part]}里还有{one.count}处" for one in left[:3])


def _whole(texts: Texts) -> str:
    """Return what the parts together are called: a letter with its reply, a document, or a comment on a draft."""
    return "标题、来信和答复" if Part.REPLY in texts else "文件" if Part.TITLE in texts else "意见"


def _places(texts: Texts, words: str, addition: Addition) -> list[tuple[Part, int, int]]:
    if addition.place is not None:
        part, begins, ends = addition.place
        # What was selected must be what the page showed: a place without its words would hide something else.
        if words and texts.get(part, "")[begins:ends] == words:
            return [addition.place]
    return [(part, begins, ends) for part, text in texts.items()
            for begins, ends in redaction_marks.occurrences(text, words)]


def _same_words(texts: Texts, found: Sequence[Mark]) -> Iterator[Mark]:
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
    """Return the names of who writes or applies, for the detectors alone: no page, no mark and no event holds them."""
    kept = work.session.execute(
        select(Identity.name, Identity.representative, Identity.contact_person)
        .where(Identity.case_id == case_id)).one_or_none()
    if kept is None:
        return ()
    fields = ("name", "representative", "contact_person")
    return tuple(work.cipher.decrypt(case_id, field, value) for field, value in zip(fields, kept, strict=True) if value)
