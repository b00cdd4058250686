"""Small groups in public breakdowns: which counts may stand alone, in a month, its quarter and its year together.

Owns the choice (design.md 6.12); the counts come from outside. What is shown of one figure by one dimension never lets
anybody work out a count of one or two by adding and subtracting, neither within a table nor across the three kinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

LEAST_SHOWN = 3  # a group of fewer letters is never shown by itself
MONTHS_OF_QUARTER = 3

Counts = Mapping[str, int]
Keys = frozenset[str]
Node = Hashable
_ROOT: Node = "root"


class Edge(NamedTuple):
    """A count that is not shown: it is part of the sums at both ends, and `key` is the group that it belongs to."""

    one: Node
    other: Node
    letters: int
    key: str


def of_month(counts: Counts, allowed: Keys | None = None, least: int = LEAST_SHOWN) -> Keys:
    """Return the groups of a month that may be shown by themselves, of those `allowed` when they are given.

    Hidden are groups of fewer than `least`; when those together are one group only, or too few, the next smallest is
    hidden too, so that no count follows from the total. Empty groups cannot be told from hidden ones.
    """
    some = [key for key, count in counts.items() if count > 0]
    hidden = [key for key in some if allowed is not None and key not in allowed]
    shown = sorted({*some} - {*hidden}, key=lambda key: (-counts[key], key))
    while shown and (counts[shown[-1]] < least
                     or 0 < len(hidden) < 2 or 0 < sum(counts[key] for key in hidden) < least):
        hidden.append(shown.pop())
    return frozenset(shown)


def of_quarter(months: Sequence[Counts]) -> Keys:
    """Return the groups that may be shown of a quarter whose months are shown too: those that give nothing away."""
    cells = _hidden_cells(months, of_quarter=0)
    sums = total(months)
    shown = set(of_month(sums))
    while shown:
        free = [*cells, *(Edge((0, key), _ROOT, count, key) for key, count in sums.items() if key not in shown)]
        given = _given_away(free)
        if given is None:
            break
        shown.discard(_to_hide(given, shown, sums, cells))
    return frozenset(shown)


def of_year(months: Sequence[Counts]) -> Keys:
    """Return the groups that may be shown of a year whose twelve months and four quarters are shown too."""
    quarters = [months[first:first + MONTHS_OF_QUARTER] for first in range(0, len(months), MONTHS_OF_QUARTER)]
    parts: list[Edge] = []
    for place, quarter in enumerate(quarters):
        parts += _hidden_cells(quarter, of_quarter=place)
        kept, sums = of_quarter(quarter), total(quarter)
        parts += [Edge((place, key), ("year", key), count, key) for key, count in sums.items() if key not in kept]
    sums = total(months)
    shown = set(of_month(sums))
    while shown:
        free = [*parts, *(Edge(("year", key), _ROOT, count, key) for key, count in sums.items() if key not in shown)]
        given = _given_away(free)
        if given is None:
            break
        shown.discard(_to_hide(given, shown, sums, parts))
    return frozenset(shown)


def total(months: Iterable[Counts]) -> dict[str, int]:
    """Return the counts of a longer period, group by group; those of nothing are left out."""
    found: Counter[str] = Counter()
    for counts in months:
        found.update(counts)
    return {key: count for key, count in found.items() if count > 0}


def _hidden_cells(months: Sequence[Counts], of_quarter: int) -> list[Edge]:
    """Return the counts that the tables of the months keep back, each between its month and its group's quarter."""
    cells = []
    for place, counts in enumerate(months):
        shown = of_month(counts)
        cells += [Edge(("month", of_quarter, place), (of_quarter, key), count, key)
                  for key, count in counts.items() if count > 0 and key not in shown]
    return cells


def _to_hide(given: Edge, shown: set[str], sums: Counts, parts: Sequence[Edge]) -> str:
    """Return the group that is hidden next: the one that gives itself away, else the smallest beside it."""
    if given.key in shown:
        return given.key
    beside = {part.key for part in parts if part.one == given.one and part.key in shown}
    having = {part.key for part in parts if part.key in shown}
    return min(beside or having or shown, key=lambda key: (sums[key], key))


def _given_away(free: Sequence[Edge], least: int = LEAST_SHOWN) -> Edge | None:
    """Return a small count that follows from what is shown, None when none does.

    The counts that are kept back are edges between the sums they are part of, which are known. Where edges form a
    circle, one can grow as its neighbours shrink, and no sum changes; an edge in no circle is fixed by the sums. This
    holds against somebody who knows which groups are empty.
    """
    fixed = _bridges(free)
    small = [free[place] for place in fixed if 0 < free[place].letters < least]
    return min(small, key=lambda edge: (edge.letters, edge.key, str(edge.one))) if small else None


def _bridges(edges: Sequence[Edge]) -> list[int]:
    """Return the places of the edges that lie in no circle (Tarjan's algorithm, without recursion)."""
    near: dict[Node, list[tuple[Node, int]]] = {}
    for place, edge in enumerate(edges):
        near.setdefault(edge.one, []).append((edge.other, place))
        near.setdefault(edge.other, []).append((edge.one, place))
    found: list[int] = []
    order: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    for start in near:
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        way = [(start, -1, iter(near[start]))]
        while way:
            node, arrived, rest = way[-1]
            for neighbour, place in rest:
                if place == arrived:
                    continue
                if neighbour in order:
                    lowest[node] = min(lowest[node], order[neighbour])
                    continue
                order[neighbour] = lowest[neighbour] = len(order)
                way.append((neighbour, place, iter(near[neighbour])))
                break
            else:
                way.pop()
                if way:
                    before = way[-1][0]
                    lowest[before] = min(lowest[before], lowest[node])
                    if lowest[node] > order[before]:
                        found.append(arrived)
    return found
