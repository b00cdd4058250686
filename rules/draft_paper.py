"""A text of a draft as a paper that can be printed or edited. Owns what it says besides the passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.draft_text import Level, Passage
from rules.localtime import local_date
from rules.title_lines import title_lines


@dataclass(frozen=True)
class DraftPaper:
    """What a file of a draft says. `version` is what the text is called among the others (第2稿, 正式文本)."""

    title: str
    number: str
    issuer: str
    version: str
    is_final: bool
    words: str
    made_at: datetime
    passages: tuple[Passage, ...]

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The title in centred lines."""
        return title_lines(self.title)

    @property
    def note(self) -> str:
        """What stands at the foot: which text this is, and where it comes from."""
        on = local_date(self.made_at)
        day = f"{on.year}年{on.month}月{on.day}日"
        if self.is_final:
            return f"{self.version}，{day}公布。{self.words}"
        return f"{self.version}，{day}起征求意见。起草单位：{self.issuer}。征集编号：{self.number}。"


def printed_label(passage: Passage) -> str:
    """Return the number that the paper prints before a passage, with the gap after it.

    Not one that only the page gave it (第5段). What is printed is read back as the same passage.
    """
    if passage.level is Level.PARAGRAPH or not passage.label:
        return ""
    if passage.level is Level.ITEM:
        # 1.2 would be no number of an item.
        return passage.label + (" " if passage.text[:1].isdecimal() else "")
    return passage.label if passage.label.endswith(("、", "）")) or not passage.text else f"{passage.label}　"


def text_of(passages: Iterable[Passage]) -> str:
    """Return passages as plain text, a line each, as it can be edited and read back."""
    return "\n".join(printed_label(one) + one.text for one in passages)
