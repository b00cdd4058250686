"""Two texts of a draft side by side, passage by passage and word by word, as people read a change.

Which passages are the same is told by their anchors (rules/draft_anchors.py). Owns no layout.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rules.draft_text import Passage

# Below this likeness two clauses are shown as one taken out and one put in: a mix of both could not be read.
LEAST_ALIKE = 0.4
# Fewer characters that stay between two changes are shown as changed with them.
SHORTEST_KEPT = 2
# More pairs of clauses, or of words in one, than this are not compared one by one.
MOST_PAIRS = 1_000_000
MARKS = "，。；：！？、（）"
_CLAUSES = re.compile(rf"[^{MARKS}]*[{MARKS}]|[^{MARKS}]+")
# Figures and numbers are one word: 三十 does not become 三 and 十五.
_WORDS = re.compile(r"[0-9A-Za-z.%]+|[零〇一二三四五六七八九十百千万]+|.", re.S)


class Change(StrEnum):
    SAME = "same"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


CHANGE_LABELS: dict[Change, str] = {
    Change.SAME: "没有改", Change.RENUMBERED: "只改了编号", Change.CHANGED: "修改", Change.ADDED: "新增",
    Change.REMOVED: "删去"}


# The shape and colour of the tag that says it (look.md 3).
CHANGE_TONES: dict[Change, str] = {Change.CHANGED: "doing", Change.ADDED: "done", Change.REMOVED: "shut"}


@dataclass(frozen=True)
class Span:
    """Some words: of both texts (SAME), of the earlier (REMOVED) or of the later one alone (ADDED)."""

    change: Change
    text: str


@dataclass(frozen=True)
class Row:
    """One passage in both texts; `before` is None for a new one, `after` for one that is gone.

    `is_moved`: it stands in another order among the others than before.
    """

    change: Change
    before: Passage | None
    after: Passage | None
    spans: tuple[Span, ...]
    is_moved: bool = False

    @property
    def passage(self) -> Passage:
        """The passage as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None, "a row has one of the two"
        return found

    @property
    def anchor(self) -> str:
        """The address of the passage, the same in both."""
        return self.passage.anchor

    @property
    def label_before(self) -> str:
        """The number that it had, "" when it has it still."""
        renumbered = self.before is not None and self.after is not None and self.before.label != self.after.label
        return self.before.label if renumbered and self.before else ""

    @property
    def label(self) -> str:
        """What became of it, in words."""
        moved = "位置有移动" if self.is_moved else ""
        if self.change is Change.SAME:
            return moved or CHANGE_LABELS[self.change]
        return f"{CHANGE_LABELS[self.change]}，{moved}" if moved else CHANGE_LABELS[self.change]

    @property
    def tone(self) -> str:
        """The look of the tag that says it."""
        return CHANGE_TONES.get(self.change, "")

    @property
    def is_touched(self) -> bool:
        """Tell whether there is anything to be seen of a change."""
        return self.change is not Change.SAME or self.is_moved


def compare(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Row, ...]:
    """Return a row per passage in the order of the later text; what is gone stands where it was."""
    old = {one.anchor: place for place, one in enumerate(before)}
    kept = [old[one.anchor] for one in after if one.anchor in old]
    steady = _longest_in_order(kept)
    gone = _gone_after(before, {one.anchor for one in after})
    rows = list(gone[None])
    for one in after:
        place = old.get(one.anchor)
        if place is None:
            rows.append(Row(Change.ADDED, None, one, (Span(Change.ADDED, one.text),)))
            continue
        rows.append(_row(before[place], one, is_moved=place not in steady))
        rows += gone[one.anchor]
    return tuple(rows)


def words(before: str, after: str) -> tuple[Span, ...]:
    """Return the words of two texts as spans; SAME and REMOVED make the earlier text, SAME and ADDED the later."""
    pieces: list[tuple[str, str]] = []
    old, new = _CLAUSES.findall(before), _CLAUSES.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return tuple(_spans(iter([(before, after)])))
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, made = "".join(old[first:last]), "".join(new[start:end])
        pieces += [(gone, made)] if tag == "equal" else _in_clause(gone, made)
    return tuple(_spans(_merged(pieces)))


def counts(rows: Sequence[Row]) -> Counter[Change]:
    """Return how many passages are of each kind."""
    return Counter(row.change for row in rows)


def summary(rows: Sequence[Row]) -> str:
    """Return in a sentence how much has changed."""
    found = counts(rows)
    parts = [f"{CHANGE_LABELS[kind]}{found[kind]}处" for kind in (Change.CHANGED, Change.ADDED, Change.REMOVED)
             if found[kind]]
    if parts:
        return f"和前一稿比，{'，'.join(parts)}。"
    return "和前一稿比，只改了编号或者顺序。" if any(row.is_touched for row in rows) else "和前一稿比，没有改动。"


def _row(before: Passage, after: Passage, *, is_moved: bool) -> Row:
    if before.text != after.text:
        return Row(Change.CHANGED, before, after, words(before.text, after.text), is_moved)
    change = Change.SAME if before.label == after.label else Change.RENUMBERED
    return Row(change, before, after, (Span(Change.SAME, after.text),), is_moved)


def _gone_after(before: Sequence[Passage], stays: set[str]) -> dict[str | None, list[Row]]:
    """Return the rows of what is gone, by the anchor of the last passage before it that stays; None before all."""
    found: dict[str | None, list[Row]] = defaultdict(list)
    last = None
    for one in before:
        if one.anchor in stays:
            last = one.anchor
        else:
            found[last].append(Row(Change.REMOVED, one, None, (Span(Change.REMOVED, one.text),)))
    return found


def _longest_in_order(places: Sequence[int]) -> set[int]:
    """Return the most of the places that stand in rising order: those have not moved, the others have."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(ends, place)
        before[place] = ends[at - 1] if at else None
        ends[at:at + 1] = [place]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _in_clause(before: str, after: str) -> list[tuple[str, str]]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return [(before, after)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return [(before, after)]
    return _slid([("".join(old[first:last]), "".join(new[start:end]))
                  for _, first, last, start, end in matcher.get_opcodes()])


def _slid(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Move what was only put in, or only taken out, along equal characters to where a mark begins it: 、消防车."""
    for place in range(1, len(pieces) - 1):
        gone, made = pieces[place]
        if bool(gone) is bool(made) or pieces[place + 1][0] != pieces[place + 1][1]:
            continue
        moved, behind, passed = gone or made, pieces[place + 1][0], ""
        while moved[0] not in MARKS and len(behind) > 1 and moved[0] == behind[0]:
            moved, behind, passed = moved[1:] + moved[0], behind[1:], passed + moved[0]
        if passed and moved[0] in MARKS:
            before = pieces[place - 1][0] + passed
            pieces[place - 1:place + 2] = [(before, before), (moved, "") if gone else ("", moved), (behind, behind)]
    return pieces


def _merged(pieces: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join neighbours of a kind, and a few characters that stay between two changes with these."""
    gone = made = ""
    for place, (before, after) in enumerate(pieces):
        is_same = before == after
        is_short = len(before) < SHORTEST_KEPT and 0 < place < len(pieces) - 1
        if is_same != (gone == made) and not (is_same and is_short) and (gone or made):
            yield gone, made
            gone = made = ""
        gone, made = gone + before, made + after
    if gone or made:
        yield gone, made


def _spans(pieces: Iterator[tuple[str, str]]) -> Iterator[Span]:
    for before, after in pieces:
        if before == after:
            yield Span(Change.SAME, before)
            continue
        if before:
            yield Span(Change.REMOVED, before)
        if after:
            yield Span(Change.ADDED, after)
