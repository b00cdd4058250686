"""Which unit should answer a letter, and why: words of its title and text against each unit's words.

Owns the choice and its reasons. It does not learn, load units or assign; that is `services/routing.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

# Units whose words are names of places. A place says where something is, seldom whose matter it is.
PLACE_KINDS = frozenset({"town", "sub_district", "park"})

# Matters a place's own office settles, whatever bureau's word stands beside them, once the place is named.
LOCAL_MATTERS: dict[str, tuple[str, ...]] = {
    "town": (
        "村委会", "村委", "村干部", "村支书", "村主任", "村会计", "村务公开", "村务", "村账", "村集体",
        "村规民约", "村民小组", "村民大会", "村组", "生产队", "组长", "镇政府", "乡政府", "赶场", "场镇",
        "集镇", "邻里纠纷", "驻村",
    ),
    "sub_district": (
        "社区居委会", "居委会", "社区干部", "社区工作人员", "社区书记", "楼道堆物", "楼道", "邻里纠纷",
        "网格员", "老旧院落", "小巷", "社区活动室", "飞线充电",
    ),
    "park": ("园区", "管委会", "入园", "入驻", "标准厂房", "厂房", "园区企业"),
}

# Duties are officials' words; citizens rarely mean them.
SOURCE_WEIGHT = {"keyword": 1.0, "name": 1.2, "duties": 0.4}
TITLE_FACTOR = 2.0  # A title is the writer's own summary: twice the worth of the same word in the text.
LENGTH_STEP = 0.3  # Each character beyond two makes a word less likely to stand there by chance.
LONGEST_COUNTED = 6  # Beyond six characters a word is already certain.
COUNTED_IN_TITLE = 1
COUNTED_IN_TEXT = 2  # A word written ten times is anger, not ten times the evidence.
# More than one two-character word in the title (2.0): one chance word never routes by itself.
MINIMUM_SCORE = 2.6
SECOND_AT_MOST = 0.55  # The second may have little more than half the first's score, else a person looks.
CLEAR_MATTER = 2.0  # What a bureau needs to win over a named place; below it the place is the better guess.
RUNNERS_UP = 3
SHORTEST_WORD = 2  # Single characters stand inside too many other words.

_DUTY_BREAKS = re.compile(r"[，。、；：（）()\s]|和|与|及|负责|受理|承办|管理|协调|处理|查处|组织|指导")


@dataclass(frozen=True)
class UnitFacts:
    """What routing knows of a unit; `keywords` of a place are its names."""

    id: int
    name: str
    kind: str
    duties: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """One word that spoke for the unit: where it stood, what it weighed, where the unit has it from."""

    word: str
    where: str
    weight: float
    source: str


@dataclass(frozen=True)
class RoutingDecision:
    """The best unit, if any word matched; `automatic` says that nobody has to look first."""

    unit_id: int | None
    confidence: float
    automatic: bool
    reasons: tuple[Reason, ...]
    runners_up: tuple[int, ...]


NO_UNIT = RoutingDecision(None, 0.0, False, (), ())


class KnownWords:
    """Words found by their first two characters, the longest first, in one pass over a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words), key=lambda w: (-len(w), w)):
            self._by_start[word[:SHORTEST_WORD]].append(word)

    def found_in(self, text: str) -> dict[str, int]:
        """Return how often each word stands in the text; a longer word hides the shorter ones inside it."""
        counts: dict[str, int] = {}
        at, end, starts = 0, len(text) - 1, self._by_start
        while at < end:
            for word in starts.get(text[at:at + SHORTEST_WORD], ()):
                if text.startswith(word, at):
                    counts[word] = counts.get(word, 0) + 1
                    at += len(word) - 1
                    break
            at += 1
        return counts


