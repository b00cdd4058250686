"""When two comments on a draft are nearly the same text: what is compared of them, and from where on they are alike.

Pure, and no judge: alike comments are shown and counted together, and none is refused or left out for it
(security.md C2). Signatures are made in adapters/minhash.py; who belongs to whom is kept by services/comment_alike.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from rules.search_text import normal

# Texts are compared by their runs of so many characters: longer ones miss what was reworded, shorter ones are common.
RUN = 3
# What is left of a text without the draft's own words is compared from so many runs on. Below, two comments are alike
# only when they are the same: one that proposes other figures in a quoted sentence is not what another proposes.
LEAST_RUNS = 8
# The share of runs that two alike texts have in common. A sender who changes words here and there keeps more of them,
# two people who write about the same matter share less than a tenth.
ALIKE = 0.5
# Or one stands nearly whole in the other: a text with a story of one's own around it.
CONTAINED, LEAST_CONTAINED = 0.8, 20
# A signature of eighty numbers in twenty bands: texts that share six of ten runs meet in one of them 94 times out of a
# hundred, half of them 72 times, a fifth three times. Who misses one neighbour in a campaign meets another.
BANDS, ROWS = 20, 4
PERMUTATIONS = BANDS * ROWS
# From so many on, alike texts are pointed out as one text that many send.
CAMPAIGN = 10
_SIGNS = re.compile(r"[\W_]+")
# A prime below 2**61, so that a value fits a signed column of 64 bits.
_PRIME = (1 << 61) - 1
_FACTOR = 0x9E3779B97F4A7C15 % _PRIME


def plain(text: str) -> str:
    """Return a text without its signs: narrow, small letters; no spaces, punctuation, or what nobody sees."""
    return _SIGNS.sub("", normal(text))


def runs(text: str) -> frozenset[str]:
    """Return the runs of three characters of a text; of a shorter one itself, of one without letters none."""
    letters = plain(text)
    if len(letters) <= RUN:
        return frozenset({letters} - {""})
    return frozenset([letters[at:at + RUN] for at in range(len(letters) - RUN + 1)])


def words_of(passages: Iterable[str]) -> frozenset[str]:
    """Return the runs of a draft: whoever quotes it is not like everybody else who does."""
    return frozenset().union(*map(runs, passages))


def compared(text: str, draft: frozenset[str]) -> frozenset[str]:
    """Return what is compared of a comment: its runs without the draft's, or itself as a whole where few are left."""
    own = runs(text) - draft
    return own if len(own) >= LEAST_RUNS else frozenset({plain(text)})


def is_alike(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether two comments are nearly the same text, by what `compared` gives of them."""
    shared, fewer = len(ours & theirs), min(len(ours), len(theirs))
    if shared >= ALIKE * (len(ours) + len(theirs) - shared):
        return True
    return fewer >= LEAST_CONTAINED and shared >= CONTAINED * fewer


def own_parts(text: str, first: str) -> tuple[tuple[str, bool], ...]:
    """Return a text in parts, each with whether it is its own: no run of it stands in the first text of its group."""
    theirs = {first[at:at + RUN] for at in range(max(1, len(first) - RUN + 1))}
    shared = [False] * len(text)
    for at in range(len(text) - RUN + 1):
        if text[at:at + RUN] in theirs:
            shared[at:at + RUN] = [True] * RUN
    # A sign between words of the same text is no word of one's own.
    parts = [("".join(sign for sign, _ in some), not is_shared) for is_shared, some in groupby(
        zip(text, shared, strict=True), key=lambda pair: pair[1] or not pair[0].isalnum())]
    return tuple(parts)


def bands(signature: Sequence[int]) -> tuple[int, ...]:
    """Return the value of each band of a signature, below 2**61; alike texts share one of them.

    The place of the band is in its value, so that a value is looked for by itself.
    """
    return tuple(_mixed(at, signature[at:at + ROWS]) for at in range(0, PERMUTATIONS, ROWS))


def _mixed(value: int, numbers: Iterable[int]) -> int:
    for number in numbers:
        value = (value * _FACTOR + number) % _PRIME
    return value
