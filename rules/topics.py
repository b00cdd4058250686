"""What many letters of a period are about, by words that are known beforehand, and which letters repeat one another.

No word of a letter comes out of here: topics are words of the subjects and of the departments' duties only. The letters
are loaded by `queries/period_letters.py`.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.digest_body import Topic
from rules.routing import KnownWords

LEAST_LETTERS = 3
MOST_TOPICS = 10
READ_CHARACTERS = 2000  # of a letter; what repeats, repeats from the beginning
_SHORT = 2  # a word of two characters may stand there by chance, unless in the title or more than once
_OFFICES = ("局", "委", "厅", "政府")  # whom a letter speaks of is no topic
# A longer word says more: 拖欠工资 in 30 letters tells more than 职工 in 50.
_WORTH = {2: 1.0, 3: 1.5}
_LONG_WORTH = 2.0
_COVERED = 0.8  # a word whose letters are nearly all those of another one tells nothing more

# Two texts are the same letter when this share of the shorter one's runs of characters stands in the other.
_ALIKE = 0.8
_AKIN = 0.3  # enough when the writer is the same
_RUN = 8  # characters
_SAMPLE = 8  # of a long letter one run of so many is looked at, the same ones in every letter
_WHOLE = 150  # characters: a letter up to this length is looked at as a whole
_SHORTEST = 20  # characters; 请问怎么办 is written by many
_FEW = 12  # letters that share a run: all pairs are counted, of more only neighbours, so that cost stays in step
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class PeriodLetter:
    """A letter as far as topics need it. `writers` are keyed digests of its writer's telephone and mail address."""

    id: int
    title: str
    text: str
    subject: str
    writers: tuple[str, ...] = ()
    merged_into: int | None = None


def hot(letters: Iterable[PeriodLetter], words: Mapping[str, str]) -> tuple[Topic, ...]:
    """Return what many letters speak of: at most ten known words that at least three contain, the most frequent first.

    `words` are the known words with the slug of their subject. Longer words count for more. Of a word and a longer one
    around it (物业, 物业费) the longer stands when at least half of the letters have it, else the shorter; a word that
    nearly only stands in letters of another topic is left out, and so are names of offices.
    """
    found = _letters_by_word(letters, words)
    kept: dict[str, frozenset[int]] = {}
    for word in sorted(_telling(found), key=lambda word: (-_worth(word) * len(found[word]), word)):
        cases = frozenset(found[word])
        if len(kept) < MOST_TOPICS and not any(_covers(other, cases, word, known) for known, other in kept.items()):
            kept[word] = cases
    topics = [Topic(word, words[word], tuple(sorted(cases))) for word, cases in kept.items()]
    return tuple(sorted(topics, key=lambda topic: (-len(topic.cases), topic.word)))


def repeated(letters: Sequence[PeriodLetter]) -> tuple[tuple[int, ...], ...]:
    """Return groups of case ids that belong together, the oldest first, each in ascending order.

    Letters repeat one another when one was merged into the other, when they are nearly the same text, and when the same
    person writes again of the same subject or in partly the same words. One person's letters on different matters stay
    apart. The cost is in step with the length of all texts; memory with the number of runs that are shared.
    """
    groups = _Groups()
    for letter in letters:
        if letter.merged_into is not None:
            groups.join(letter.id, letter.merged_into)
    alike = dict(_pairs_alike(letters))
    for (one, other), share in alike.items():
        if share >= _ALIKE:
            groups.join(one, other)
    for earlier, later in _by_same_writer(letters):
        is_same_subject = earlier.subject == later.subject != "other"
        if is_same_subject or alike.get((earlier.id, later.id), 0) >= _AKIN:
            groups.join(earlier.id, later.id)
    return groups.listed()


def _worth(word: str) -> float:
    return _WORTH.get(len(word), _LONG_WORTH)


