"""The county's towns, villages, streets, estates, communities and parks, as the units' keywords name them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from demo.matter_book import COUNTY

STREET_ENDINGS = ("路", "街", "巷", "大道")
OFFICE_ENDINGS = ("街道", "街道办", "办事处")
GROUPS = "一二三四五六七八九"


class UnitLike(Protocol):
    """What the generator asks of a unit."""

    code: str
    name: str
    kind: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """One place: `here` as people say it there, `full` as a stranger needs it, and whose office it has."""

    kind: str
    here: str
    full: str
    office: UnitLike


class Gazetteer:
    """All places of the county by kind."""

    def __init__(self, units: Iterable[UnitLike]) -> None:
        self._by_kind: dict[str, list[Place]] = {}
        for unit in units:
            for place in _places_of(unit):
                self._by_kind.setdefault(place.kind, []).append(place)

    def any_of(self, kinds: tuple[str, ...], chance: random.Random) -> tuple[Place, dict[str, str]]:
        """Draw a place of one of the kinds, with the words a template may use for it."""
        kind = chance.choice(kinds)
        village = chance.choice(self._by_kind["village"])
        place = village if kind == COUNTY else chance.choice(self._by_kind[kind])
        words = {
            "here": place.here, "place": place.full, "local": place.office.name,
            "street_office": place.office.name.removesuffix("办事处"), "group": f"{chance.choice(GROUPS)}组",
            "town": _town_of(place if place.office.kind == "town" else village),
        }
        if kind == COUNTY:
            words |= {"here": "县城", "place": "县城"}
        return (Place(COUNTY, "", "", place.office) if kind == COUNTY else place), words


def _places_of(unit: UnitLike) -> list[Place]:
    if unit.kind == "town":
        town = unit.name.removesuffix("政府")
        villages = [word for word in unit.keywords if word.endswith("村")]
        return [Place("town", town, town, unit)] + [Place("village", name, town + name, unit) for name in villages]
    if unit.kind == "sub_district":
        office = unit.name.removesuffix("办事处")
        names = [word for word in unit.keywords if not word.endswith(OFFICE_ENDINGS)]
        return [_city_place(name, office, unit) for name in names]
    if unit.kind == "park":
        park = unit.name.removesuffix("管委会")
        return [Place("park", park, park, unit)]
    return []


def _city_place(name: str, office: str, unit: UnitLike) -> Place:
    if name.endswith("社区"):
        return Place("community", name, office + name, unit)
    if name.endswith(STREET_ENDINGS):
        return Place("street", name, name, unit)
    return Place("estate", name, name, unit)


def _town_of(place: Place) -> str:
    return place.office.name.removesuffix("政府")
