"""Reads the matters people write about, with the words of their letters and of the department's replies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from demo.wording import named_gaps

MATTERS = Path(__file__).resolve().parent / "matters"
AT_THE_PLACE = "place"  # A matter with this unit is answered by the office of the place where it happened.
COUNTY = "county"  # A matter that happens nowhere in particular.
WORDS = ("titles", "openings", "details", "demands", "found", "done", "basis", "refusals")


@dataclass(frozen=True)
class Matter:
    """One thing people write about. `where` lists kinds of place; no `months` means all year round."""

    slug: str
    unit: str
    category: str
    weight: int
    where: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    months: frozenset[int] = frozenset()
    decline_ground: str = ""
    named: Mapping[str, str] = field(default_factory=dict)

    def fits(self, month: int) -> bool:
        """Tell whether people write about it in this month."""
        return not self.months or month in self.months


@cache
def all_matters() -> tuple[Matter, ...]:
    """Return every matter, in the order of the files' names."""
    return tuple(
        _matter(entry)
        for file in sorted(MATTERS.glob("*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["matter"]
    )


def _matter(entry: Mapping[str, Any]) -> Matter:
    words = {kind: tuple(entry.get(kind, ())) for kind in WORDS}
    named: dict[str, str] = {}
    for template in (template for templates in words.values() for template in templates):
        named |= named_gaps(template)
    return Matter(
        slug=entry["slug"], unit=entry["unit"], category=entry["category"], weight=entry["weight"],
        where=tuple(entry["where"]), words=words, months=frozenset(entry.get("months", ())),
        decline_ground=entry.get("decline_ground", ""), named=named,
    )
