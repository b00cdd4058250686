"""What the public is shown of the figures of a month, a quarter or a year: the periods, the breakdowns, what is hidden.

Which groups are too small is decided in `rules/small_groups.py`; the counts come from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import periods, small_groups
from rules.calendar import ONE_DAY
from rules.digest_body import DigestKind
from rules.errors import InputRefused
from rules.figures import LABELS, NOTHING, RATES, Dimension, Figures, Flow, Rate, RateKind, change, total
from rules.small_groups import LEAST_SHOWN, Counts, Keys
from rules.statistics import mean

DIMENSIONS = (Dimension.CATEGORY, Dimension.SUBJECT, Dimension.CHANNEL, Dimension.DEPARTMENT)
DIMENSION_LABELS: dict[Dimension, str] = {
    Dimension.CATEGORY: "类别", Dimension.SUBJECT: "主题", Dimension.CHANNEL: "渠道", Dimension.DEPARTMENT: "承办单位"}
# What a breakdown shows, each figure with the one on whose size it depends whether it is shown: of one or two letters
# a part tells how each of them ended.
COLUMNS: dict[str, str] = {
    "received": "received", "closed": "closed", "working_days": "closed", "due": "due", "on_time": "due",
    "rated": "rated", "satisfied": "rated"}
BASES = tuple(dict.fromkeys(COLUMNS.values()))
FLOWS = tuple(Flow(name) for name in COLUMNS)
# Parts of the whole, which are hidden as long as their base is small.
PARTS: dict[str, str] = {
    "on_time": "due", "late": "due", "satisfied": "rated", "working_days": "closed", "calendar_days": "closed",
    "closed_late": "closed"}
# Moves between departments are none of the whole's.
WHOLE = tuple(name for name in LABELS if name not in (Flow.MOVED_IN, Flow.MOVED_OUT))
Shown = Mapping[str, Keys]  # the groups that are shown, by the figure that decides it
REST, REST_LABEL = "rest", "其余合并"


class Unit(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


UNIT_LABELS: dict[Unit, str] = {Unit.MONTH: "月", Unit.QUARTER: "季度", Unit.YEAR: "年"}
_KINDS = {Unit.MONTH: DigestKind.MONTHLY, Unit.QUARTER: DigestKind.QUARTERLY}
_CHOICES: dict[Unit, Callable[[Sequence[Counts]], Keys]] = {
    Unit.MONTH: lambda months: small_groups.of_month(months[0]),
    Unit.QUARTER: small_groups.of_quarter, Unit.YEAR: small_groups.of_year}
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class PublicPeriod:
    """A month, a quarter or a year; `text` is 2026-11, 2026-Q4 or 2026 as in addresses."""

    unit: Unit
    text: str
    label: str
    first_on: date
    last_on: date

    def before(self) -> PublicPeriod:
        """Return the period that ends the day before this one begins (环比)."""
        return containing(self.unit, self.first_on - ONE_DAY)

    def after(self) -> PublicPeriod:
        """Return the period that begins the day after this one ends."""
        return containing(self.unit, self.last_on + ONE_DAY)

    def last_year(self) -> PublicPeriod:
        """Return the same period of the year before (同比)."""
        return containing(self.unit, self.first_on.replace(year=self.first_on.year - 1))

    def parts(self) -> tuple[PublicPeriod, ...]:
        """Return the months, or of a year first its quarters, then itself: everything published of its time."""
        units = [unit for unit in Unit if list(Unit).index(unit) <= list(Unit).index(self.unit)]
        found = []
        for unit in units:
            part = containing(unit, self.first_on)
            while part.first_on <= self.last_on:
                found.append(part)
                part = part.after()
        return tuple(found)


def read(text: str) -> PublicPeriod:
    """Return the period that an address names. Raises InputRefused for a day, another form or a year before 2000."""
    if _YEAR.fullmatch(text):
        return containing(Unit.YEAR, periods.parse(DigestKind.MONTHLY, f"{text}-01").first_on)
    found = periods.read(text)
    if found.kind is DigestKind.DAILY:
        raise InputRefused("统计按月、季度和年公布，不按天。", "period")
    return PublicPeriod(Unit.MONTH if found.kind is DigestKind.MONTHLY else Unit.QUARTER,
                        found.text, found.label, found.first_on, found.last_on)


def containing(unit: Unit, day: date) -> PublicPeriod:
    """Return the period of this length in which the day lies."""
    if unit is Unit.YEAR:
        return PublicPeriod(unit, f"{day.year:04d}", f"{day.year}年", day.replace(month=1, day=1),
                            day.replace(month=12, day=31))
    found = periods.containing(_KINDS[unit], day)
    return PublicPeriod(unit, found.text, found.label, found.first_on, found.last_on)


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One group of a breakdown: its figures of COLUMNS, None for one that is hidden."""

    key: str
    label: str
    counts: Mapping[str, int | None]

    def rate(self, part: str) -> Rate | None:
        """Return a part with its base, None when they are hidden."""
        one, base = self.counts[part], self.counts[COLUMNS[part]]
        return None if one is None or base is None else Rate(one, base)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure by its groups: those that may be shown, the largest first, and all others in one line.

    A line has hidden figures where its own are too small; they are in `rest` as well, so that every column adds up to
    the whole. `rest` is None when nothing is hidden.
    """

    dimension: Dimension
    lines: tuple[PublicLine, ...]
    rest: PublicLine | None

    @property
    def label(self) -> str:
        return DIMENSION_LABELS[self.dimension]

    @property
    def all_lines(self) -> tuple[PublicLine, ...]:
        """The lines with the merged one at the end: in every column they add up to the whole."""
        return self.lines if self.rest is None else (*self.lines, self.rest)


def choose(unit: Unit, months: Sequence[Mapping[str, Figures]]) -> Shown:
    """Return, for every figure that decides it, which groups of a dimension are shown of a period with these months."""
    return {base: _CHOICES[unit]([{key: one[base] for key, one in month.items()} for month in months])
            for base in BASES}


def breakdown(dimension: Dimension, sums: Mapping[str, Figures], shown: Shown, name: Callable[[str], str]) -> Breakdown:
    """Return what is shown of a period by a dimension, from its figures by key and the groups that may be shown."""
    lines = [_line(key, name(key), one, {base for base in BASES if key in shown[base]})
             for key, one in sums.items() if any(key in large for large in shown.values())]
    lines.sort(key=lambda line: (-(line.counts["received"] or 0), -(line.counts["due"] or 0), line.key))
    left = {column: sum(one[column] for key, one in sums.items() if key not in shown[base])
            for column, base in COLUMNS.items()}
    rest = PublicLine(REST, REST_LABEL, left) if lines and any(left.values()) else None
    return Breakdown(dimension, tuple(lines), rest)


def sums_of(months: Iterable[Mapping[str, Figures]]) -> dict[str, Figures]:
    """Return the flows of a longer period by key, from those of its months."""
    months = list(months)
    return {key: total(month[key] for month in months if key in month)
            for key in sorted({key for month in months for key in month})}


def hidden_parts(months: Sequence[Figures]) -> frozenset[str]:
    """Return which parts of the whole are hidden: those whose base is small in any of the months.

    That a longer period hides what one of its months hides leaves nothing to subtract.
    """
    return frozenset(part for part, base in PARTS.items() if any(0 < month[base] < LEAST_SHOWN for month in months))


def shown_whole(figures: Figures, hidden: Collection[str]) -> dict[str, int | None]:
    """Return the published figures of the whole by slug, None for those that are hidden."""
    return {name: None if name in hidden else figures[name] for name in WHOLE}


def compared(figures: Figures, hidden: Collection[str], before: Figures | None,
             last_year: Figures | None) -> list[tuple[str, int | None, str, str]]:
    """Return every figure of the whole with its change against the period before (环比) and the year before (同比).

    Parts have no change: it would give away one that is hidden in the other period.
    """
    def words(name: str, value: int | None, other: Figures | None) -> str:
        return NOTHING if other is None or value is None or name in PARTS else change(value, other[name])

    return [(name, value, words(name, value, before), words(name, value, last_year))
            for name, value in shown_whole(figures, hidden).items()]


def rates(figures: Figures, hidden: Collection[str]) -> list[tuple[RateKind, Rate | None]]:
    """Return every rate of the whole, None for one whose part is hidden."""
    return [(kind, None if kind.part in hidden else figures.rate(kind)) for kind in RATES]


def headline(figures: Figures, hidden: Collection[str]) -> list[tuple[str, object, str]]:
    """Return the headline numbers of a whole: what it is and its base, the number, the unit."""
    shares = {kind.name: (f"{kind.label}，{kind.base_words}{figures[kind.base]}件",
                          rate.percent if rate else NOTHING, "") for kind, rate in rates(figures, hidden)}
    average = NOTHING if "working_days" in hidden else mean(figures["working_days"], figures["closed"])
    return [("收到来信", figures["received"], "件"), ("办结", figures["closed"], "件"), shares["on_time"],
            ("平均办理", average, "" if average == NOTHING else "个工作日"), shares["satisfaction"]]


def _line(key: str, label: str, figures: Figures, bases: Collection[str]) -> PublicLine:
    return PublicLine(key, label, {column: figures[column] if base in bases else None
                                   for column, base in COLUMNS.items()})
