"""The public form of a frozen digest: its figures with small groups folded, and no letter by itself.

Which groups are shown is decided in `rules/public_figures.py`, so that a digest gives away nothing that the statistics
keep back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rules import public_figures, small_groups
from rules.digest_body import DigestBody, DigestKind, Line
from rules.figures import Dimension, Figures, Flow
from rules.public_figures import BASES, DIMENSIONS, Breakdown, PublicLine, Shown, Unit

# Daily lists are never public.
UNITS: dict[DigestKind, Unit] = {DigestKind.MONTHLY: Unit.MONTH, DigestKind.QUARTERLY: Unit.QUARTER}


def agreed(body: DigestBody, counted: Mapping[Dimension, Shown]) -> dict[Dimension, Shown]:
    """Return which groups of a digest are shown: of those that its statistics show, the ones its own figures allow."""
    def allowed(dimension: Dimension, base: str) -> small_groups.Keys:
        counts = {line.key: line.figures[base] for line in body.breakdowns[dimension]}
        return small_groups.of_month(counts, counted[dimension][base])

    return {dimension: {base: allowed(dimension, base) for base in BASES} for dimension in DIMENSIONS}


def breakdowns(body: DigestBody, shown: Mapping[Dimension, Shown]) -> tuple[Breakdown, ...]:
    """Return the breakdowns of a digest as tables and files of the public have them."""
    return tuple(_breakdown(body, dimension, shown[dimension]) for dimension in DIMENSIONS)


def public_body(body: DigestBody, shown: Mapping[Dimension, Shown]) -> DigestBody:
    """Return the body that the public may have printed: folded breakdowns and ranking, no list of letters, no case id.

    What is hidden of a group is nothing in its line and stands in the last one, so that every column still adds up.
    """
    folded = {dimension: _lines(_breakdown(body, dimension, shown[dimension])) for dimension in DIMENSIONS}
    ranked = shown[Dimension.DEPARTMENT]["due"]
    return replace(
        body, breakdowns={dimension: folded.get(dimension, ()) for dimension in Dimension},
        ranking=tuple(place for place in body.ranking if place.key in ranked),
        lists={}, overdue=(), oldest=(), topics=(), repeated=())


def _breakdown(body: DigestBody, dimension: Dimension, shown: Shown) -> Breakdown:
    lines = {line.key: line for line in body.breakdowns[dimension]}
    return public_figures.breakdown(dimension, {key: line.figures for key, line in lines.items()}, shown,
                                    lambda key: lines[key].label)


def _lines(breakdown: Breakdown) -> tuple[Line, ...]:
    return tuple(Line(line.key, line.label, _figures(line)) for line in breakdown.all_lines)


def _figures(line: PublicLine) -> Figures:
    return Figures({Flow(name): count for name, count in line.counts.items() if count})
