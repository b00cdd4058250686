"""What the final text changed of the draft, and from how many comments: the changes beside what was adopted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules import draft_comparison
from rules.draft_comparison import CHANGE_LABELS, Change, Row
from rules.draft_text import HEADINGS, Level


@dataclass(frozen=True)
class Adopted:
    """A row of the table of what was adopted, wholly or in part: its number, its passage, how many comments made it."""

    serial: int
    anchor: str
    comments: int


@dataclass(frozen=True)
class Explained:
    """A passage of the final text with the adopted rows that it answers to; none for a change of another cause."""

    row: Row
    adopted: tuple[Adopted, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether its words are other ones than those of the draft."""
        return self.row.change not in (Change.SAME, Change.RENUMBERED)

    @property
    def comments(self) -> int:
        """How many comments stand behind the change."""
        return sum(one.comments for one in self.adopted)


def explained(rows: Sequence[Row], adopted: Iterable[Adopted]) -> tuple[Explained, ...]:
    """Return every passage with what was adopted of it; what is said of a whole article explains its parts too."""
    found: dict[str, list[Adopted]] = defaultdict(list)
    for one in adopted:
        found[one.anchor].append(one)
    made, article = [], ""
    for row in rows:
        if row.passage.level in HEADINGS:
            article = ""
        elif row.passage.level is Level.ARTICLE:
            article = row.anchor
        because = found.get(row.anchor) or (found.get(article) if article else None) or []
        passage = Explained(row, tuple(because))
        made.append(passage if passage.is_changed else Explained(row))
    return tuple(made)


def summary(rows: Sequence[Explained]) -> str:
    """Return in a sentence what was changed, and how much of it because of comments; each is counted once."""
    counts = draft_comparison.counts([one.row for one in rows])
    parts = [f"{CHANGE_LABELS[kind]}{counts[kind]}处" for kind in (Change.CHANGED, Change.ADDED, Change.REMOVED)
             if counts[kind]]
    if not parts:
        return "正式文本和征求意见稿的条文一致。"
    because = {one.serial: one.comments for row in rows for one in row.adopted}
    places = sum(bool(row.adopted) for row in rows)
    from_comments = f"其中{places}处采纳了{sum(because.values())}条意见。" if because else "改动不是因公众意见作出的。"
    return f"正式文本和征求意见稿比，{'，'.join(parts)}，{from_comments}"