def _letters_by_word(letters: Iterable[PeriodLetter], words: Mapping[str, str]) -> dict[str, list[int]]:
    words = {word: subject for word, subject in words.items() if not word.endswith(_OFFICES)}
    known = KnownWords(words)
    inner = {word: [other for other in _within(word) if other in words] for word in words}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for letter in letters:
        titled, told = known.found_in(letter.title), known.found_in(letter.text[:READ_CHARACTERS])
        seen = {*titled, *(one for one, times in told.items() if len(one) > _SHORT or times > 1)}
        for word in seen.union(*(inner[one] for one in seen)):
            found[word].append(letter.id)
    return {word: cases for word, cases in found.items() if len(cases) >= LEAST_LETTERS}


def _within(word: str) -> Iterator[str]:
    """Yield the parts of a word that could be words themselves."""
    for length in range(_SHORT, len(word)):
        for start in range(len(word) - length + 1):
            yield word[start:start + length]


def _telling(found: Mapping[str, Sequence[int]]) -> set[str]:
    """Return the words without those for which a longer or a shorter one stands."""
    dropped: set[str] = set()
    for word in sorted(found, key=lambda word: (len(word), word)):
        for inner in _within(word):
            if inner in found:
                dropped.add(inner if 2 * len(found[word]) >= len(found[inner]) else word)
    return set(found) - dropped or set(found)


def _covers(other: frozenset[int], cases: frozenset[int], word: str, known: str) -> bool:
    return word in known or known in word or len(cases & other) >= _COVERED * len(cases)


def _pairs_alike(letters: Sequence[PeriodLetter]) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield pairs of letters that share runs of characters, and the share of the shorter one's that are shared."""
    runs = {letter.id: _runs(letter) for letter in letters}
    buckets: defaultdict[int, list[int]] = defaultdict(list)
    for case in sorted(runs):
        for run in runs[case]:
            buckets[run].append(case)
    shared = Counter[tuple[int, int]]()
    for cases in buckets.values():
        if len(cases) <= _FEW:
            shared.update((one, other) for place, one in enumerate(cases) for other in cases[place + 1:])
        else:
            shared.update(zip(cases, cases[1:], strict=False))
    for pair, count in shared.items():
        share = count / min(len(runs[pair[0]]), len(runs[pair[1]]))
        if share >= _AKIN:
            yield pair, share


def _runs(letter: PeriodLetter) -> set[int]:
    """Return the sampled runs of a letter as numbers, none for one that is too short to be told from others."""
    signs = _SIGNS.sub("", letter.text[:READ_CHARACTERS])
    if len(signs) < _SHORTEST:
        return set()
    # Two bytes a character, whatever it is: a slice of bytes costs less than one of text and its encoding.
    packed = signs.encode("utf-16-le", "surrogatepass")
    width = 2 * _RUN
    numbers = {zlib.crc32(packed[start:start + width]) for start in range(0, len(packed) - width + 2, 2)}
    return numbers if len(signs) <= _WHOLE else {number for number in numbers if number % _SAMPLE == 0}


def _by_same_writer(letters: Sequence[PeriodLetter]) -> Iterator[tuple[PeriodLetter, PeriodLetter]]:
    """Yield each letter with every earlier one of the same writer, of few; of many only with the ones just before."""
    by_writer: defaultdict[str, list[PeriodLetter]] = defaultdict(list)
    for letter in sorted(letters, key=lambda letter: letter.id):
        for writer in letter.writers:
            yield from ((earlier, letter) for earlier in by_writer[writer][-_FEW:])
            by_writer[writer].append(letter)


class _Groups:
    """Sets of case ids that grow together."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        first, second = self._root(one), self._root(other)
        self._first[max(first, second)] = min(first, second)

    def listed(self) -> tuple[tuple[int, ...], ...]:
        members: defaultdict[int, list[int]] = defaultdict(list)
        for case in sorted(self._first):
            members[self._root(case)].append(case)
        return tuple(tuple(group) for _, group in sorted(members.items()) if len(group) > 1)

    def _root(self, case: int) -> int:
        self._first.setdefault(case, case)
        while self._first[case] != case:
            self._first[case] = self._first[self._first[case]]
            case = self._first[case]
        return case
