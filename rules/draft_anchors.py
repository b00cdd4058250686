"""Which passage of a new text of a draft is which of the old one, so that comments on what stays find it again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rules.draft_text import HEADINGS, Passage, free_anchor

# Below so many characters words alone do not tell a passage from another: 附则, 略.
TELLING_CHARACTERS = 6
# How much of two texts must be the same (Dice over pairs of characters) for one to be the other, amended.
ALIKE, ALIKE_WITH_LABEL = 0.55, 0.3
# Pairs that stand in so many passages say nothing of any; of the others so many are looked at closely.
MOST_HOLDERS = 60
CLOSE_LOOKS = 8
_Key = Callable[[Passage], Hashable]
_Pair = tuple[int, int]
_MARKS = re.compile(r"[\s\W_]+")


def anchored(new: Sequence[Passage], old: Sequence[Passage], taken: Collection[str] = ()) -> tuple[Passage, ...]:
    """Return the new passages, each that was there before with the anchor it had, wherever it stands now.

    A passage is the same when its words are, or most of them; one that is new gets an anchor that is neither in the
    old text nor in `taken`, the anchors of still earlier ones, so that no comment is found under what it never saw.
    """
    kept = {place: old[before].anchor for place, before in matched(new, old).items()}
    used = {*taken, *(one.anchor for one in old)}
    made = []
    for place, passage in enumerate(new):
        anchor = kept.get(place) or free_anchor(passage.anchor, used)
        used.add(anchor)
        made.append(replace(passage, anchor=anchor))
    return tuple(made)


def matched(new: Sequence[Passage], old: Sequence[Passage]) -> dict[int, int]:
    """Return which passages are the same, as places in `new` and in `old`; each is matched once at most."""
    pairs: dict[int, int] = {}
    for key in (_label_and_words, _words):
        pairs.update(_equal(key, new, old, pairs))
    pairs.update(_amended(new, old, pairs))
    return pairs


def _equal(key: _Key, new: Sequence[Passage], old: Sequence[Passage], pairs: dict[int, int]) -> Iterator[_Pair]:
    """Yield the pairs of those left whose keys are equal; of several alike the first goes with the first."""
    held: dict[Hashable, list[int]] = defaultdict(list)
    for before in _left(old, pairs.values()):
        held[key(old[before])].append(before)
    for place in _left(new, pairs):
        wanted = key(new[place])
        if wanted is not None and held.get(wanted):
            yield place, held[wanted].pop(0)


def _label_and_words(passage: Passage) -> Hashable:
    return passage.level, passage.label, _plain(passage.text)


def _words(passage: Passage) -> Hashable:
    plain = _plain(passage.text)
    return (passage.level in HEADINGS, plain) if len(plain) >= TELLING_CHARACTERS else None


def _amended(new: Sequence[Passage], old: Sequence[Passage], pairs: dict[int, int]) -> Iterator[_Pair]:
    """Yield the pairs of those left whose words are mostly the same, the most alike first."""
    before = {place: _doubles(old[place]) for place in _left(old, pairs.values())}
    found = []
    for place, doubles, others in _candidates(new, old, before, _left(new, pairs)):
        for other in others:
            alike = 2 * len(doubles & before[other]) / (len(doubles) + len(before[other]) or 1)
            has_label = bool(new[place].label) and new[place].label == old[other].label
            if new[place].level is old[other].level and alike >= (ALIKE_WITH_LABEL if has_label else ALIKE):
                found.append((-alike, not has_label, abs(place - other), place, other))
    done: set[int] = set()
    taken: set[int] = set()
    for *_, place, other in sorted(found):
        if place not in done and other not in taken:
            done.add(place)
            taken.add(other)
            yield place, other


def _candidates(new: Sequence[Passage], old: Sequence[Passage], before: Mapping[int, set[str]],
                places: Iterable[int]) -> Iterator[tuple[int, set[str], set[int]]]:
    """Yield a passage's place, its pairs of characters, and the few old places that are worth a close look."""
    holders: dict[str, list[int]] = defaultdict(list)
    labelled: dict[Hashable, list[int]] = defaultdict(list)
    for other, doubles in before.items():
        labelled[old[other].label].append(other)
        for double in doubles:
            holders[double].append(other)
    for place in places:
        doubles = _doubles(new[place])
        shared = Counter(one for double in doubles if len(holders.get(double, ())) <= MOST_HOLDERS
                         for one in holders.get(double, ()))
        others = {other for other, _ in shared.most_common(CLOSE_LOOKS)}
        yield place, doubles, others | set(labelled.get(new[place].label or None, ())[:CLOSE_LOOKS])


def _left(passages: Sequence[Passage], matched_places: Iterable[int]) -> list[int]:
    gone = set(matched_places)
    return [place for place in range(len(passages)) if place not in gone]


def _doubles(passage: Passage) -> set[str]:
    """Return the pairs of neighbouring characters; a single character stands for itself."""
    plain = _plain(passage.text)
    return {plain[at:at + 2] for at in range(max(1, len(plain) - 1))} - {""}


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))