class Router:
    """Routes letters to the units it was built from; build it again when a unit's words change."""

    def __init__(self, units: Iterable[UnitFacts]) -> None:
        self._kinds: dict[int, str] = {}
        self._owners: dict[str, dict[int, str]] = defaultdict(dict)
        for unit in units:
            self._kinds[unit.id] = unit.kind
            for word, source in _words_of(unit):
                self._owners[word].setdefault(unit.id, source)
        self._local: dict[str, set[str]] = {kind: set(words) for kind, words in LOCAL_MATTERS.items()}
        self._words = KnownWords([*self._owners, *(word for words in LOCAL_MATTERS.values() for word in words)])

    def decide(
        self, title: str, text: str, place: str = "", barred: frozenset[int] = frozenset()
    ) -> RoutingDecision:
        """Choose the unit for a letter; confidence is 0 to 1. A barred unit is never chosen nor named.

        When the words point at a barred unit, the rest is a guess and a person decides (security.md I1).
        """
        found = [
            (where, self._words.found_in(normalised(part)))
            for where, part in (("title", title), ("text", text), ("place", place))
        ]
        reasons, local = self._reasons(found)
        totals = {unit: _total(listed) for unit, listed in reasons.items()}
        ranked = self._ranked(totals, {kind: _total(listed) for kind, listed in local.items()})
        chosen = [unit for unit in ranked if unit not in barred]
        if not chosen:
            return NO_UNIT
        best = chosen[0]
        why = list(reasons[best])
        if self._kinds[best] in PLACE_KINDS:
            why += local.get(self._kinds[best], [])
        score, second = self._scores(chosen, totals, local)
        automatic = ranked[0] == best and score >= MINIMUM_SCORE and second <= SECOND_AT_MOST * score
        why.sort(key=lambda reason: (-reason.weight, reason.word, reason.where))
        runners_up = tuple(chosen[1:1 + RUNNERS_UP])
        return RoutingDecision(best, _confidence(score, second), automatic, tuple(why), runners_up)

    def _reasons(
        self, found: list[tuple[str, dict[str, int]]]
    ) -> tuple[dict[int, list[Reason]], dict[str, list[Reason]]]:
        """Sort what was found into reasons for units and, by kind of place, reasons for a local office."""
        reasons: dict[int, list[Reason]] = defaultdict(list)
        local: dict[str, list[Reason]] = defaultdict(list)
        for where, counts in found:
            for word, count in counts.items():
                owners = self._owners.get(word, {})
                for unit, source in owners.items():
                    # The place field names where it happened; a bureau's word there means nothing.
                    if where != "place" or self._kinds[unit] in PLACE_KINDS:
                        weight = _weight(word, where, count, source) / len(owners)
                        reasons[unit].append(Reason(word, where, round(weight, 3), source))
                for kind, words in self._local.items():
                    if word in words and where != "place":
                        weight = _weight(word, where, count, "keyword")
                        local[kind].append(Reason(word, where, round(weight, 3), "keyword"))
        return reasons, local

    def _ranked(self, totals: dict[int, float], local: dict[str, float]) -> list[int]:
        """Order the units that matched: by the matter first, then by place, ties by id."""
        def order(unit: int) -> tuple[float, int]:
            return (-totals[unit], unit)

        places = sorted((u for u in totals if self._kinds[u] in PLACE_KINDS), key=order)
        bureaus = sorted((u for u in totals if self._kinds[u] not in PLACE_KINDS), key=order)
        if not places or not bureaus:
            return places or bureaus
        matter = totals[bureaus[0]]
        if matter < CLEAR_MATTER or local.get(self._kinds[places[0]], 0.0) > matter:
            return places[:1] + bureaus + places[1:]
        return bureaus + places

    def _scores(
        self, chosen: list[int], totals: dict[int, float], local: dict[str, list[Reason]]
    ) -> tuple[float, float]:
        """Score the best unit and its strongest rival; for a place, the local matter and what contests it."""
        best = chosen[0]
        is_place = self._kinds[best] in PLACE_KINDS
        alike = [totals[u] for u in chosen[1:] if (self._kinds[u] in PLACE_KINDS) == is_place]
        rival = max(alike, default=0.0)
        if not is_place:
            return totals[best], rival
        # A place's name never routes by itself: its score is the local matter, a bureau's words its rival.
        matter = max((totals[u] for u in chosen[1:] if self._kinds[u] not in PLACE_KINDS), default=0.0)
        score = _total(local.get(self._kinds[best], []))
        contested = score if rival > SECOND_AT_MOST * totals[best] else 0.0
        return score, max(matter, contested)


def normalised(text: str) -> str:
    """Return the text with full-width forms made half-width and letters in lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _words_of(unit: UnitFacts) -> list[tuple[str, str]]:
    """List a unit's words with where each comes from; keywords come first and win over the rest."""
    words = [(normalised(word), "keyword") for word in unit.keywords]
    name = normalised(unit.name)
    words += [(name, "name"), (name.removeprefix("县"), "name")]
    if unit.kind not in PLACE_KINDS:
        keywords = [word for word, _source in words]
        parts = _DUTY_BREAKS.split(normalised(unit.duties))
        # A duty that merely lengthens a keyword would hide the keyword and weigh less.
        words += [
            (part, "duties") for part in parts
            if SHORTEST_WORD < len(part) <= LONGEST_COUNTED and not any(word in part for word in keywords)
        ]
    return [(word, source) for word, source in words if len(word) >= SHORTEST_WORD]


def _weight(word: str, where: str, count: int, source: str) -> float:
    in_title = where != "text"
    length = 1 + LENGTH_STEP * (min(len(word), LONGEST_COUNTED) - SHORTEST_WORD)
    times = min(count, COUNTED_IN_TITLE if in_title else COUNTED_IN_TEXT)
    return SOURCE_WEIGHT[source] * length * times * (TITLE_FACTOR if in_title else 1.0)


def _total(reasons: Iterable[Reason]) -> float:
    # Rounding keeps sums equal whatever the order they were added in, so that ties really tie.
    return round(sum(reason.weight for reason in reasons), 3)


def _confidence(score: float, second: float) -> float:
    """Return 0 to 1: how strong the evidence is, times how far it leads."""
    if score <= 0:
        return 0.0
    strength = score / (score + MINIMUM_SCORE / 2)
    return round(strength * max(0.0, score - second) / score, 3)
