"""What the pages of a draft's texts show: all texts, two of them compared, and the final one with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from queries import adoption, drafts
from queries.drafts import Version
from rules import draft_comparison, draft_final, passage_names
from rules.comment_words import Adoption
from rules.draft_comparison import Row
from rules.draft_final import Adopted, Explained
from rules.draft_text import Level
from services.work import Work

ADOPTED = frozenset({Adoption.ADOPTED, Adoption.PARTLY})


@dataclass(frozen=True)
class Skipped:
    """Passages in a row that have not changed, by the names of the first and the last."""

    first: str
    last: str
    count: int

    @property
    def words(self) -> str:
        """What is said in their place."""
        return f"{self.first}没有改" if self.count == 1 else f"{self.first}至{self.last}没有改"


@dataclass(frozen=True)
class Texts:
    """All texts that came before the public, and two of them compared; `before` is None while there is one alone."""

    versions: tuple[Version, ...]
    before: Version | None
    after: Version | None
    lines: tuple[Row | Skipped, ...]
    names: Mapping[str, str]
    summary: str

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The texts as the options of a list."""
        return tuple((str(one.place), one.name) for one in self.versions)


@dataclass(frozen=True)
class Part:
    """An article of the final text with the lines below it, or a heading, which has none."""

    head: Explained
    lines: list[Explained] = field(default_factory=list)


@dataclass(frozen=True)
class Final:
    """The final text, article by article, with what was adopted of it."""

    version: Version
    parts: tuple[Part, ...]
    names: Mapping[str, str]
    summary: str


def texts(work: Work, period_id: int, wanted: tuple[int, int]) -> Texts:
    """Return the texts of a period and the two that are wanted, by their places; else the last two."""
    found = drafts.versions(work.session, period_id)
    drafted = [one for one in found if not one.is_final]
    by_place = {one.place: one for one in found}
    before, after = by_place.get(wanted[0]), by_place.get(wanted[1])
    if before is None or after is None or before.place >= after.place:
        before, after = (drafted[-2], drafted[-1]) if len(drafted) > 1 else (None, drafted[-1] if drafted else None)
    if before is None or after is None:
        return Texts(found, None, after, (), {}, "")
    old, new = drafts.passages(work.session, before.id), drafts.passages(work.session, after.id)
    rows = draft_comparison.compare(old, new)
    names = passage_names.names(old) | passage_names.names(new)
    summary = draft_comparison.summary(rows).replace("前一稿", before.name)
    return Texts(found, before, after, _folded(rows, names), names, summary)


def final(work: Work, period_id: int) -> Final | None:
    """Return the final text of a period, compared with the draft that was commented on last; None while there is none.
    """
    found = drafts.versions(work.session, period_id)
    version = next((one for one in reversed(found) if one.is_final), None)
    draft = drafts.in_force(work.session, period_id)
    if version is None:
        return None
    old = drafts.passages(work.session, draft.id) if draft else ()
    new = drafts.passages(work.session, version.id)
    rows = draft_final.explained(draft_comparison.compare(old, new), _adopted(work, period_id))
    return Final(version, _parts(rows), passage_names.names(old) | passage_names.names(new), draft_final.summary(rows))


def _parts(rows: Sequence[Explained]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for one in rows:
        passage = one.row.passage
        stands_alone = passage.level is Level.ARTICLE or not passage.takes_comments or (
            passage.level is Level.PARAGRAPH and passage.label)
        if stands_alone or not parts:
            parts.append(Part(one))
        else:
            parts[-1].lines.append(one)
    return tuple(parts)


def _adopted(work: Work, period_id: int) -> list[Adopted]:
    result = adoption.released(work.session, period_id)
    return [Adopted(row.serial, row.anchor, row.comments) for row in result.body.rows
            if row.decision in ADOPTED] if result else []


def _folded(rows: tuple[Row, ...], names: Mapping[str, str]) -> tuple[Row | Skipped, ...]:
    lines: list[Row | Skipped] = []
    for row in rows:
        last = lines[-1] if lines else None
        if row.is_touched:
            lines.append(row)
        elif not row.passage.takes_comments:
            continue
        elif isinstance(last, Skipped):
            lines[-1] = Skipped(last.first, names[row.anchor], last.count + 1)
        else:
            lines.append(Skipped(names[row.anchor], names[row.anchor], 1))
    return tuple(lines)
