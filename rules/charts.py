"""The geometry of line and column charts: where lines, columns and words stand. Owns no colour and no markup.

x in per cent of the width and y in pixels, so that letters keep their size at every width (look.md 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 260  # pixels, with the words under the base
BASE = 220
TOP = 42  # where the highest point stands; its number needs room above
LEFT, RIGHT = 7.0, 95.0
HAIRLINES = 2
LETTERS = 22  # the height that a line of words takes, pixels
GAP = 0.25  # of the room of a column
APART = 22.0  # per cent between two words under the base, so that they do not touch on a phone


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series: `label` in full, `tick` the short word under the base; None where nothing was counted."""

    label: str
    tick: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line from one point to the next."""

    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its number written beside it, `text_y` above it or below."""

    x: str
    y: int
    text_y: int
    words: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """All that is drawn. `rules` are (y, words), `ticks` (x, words); `grey` is the series to compare with."""

    rules: tuple[tuple[int, str], ...]
    strokes: tuple[Stroke, ...]
    grey: tuple[Stroke, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[str, str], ...]
    words: str
    height: int = HEIGHT
    base: int = BASE


@dataclass(frozen=True, slots=True)
class Pillar:
    """One column over the base."""

    x: str
    y: int
    width: str
    height: int


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """All that is drawn of counts day by day; `ticks` are the words under the base as (x, words)."""

    rules: tuple[tuple[int, str], ...]
    pillars: tuple[Pillar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[str, str], ...]
    words: str
    height: int = HEIGHT
    base: int = BASE


def columns(points: Sequence[Point], unit: str = "件") -> ColumnChart:
    """Return the drawing of counts as columns over a base of zero; the highest, the first and the last are named."""
    top = max([1, *(point.value or 0 for point in points)])
    step = (RIGHT - LEFT) / max(1, len(points))
    pillars, places = [], []
    for index, point in enumerate(points):
        left, height = LEFT + step * index, BASE - _height(point.value or 0, top)
        places.append(left + step / 2)
        if height:
            pillars.append(Pillar(f"{left + step * GAP / 2:.2f}%", BASE - height, f"{step * (1 - GAP):.2f}%", height))
    highest = max(range(len(points)), key=lambda index: points[index].value or 0, default=None)
    marks = () if highest is None or not points[highest].value else (
        Mark(f"{places[highest]:.2f}%", TOP, TOP - 14, str(points[highest].value)),)
    return ColumnChart(_rules(top, marks), tuple(pillars), marks, _apart(points, places, highest),
                       describe(points, unit))


def line(points: Sequence[Point], unit: str = "件", before: Sequence[int | None] = ()) -> LineChart:
    """Return the drawing of a series over a base of zero, with first, last, lowest and highest point marked.

    `before` are the values of a year earlier, point by point; `unit` ends the numbers in the description.
    """
    top = max([1, *(point.value for point in points if point.value is not None),
               *(value for value in before if value is not None)])
    places = [f"{_place(index, len(points)):.2f}%" for index in range(len(points))]
    heights = [None if point.value is None else _height(point.value, top) for point in points]
    earlier = [None if value is None else _height(value, top) for value in before[:len(points)]]
    marks = _marks(points, places, heights)
    return LineChart(_rules(top, marks[:1]), _strokes(places, heights), _strokes(places, earlier), marks, tuple(
        zip(places, (point.tick for point in points), strict=True)), describe(points, unit))


def describe(points: Sequence[Point], unit: str = "件") -> str:
    """Return a chart in words, for those who do not see it."""
    known = [(point, point.value) for point in points if point.value is not None]
    if not known:
        return "这段时间没有数。"
    (first, first_value), (last, last_value) = known[0], known[-1]
    lowest, least = min(known, key=lambda pair: pair[1])
    highest, most = max(known, key=lambda pair: pair[1])
    if len(known) == 1:
        return f"{first.label}{first_value}{unit}。"
    return (f"从{first.label}{first_value}{unit}到{last.label}{last_value}{unit}，"
            f"最低{lowest.label}{least}{unit}，最高{highest.label}{most}{unit}。")


def _apart(points: Sequence[Point], places: Sequence[float], highest: int | None) -> tuple[tuple[str, str], ...]:
    """Return the words under the base: the highest first, then the first and the last where there is room."""
    chosen: list[int] = []
    for index in dict.fromkeys((highest, 0, len(points) - 1)):
        if index is not None and points and all(abs(places[index] - places[other]) >= APART for other in chosen):
            chosen.append(index)
    return tuple((f"{places[index]:.2f}%", points[index].tick) for index in sorted(chosen))


def _place(index: int, count: int) -> float:
    return (LEFT + RIGHT) / 2 if count < 2 else LEFT + (RIGHT - LEFT) * index / (count - 1)


def _height(value: int, top: int) -> int:
    return BASE - (value * (BASE - TOP) + top // 2) // top


def _rules(top: int, beside: Sequence[Mark]) -> tuple[tuple[int, str], ...]:
    """Return at most two hairlines at round numbers, without the number that would touch that of a mark."""
    step, size = 1, 1
    while step * (HAIRLINES + 1) <= top:
        step, size = next(((size * factor, size) for factor in (1, 2, 5) if size * factor > step),
                          (size * 10, size * 10))
    drawn = ((_height(number, top), str(number)) for number in (step, 2 * step) if number <= top)
    return tuple((y, "" if any(abs(mark.text_y - y) < LETTERS for mark in beside) else words) for y, words in drawn)


def _strokes(places: Sequence[str], heights: Sequence[int | None]) -> tuple[Stroke, ...]:
    pairs = list(zip(places, heights, strict=False))
    return tuple(Stroke(x1, y1, x2, y2) for (x1, y1), (x2, y2) in zip(pairs, pairs[1:], strict=False)
                 if y1 is not None and y2 is not None)


def _marks(points: Sequence[Point], places: Sequence[str], heights: Sequence[int | None]) -> tuple[Mark, ...]:
    known = [(index, point.value) for index, point in enumerate(points) if point.value is not None]
    if not known:
        return ()
    lowest, highest = min(known, key=lambda pair: pair[1])[0], max(known, key=lambda pair: pair[1])[0]
    marks = []
    for index in sorted({known[0][0], known[-1][0], lowest, highest}):
        y = heights[index] or BASE
        # The lowest one is written below the line, unless that is where the base and its words are.
        below = index == lowest and index != highest and y + 28 < BASE
        marks.append(Mark(places[index], y, y + 26 if below else y - 14, str(points[index].value)))
    return tuple(marks)
