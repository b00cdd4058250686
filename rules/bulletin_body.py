"""What a bulletin (一季一通报) says beside its figures: title, prose by section, examples, whom it is sent to.

Owns the value and its JSON; `rules/bulletin_text.py` drafts it from the figures, `services/bulletins.py` has it edited.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SectionName(StrEnum):
    """The sections in their order. Behind the words of three stand tables: ranking, examples, and demands."""

    OVERVIEW = "overview"
    DEPARTMENTS = "departments"
    PROBLEMS = "problems"
    EXAMPLES = "examples"
    DEMANDS = "demands"


SECTION_LABELS: dict[SectionName, str] = {
    SectionName.OVERVIEW: "总体情况", SectionName.DEPARTMENTS: "各单位办理情况", SectionName.PROBLEMS: "存在的问题",
    SectionName.EXAMPLES: "典型案例", SectionName.DEMANDS: "下一步要求"}
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Example:
    """A published letter that is held up, by its public id: nothing but the published derivative is quoted of it."""

    public_id: str
    is_good: bool
    words: str


@dataclass(frozen=True, slots=True)
class BulletinText:
    """The words of a bulletin. `sections` are paragraphs without numerals or headings; an empty one is not printed.

    `addressees` is 主送 without its colon, `copies_to` 抄送 without its full stop, `printed` the print run in copies.
    """

    title: str
    addressees: str
    sections: Mapping[SectionName, tuple[str, ...]]
    examples: tuple[Example, ...] = field(default=())
    copies_to: str = ""
    printed: int = 0

    @property
    def prose(self) -> str:
        """All that people may have typed, a line per paragraph: what is read against the figures."""
        lines = [line for name in SectionName for line in self.sections.get(name, ())]
        return "\n".join([self.title, *lines, *(one.words for one in self.examples)])

    def headed(self, *, has_demands: bool) -> tuple[tuple[SectionName, str, tuple[str, ...]], ...]:
        """Return the sections that are printed, each with its heading: 一、总体情况."""
        behind = {SectionName.EXAMPLES: bool(self.examples), SectionName.DEMANDS: has_demands}
        kept = [name for name in SectionName if self.sections.get(name) or behind.get(name)]
        return tuple((name, f"{NUMERALS[place]}、{SECTION_LABELS[name]}", self.sections.get(name, ()))
                     for place, name in enumerate(kept))

    def to_json(self) -> str:
        """Return canonical JSON: the same text always gives the same bytes."""
        raw = {"title": self.title, "addressees": self.addressees, "copies_to": self.copies_to,
               "printed": self.printed,
               "sections": {name.value: list(lines) for name, lines in self.sections.items()},
               "examples": [{"public_id": one.public_id, "is_good": one.is_good, "words": one.words}
                            for one in self.examples]}
        return json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> BulletinText:
    """Return the text of which the JSON is given."""
    raw: dict[str, Any] = json.loads(text)
    return BulletinText(
        raw["title"], raw["addressees"],
        {SectionName(name): tuple(lines) for name, lines in raw["sections"].items()},
        tuple(Example(**one) for one in raw["examples"]), raw["copies_to"], raw["printed"])
