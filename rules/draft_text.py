"""A draft as numbered passages: headings, articles and their paragraphs, each with an anchor that stays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_PASSAGES = 2_000
MOST_CHARACTERS = 400_000


class Level(StrEnum):
    """What a passage is; comments can be made on articles, paragraphs and items, not on headings."""

    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"


HEADINGS = frozenset({Level.CHAPTER, Level.SECTION})


@dataclass(frozen=True)
class Passage:
    """One passage. `anchor` is its address on the page and in comments; `label` its printed number, "" without."""

    anchor: str
    level: Level
    label: str
    text: str
