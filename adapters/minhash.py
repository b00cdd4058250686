"""Signatures of sets of words (MinHash); the only importer of the library that makes them.

They are stored, so another algorithm would not find what an earlier one has stored: the version is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rensa import RMinHash

from rules.near_duplicates import PERMUTATIONS

# Of the numbers by which words are mixed. It is no secret: whoever wants to go unnoticed writes a text of their own.
SEED = 7
ALGORITHM = 2
if RMinHash.ALGORITHM_VERSION != ALGORITHM:
    raise ImportError(f"The stored signatures are of algorithm {ALGORITHM}, this library makes another one.")


def signatures(sets: Sequence[Iterable[str]]) -> list[list[int]]:
    """Return the signature of each set: the share of equal numbers of two is about the share of words in common."""
    made: list[list[int]] = RMinHash.digests_from_token_sets([list(words) for words in sets], PERMUTATIONS, SEED)
    return made
