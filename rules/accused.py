"""Whom a letter is about: the units named in it, and which of them must not get it (security.md I1, design.md 6.5).

Only the unit itself is found. Whoever stands above or below it (县公安局 for one of its 派出所) is for a person to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.routing import UnitFacts, normalised
from rules.vocabulary import Category

MOST_CHARACTERS = 100
SHORTEST_NAME = 2


class Why(StrEnum):
    """Why a unit is barred from a letter. Stored: a name that was used once stays."""

    NAMED = "named"
    REPORT_TEXT = "report_text"
    OFFICE = "office"


WHY_LABELS: dict[Why, str] = {
    Why.NAMED: "来信人写明反映的是它",
    Why.REPORT_TEXT: "举报里提到它",
    Why.OFFICE: "信访局认定反映的是它",
}
BARRED = ("这一件反映的就是这个单位，不能转给它，也不能和它办的件合并。请选别的单位；"
          "确有必要的，要信访局两个人先后同意。")
TWO_PEOPLE = "允许转给被反映的单位，要信访局两个人先后同意：一个人提出，另一个人同意。请由另一位同事办理。"

# What ends the name of a unit; other routing words are matters, not names.
_OF_A_UNIT = ("局", "委", "委员会", "政府", "政府办", "办事处", "街道办", "管委会", "联合会", "妇联", "团委")
# What ends like one and is a matter, a body of residents, or another level of government.
_NO_UNIT = re.compile(r"(国家|省|市).*局|.*(布局|业主委员会|调解委员会|村民委员会|居民委员会|村委|居委|业委)")
_ENDS_OF_PLACES = ("人民政府", "政府", "办事处", "管委会", "管理委员会")
_WHOSE = ("县", "本县", "我县")
# Blanks, and what cannot be seen: with them a name would pass unseen.
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
# How a writer speaks to the unit whose mailbox it is.
_YOU = ("你局", "贵局", "你们局", "你单位", "贵单位", "你们单位", "你委", "贵委", "你镇", "贵镇", "你们镇", "你乡",
        "贵乡", "你们乡", "你办", "贵办", "你们街道", "你街道", "贵街道", "你公司", "贵公司", "你们公司")


@dataclass(frozen=True)
class Matter:
    """What a letter says of whom it is about. `mailbox_unit` is the unit whose own mailbox it was sent to."""

    category: Category
    title: str
    text: str
    complained_about: str = ""
    mailbox_unit: int | None = None


class UnitNames:
    """The names of units, found in texts; the longest name hides the shorter ones inside it."""

    def __init__(self, units: Iterable[UnitFacts], successors: Mapping[int, int | None]) -> None:
        self._owners: dict[str, set[int]] = {}
        self._successors = dict(successors)
        for unit in units:
            for name in names_of(unit):
                self._owners.setdefault(name, set()).add(unit.id)
        longest_first = sorted(self._owners, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def found_in(self, text: str) -> frozenset[int]:
        """Return the ids of the units named in a text, with those that took over the work of ended ones."""
        if self._pattern is None:
            return frozenset()
        words = _UNSEEN.sub("", normalised(text))
        named = {unit for name in self._pattern.findall(words) for unit in self._owners[name]}
        return frozenset(named | {heir for unit in named for heir in self._heirs(unit)})

    def _heirs(self, unit: int) -> Iterable[int]:
        seen = {unit}
        while (heir := self._successors.get(unit)) is not None and heir not in seen:
            seen.add(heir)
            yield heir
            unit = heir


def names_of(unit: UnitFacts) -> frozenset[str]:
    """Return the names by which people call a unit: its own without 县, those among its routing words, its place."""
    name = normalised(unit.name)
    names = {name, *(name.removeprefix(whose) for whose in _WHOSE)}
    names |= {word for word in map(normalised, unit.keywords)
              if word.endswith(_OF_A_UNIT) and not _NO_UNIT.fullmatch(word)}
    for end in _ENDS_OF_PLACES:
        if name.endswith(end):
            # A town's office is called by the town's name as often as by its own.
            names.add(name.removesuffix(end))
            break
    return frozenset(one for one in names if len(one) > SHORTEST_NAME or one.endswith(_OF_A_UNIT))


def barred_units(names: UnitNames, matter: Matter) -> dict[int, Why]:
    """Return the units that must not get a letter, with the reason (design.md 6.5).

    They are those in the field for whom it is about, and in a report (举报) every unit named anywhere in it, also
    the unit that it is addressed to and speaks to (“你局”).
    """
    found = dict.fromkeys(sorted(names.found_in(matter.complained_about)), Why.NAMED)
    if matter.category is Category.REPORT:
        for unit in sorted(names.found_in(f"{matter.title}\n{matter.text}")):
            found.setdefault(unit, Why.REPORT_TEXT)
        words = _UNSEEN.sub("", matter.title + matter.text)
        if matter.mailbox_unit is not None and any(you in words for you in _YOU):
            found.setdefault(matter.mailbox_unit, Why.REPORT_TEXT)
    return found


def mentioned_units(names: UnitNames, matter: Matter, barred: Iterable[int] = ()) -> tuple[int, ...]:
    """Return the units that are named in a letter and not barred: a warning to whoever routes it, no more."""
    named = names.found_in(f"{matter.title}\n{matter.text}") | names.found_in(matter.complained_about)
    return tuple(sorted(named - set(barred)))


def needs_a_person(matter: Matter, barred: Iterable[int]) -> bool:
    """Tell whether a letter may not be routed by itself: it is about its addressee, or about somebody unknown."""
    units = set(barred)
    return matter.mailbox_unit in units or (bool(matter.complained_about.strip()) and not units)
