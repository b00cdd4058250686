"""The public form of a frozen digest: its figures with small groups folded, and no letter by itself.

Which groups are shown is decided in `rules/public_figures.py`, so that a digest gives away nothing that the statistics
keep back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rules import public_figures, small_groups
from rules.digest_body import DigestBody, DigestKind, Line, Ranked
from rules.figures import Dimension, Figures, Flow, total
from rules.public_figures import BASES, DIMENSIONS, REST, REST_LABEL, Breakdown, PublicLine, Shown, Unit
from rules.statistics import mean

HIDDEN = "·"  # stands where a figure is kept back
# Daily lists are never public.
UNITS: dict[DigestKind, Unit] = {DigestKind.MONTHLY: Unit.MONTH, DigestKind.QUARTERLY: Unit.QUARTER}


@dataclass(frozen=True, slots=True)
class RankedLine:
    """One department's place with what it follows from, in words; `rank` is None without a place."""

    rank: int | None
    label: str
    due: int | None
    on_time: str
    satisfaction: str
    days: str


def agreed(body: DigestBody, counted: Mapping[Dimension, Shown]) -> dict[Dimension, Shown]:
    """Return which groups of a digest are shown: of those that its statistics show, the ones its own figures allow."""
    def allowed(dimension: Dimension, base: str) -> small_groups.Keys:
        counts = {line.key: line.figures[base] for line in body.breakdowns[dimension]}
        return small_groups.of_month(counts, counted[dimension][base])

    return {dimension: {base: allowed(dimension, base) for base in BASES} for dimension in DIMENSIONS}


def breakdowns(body: DigestBody, shown: Mapping[Dimension, Shown]) -> tuple[Breakdown, ...]:
    """Return the breakdowns of a digest as tables and files of the public have them."""
    return tuple(_breakdown(body, dimension, shown[dimension]) for dimension in DIMENSIONS)


def ranked(body: DigestBody, found: Sequence[Breakdown]) -> list[RankedLine]:
    """Return the ranking as the public sees it: departments whose letters due are shown, and the others in one line."""
    [departments] = [one for one in found if one.dimension is Dimension.DEPARTMENT]
    lines = {line.key: line for line in departments.lines if line.counts["due"] is not None}
    rows = [_ranked(place.rank, lines[place.key]) for place in body.ranking if place.key in lines]
    return [*rows, _ranked(None, departments.rest)] if rows and departments.rest is not None else rows


def _ranked(rank: int | None, line: PublicLine) -> RankedLine:
    on_time, satisfied = line.rate("on_time"), line.rate("satisfied")
    days, closed = line.counts["working_days"], line.counts["closed"]
    return RankedLine(rank, line.label, line.counts["due"], on_time.percent if on_time else HIDDEN,
                      satisfied.percent if satisfied else HIDDEN,
                      HIDDEN if days is None or closed is None else mean(days, closed))


def public_body(body: DigestBody, shown: Mapping[Dimension, Shown]) -> DigestBody:
    """Return the body that the public may have printed: folded breakdowns and ranking, no list of letters, no case id.

    What is hidden of a group is nothing in its line and stands in the last one, so that every column still adds up.
    """
    folded = {dimension: _lines(body, _breakdown(body, dimension, shown[dimension])) for dimension in DIMENSIONS}
    ranked = shown[Dimension.DEPARTMENT]["due"]
    ranking = [place for place in body.ranking if place.key in ranked]
    if ranking and any(line.key == REST for line in folded[Dimension.DEPARTMENT]):
        ranking.append(Ranked(REST, REST_LABEL, None))
    return replace(
        body, breakdowns={dimension: folded.get(dimension, ()) for dimension in Dimension}, ranking=tuple(ranking),
        lists={}, overdue=(), oldest=(), topics=(), repeated=(), requests=(), request_rows=(),
        periods=(), period_rows=())


def _breakdown(body: DigestBody, dimension: Dimension, shown: Shown) -> Breakdown:
    lines = {line.key: line for line in body.breakdowns[dimension]}
    return public_figures.breakdown(dimension, {key: line.figures for key, line in lines.items()}, shown,
                                    lambda key: lines[key].label)


def _lines(body: DigestBody, breakdown: Breakdown) -> tuple[Line, ...]:
    own = {line.key: line.figures for line in body.breakdowns[breakdown.dimension]}
    alone = {line.key for line in breakdown.lines}
    others = total(figures for key, figures in own.items() if key not in alone)
    return tuple(Line(line.key, line.label, _figures(line, own.get(line.key, others))) for line in breakdown.all_lines)


def _figures(line: PublicLine, own: Figures) -> Figures:
    """Return the figures of a line; what a department has left overdue is said of it by name, however little it is."""
    flows = {Flow(name): count for name, count in line.counts.items() if count}
    return Figures(flows | {Flow.OVERDUE_CHANGE: own[Flow.OVERDUE_CHANGE]}, opening_overdue=own.opening_overdue)
