"""Marks on a letter and its reply: what they hide, the public text that follows from them, and what they forgot.

A public text is always made from the original and its marks. What an identifier looks like is in identifiers.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.hidden_text import is_hidden, shown_only


class Part(StrEnum):
    """The parts of what is published."""

    TITLE = "title"
    TEXT = "text"
    REPLY = "reply"


class Decision(StrEnum):
    """What was decided about a mark; none while nobody has judged it."""

    HIDE = "hide"
    KEEP = "keep"


class Basis(StrEnum):
    """Why a mark is there; `same` hides words that are hidden at another place."""

    PATTERN = "pattern"
    SAME = "same"
    HINT = "hint"
    PERSON = "person"


PART_LABELS: dict[Part, str] = {Part.TITLE: "标题", Part.TEXT: "来信", Part.REPLY: "答复"}
DECISION_LABELS: dict[Decision, str] = {Decision.HIDE: "隐去", Decision.KEEP: "保留"}
BASIS_LABELS: dict[Basis, str] = {
    Basis.PATTERN: "写法规则",
    Basis.SAME: "与别处隐去的相同",
    Basis.HINT: "提示词，需要人工判断",
    Basis.PERSON: "人工选定",
}
# What stands for words that have no usual public form, and for marks that overlap.
OMITTED = "（略）"
# What a person adds that is of no known kind.
OTHER = "other"
# Shorter words count only where they stand alone: 12 is no part of 2012.
_SHORT = 5
# What one character alone says is no trace of a person.
LEAST = 2


@dataclass(frozen=True)
class Mark:
    """A stretch of one part, by offsets in the original; `key` tells marks apart, `replacement` is the public form."""

    part: Part
    start: int
    end: int
    kind: str
    replacement: str
    decision: Decision | None = Decision.HIDE
    key: int = 0


@dataclass(frozen=True)
class Stretch:
    """A piece of a part: `original` becomes `public`. `mark` is what it is under, None for plain text."""

    start: int
    original: str
    public: str
    mark: Mark | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether the original words are hidden in public."""
        return self.mark is not None and self.mark.decision is Decision.HIDE


@dataclass(frozen=True)
class Derivative:
    """The public text of one part; `spans` are where something was hidden, in the public text."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Trace:
    """Words that are hidden at one place and stand open at others of a part."""

    words: str
    part: Part
    count: int


def stretches(text: str, marks: Sequence[Mark]) -> list[Stretch]:
    """Return a part cut at its marks, in order; the marks are those of this part.

    Where hiding marks overlap they hide the whole of what they cover: the one that covers all of it gives the public
    form, else it is left out. A mark that is kept or not judged shows only where nothing is hidden.
    """
    cut: list[Stretch] = []
    offset = 0
    for mark in _settled([mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]):
        if offset < mark.start:
            cut.append(_plain(offset, text[offset:mark.start]))
        words = text[mark.start:mark.end]
        hides = mark.decision is Decision.HIDE
        cut.append(Stretch(mark.start, words, mark.replacement if hides else shown_only(words), mark))
        offset = mark.end
    if offset < len(text) or not cut:
        cut.append(_plain(offset, text[offset:]))
    return cut


def derive(text: str, marks: Sequence[Mark]) -> Derivative:
    """Return the public text of a part: nothing of what a mark hides is in it (security.md L4), and nothing unseen."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for stretch in stretches(text, marks):
        if stretch.is_hidden:
            spans.append((length, length + len(stretch.public)))
        words.append(stretch.public)
        length += len(stretch.public)
    return Derivative("".join(words), tuple(spans))


def paragraphs(text: str, spans: Sequence[Sequence[int]]) -> list[list[tuple[str, bool]]]:
    """Return the paragraphs of a public text without empty lines, each cut into (words, whether something is hidden).

    A span that goes over the end of a line is marked on both.
    """
    found: list[list[tuple[str, bool]]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if words := line.strip():
            found.append(_cut(words, offset + line.index(words), spans))
        offset += len(line)
    return found


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, also with blanks, unseen characters or wide letters in between.

    Words of fewer than five letters or digits are found only where no other letter or digit touches them.
    """
    wanted = _plain_letters(words)[0]
    letters, places = _plain_letters(text)
    found: list[tuple[int, int]] = []
    start = letters.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if _stands_alone(letters, start, end, wanted):
            found.append((places[start], places[end - 1] + 1))
            start = letters.find(wanted, end)
        else:
            start = letters.find(wanted, start + 1)
    return found


def traces(texts: Mapping[Part, str], marks: Sequence[Mark]) -> list[Trace]:
    """Return what is hidden at one place and still stands open at another, in the order of the parts."""
    hiding = [mark for mark in marks if mark.decision is Decision.HIDE]
    hidden = sorted({texts[mark.part][mark.start:mark.end] for mark in hiding})
    found = []
    for part, text in texts.items():
        covered = [(mark.start, mark.end) for mark in hiding if mark.part is part]
        for words in hidden:
            count = sum(not _touches(place, covered) for place in occurrences(text, words))
            if count and len(_plain_letters(words)[0]) >= LEAST:
                found.append(Trace(shown_only(words), part, count))
    return found


def shows(replacement: str, words: str) -> bool:
    """Tell whether a public form gives away the words that it stands for."""
    wanted = _plain_letters(words)[0]
    return bool(wanted) and wanted in _plain_letters(replacement)[0]


def _plain(start: int, text: str) -> Stretch:
    return Stretch(start, text, shown_only(text))


def _cut(words: str, offset: int, spans: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    cut: list[tuple[str, bool]] = []
    done = 0
    for first, last in spans:
        start, end = max(first - offset, done), min(last - offset, len(words))
        if start < end:
            cut += [(words[done:start], False), (words[start:end], True)]
            done = end
    return [piece for piece in (*cut, (words[done:], False)) if piece[0]]


def _touches(place: tuple[int, int], covered: Sequence[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in covered)


def _settled(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks that do not overlap, in order: those that hide, united, then those that do not."""
    settled = _united([mark for mark in marks if mark.decision is Decision.HIDE])
    for mark in sorted((mark for mark in marks if mark.decision is not Decision.HIDE),
                       key=lambda mark: (mark.decision is not None, mark.start, -mark.end)):
        if not _touches((mark.start, mark.end), [(other.start, other.end) for other in settled]):
            settled.append(mark)
    return sorted(settled, key=lambda mark: mark.start)


def _united(marks: Iterable[Mark]) -> list[Mark]:
    united: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if united and mark.start < united[-1].end:
            last = united.pop()
            united.append(last if mark.end <= last.end else
                          Mark(last.part, last.start, mark.end, last.kind, OMITTED, Decision.HIDE, last.key))
        else:
            united.append(mark)
    return united


def _plain_letters(text: str) -> tuple[str, list[int]]:
    """Return what of a text is read as letters, in plain width and small, and the place of each in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace() or is_hidden(character):
            continue
        for one in unicodedata.normalize("NFKC", character).casefold():
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _stands_alone(letters: str, start: int, end: int, wanted: str) -> bool:
    if len(wanted) >= _SHORT or not wanted.isascii():
        return True
    before, after = letters[start - 1:start], letters[end:end + 1]
    return not (before.isascii() and before.isalnum() or after.isascii() and after.isalnum())
