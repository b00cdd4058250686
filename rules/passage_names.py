"""What a passage of a draft is called where it does not stand in its place: 第三条第二款第（一）项. Owns no text."""

from __future__ import annotations

from collections.abc import Iterable

from rules.draft_text import HEADINGS, Level, Passage
from rules.numerals import chinese

WHOLE = "草案整体"
ANNEX = "附"
# A heading is named with its words, shortened to so many characters.
_HEADING_CHARACTERS = 30


def names(passages: Iterable[Passage]) -> dict[str, str]:
    """Return the name of every passage by its anchor, in their order; "" is the draft as a whole.

    A paragraph without a number of its own is counted from its article's first, which is the article's own text; a
    draft without articles has numbered paragraphs. What stands in an annex is named with it.
    """
    namer = _Namer()
    return {"": WHOLE} | {one.anchor: namer.name(one) or WHOLE for one in passages}


class _Namer:
    """Names passages one after another. `_above` is what items belong to, `_item` what points do."""

    def __init__(self) -> None:
        self._annex = self._article = self._above = self._item = ""
        self._paragraphs = 1

    def name(self, one: Passage) -> str:
        if one.level in HEADINGS:
            return self._heading(one)
        if one.level is Level.ARTICLE:
            self._article = self._above = self._annex + one.label
            self._paragraphs, self._item = 1, ""
            return self._above
        if one.level is Level.PARAGRAPH:
            self._paragraphs, self._item = self._paragraphs + 1, ""
            self._above = self._paragraph(one)
            return self._above
        return self._numbered(one)

    def _heading(self, one: Passage) -> str:
        if one.label.startswith(ANNEX):
            self._annex = one.label
        elif one.level is Level.CHAPTER:
            self._annex = ""
        self._article = self._above = self._item = ""
        self._paragraphs = 1
        return one.whole.replace("　", " ")[:_HEADING_CHARACTERS]

    def _paragraph(self, one: Passage) -> str:
        if one.label:
            return self._annex + one.label
        count = self._paragraphs
        return f"{self._article}第{chinese(count)}款" if self._article else f"{self._annex}第{chinese(count - 1)}段"

    def _numbered(self, one: Passage) -> str:
        number = one.label.rstrip(".") or "？"
        if _is_point(one.label):
            return f"{self._item}第{number}目" if self._item else f"{self._above}第{number}项"
        self._item = f"{self._above}第{number}项"
        return self._item


def _is_point(label: str) -> bool:
    """Tell whether a number is one below an item: 1. or （1）, not （一）."""
    return label.strip("（）.").isdecimal()
