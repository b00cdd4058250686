"""Hints for the person who de-identifies: words that tell of health, property, family and the like.

A hint masks nothing. What is masked without asking is in redaction.py; the words are in hint_words.py.
"""

import re
from dataclasses import dataclass

from rules.hint_words import HINT_KINDS, WORDS

__all__ = ["HINT_KINDS", "Hint", "hints"]


@dataclass(frozen=True)
class Hint:
    """A stretch of the text to look at: a slug of HINT_KINDS, offsets in that text, and why, as a sentence."""

    kind: str
    start: int
    end: int
    why: str


_KIND_OF = {word: kind for kind, words in WORDS.items() for word in words.split()}
_ANY_WORD = re.compile("|".join(sorted(_KIND_OF, key=lambda word: (-len(word), word))))


def hints(text: str) -> list[Hint]:
    """Point out what only a person can judge (个人信息保护法 art. 28): in order, without overlap."""
    return [
        Hint(kind, found.start(), found.end(), f"“{found.group()}”可能说到{HINT_KINDS[kind]}，需要人工判断。")
        for found in _ANY_WORD.finditer(text)
        for kind in (_KIND_OF[found.group()],)
    ]
