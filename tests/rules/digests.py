"""Digests made by counting invented letters one by one, for the tests of what reads and checks digests."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from rules.digest_body import DigestBody, DigestKind, Line, ListName, Row
from rules.figures import UNASSIGNED, UNASSIGNED_LABEL, Dimension, Figures, Flow, total
from rules.ranking import rank
from rules.reconciling import UNCOUNTED

UNITS = {"housing": "县住房和城乡建设局", "transport": "县交通运输局", "water": "县水务局",
         UNASSIGNED: UNASSIGNED_LABEL}
LABELS: dict[Dimension, dict[str, str]] = {
    Dimension.DEPARTMENT: UNITS, Dimension.CATEGORY: {"consultation": "咨询", "complaint": "投诉"},
    Dimension.CHANNEL: {"web": "网上来信", "phone": "来电"}, Dimension.MAILBOX: {"county-leader": "县长信箱"},
    Dimension.SUBJECT: {"housing": "城乡建设与住房", "other": "其他"}}
MADE_AT = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)
Keys = tuple[str, str, str, str, str]


@dataclass
class Counting:
    """Figures as they grow: each note adds one letter to a figure under its keys, and to the cases behind it."""

    cases: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    amounts: dict[tuple[str, Keys], int] = field(default_factory=lambda: defaultdict(int))

    def note(self, name: str, case: int, keys: Keys, amount: int = 1) -> None:
        self.amounts[name, keys] += amount
        if name not in UNCOUNTED:
            self.cases[name]["|".join(keys)].append(case)

    def line(self, dimension: Dimension, key: str) -> Figures:
        place = list(Dimension).index(dimension)
        sums: dict[str, int] = defaultdict(int)
        for (name, keys), amount in self.amounts.items():
            if keys[place] == key:
                sums[name] += amount
        has_stocks = dimension is Dimension.DEPARTMENT
        return Figures({flow: sums[flow] for flow in Flow if sums[flow]}, sums["opening"] if has_stocks else 0,
                       sums["opening_overdue"] if has_stocks else 0)


@st.composite
def counted(draw: st.DrawFn, most: int = 12) -> Counting:
    """A period of letters, each with a life of its own."""
    counting = Counting()
    for case in range(1, draw(st.integers(0, most)) + 1):
        _live(draw, counting, case)
    return counting


def _live(draw: st.DrawFn, counting: Counting, case: int) -> None:
    rest = tuple(draw(st.sampled_from(sorted(LABELS[dimension]))) for dimension in list(Dimension)[1:])
    units = draw(st.lists(st.sampled_from(sorted(UNITS)), min_size=1, max_size=3))
    under = [(unit, *rest) for unit in units]
    last: Keys = under[-1]  # type: ignore[assignment]
    was_here, was_late = draw(st.booleans()), draw(st.booleans())
    counting.note("opening" if was_here else "received", case, under[0])  # type: ignore[arg-type]
    if was_here and was_late:
        counting.note("opening_overdue", case, under[0])  # type: ignore[arg-type]
        counting.note(Flow.OVERDUE_CHANGE, case, under[0], -1)  # type: ignore[arg-type]
    for before, after in zip(under, under[1:], strict=False):
        if before != after:
            counting.note(Flow.MOVED_OUT, case, before)  # type: ignore[arg-type]
            counting.note(Flow.MOVED_IN, case, after)  # type: ignore[arg-type]
        counting.note(Flow.ASSIGNED, case, after)  # type: ignore[arg-type]
    end = draw(st.sampled_from(["closed", "closed", "open", "open", "refused", "invalid", "duplicate", "withdrawn"]))
    counting.note(end, case, last)
    if end not in ("open", "closed"):
        counting.note("declined", case, last)
    is_due = draw(st.booleans()) and not (was_here and was_late) and end in ("closed", "open")
    if end == "closed":
        _close(draw, counting, case, last, is_due=is_due)
    elif end == "open":
        if is_due:
            counting.note(Flow.DUE, case, last)
            counting.note("late", case, last)
        if is_due or was_here and was_late:
            counting.note("overdue", case, last)
            counting.note(Flow.OVERDUE_CHANGE, case, last)


def _close(draw: st.DrawFn, counting: Counting, case: int, keys: Keys, *, is_due: bool) -> None:
    counting.note(Flow.ACCEPTED, case, keys)
    counting.note(Flow.WORKING_DAYS, case, keys, draw(st.integers(0, 20)))
    if is_due:
        is_on_time = draw(st.booleans())
        counting.note(Flow.DUE, case, keys)
        counting.note(Flow.ON_TIME if is_on_time else "late", case, keys)
        if not is_on_time:
            counting.note(Flow.CLOSED_LATE, case, keys)
    if draw(st.booleans()):
        counting.note(Flow.RATED, case, keys)
        if draw(st.booleans()):
            counting.note(Flow.SATISFIED, case, keys)


def body_of(counting: Counting, kind: DigestKind = DigestKind.QUARTERLY, **fields: object) -> DigestBody:
    """Return the digest that these counts make, of the third quarter of 2026 unless `fields` say otherwise."""
    breakdowns = {dimension: tuple(Line(key, label, counting.line(dimension, key)) for key, label in labels.items())
                  for dimension, labels in LABELS.items()}
    late = sorted({case for ids in counting.cases["overdue"].values() for case in ids})
    made = DigestBody(
        kind=kind, period="2026-Q3", version=1, first_on=date(2026, 7, 1), last_on=date(2026, 9, 30),
        issue_on=date(2026, 10, 1), made_at=MADE_AT, root="",
        figures=total(line.figures for line in breakdowns[Dimension.DEPARTMENT]), breakdowns=breakdowns,
        ranking=rank(breakdowns[Dimension.DEPARTMENT]), overdue=tuple(row(case) for case in late),
        lists=dict.fromkeys(ListName, ()))
    return replace(made, **fields)  # type: ignore[arg-type]


def row(case: int) -> Row:
    return Row(case, f"X2026-{case}", MADE_AT, "consultation", "other", "web", "housing", "accepted",
               date(2026, 9, 1), -5)


def plain(whole: dict[str, int], units: dict[str, dict[str, int]] | None = None, *,
          before: dict[str, int] | None = None, last_year: dict[str, int] | None = None) -> DigestBody:
    """Return a digest with just these figures of the whole and of departments, to be read or written about."""
    lines = tuple(Line(key, UNITS[key], _figures((units or {}).get(key, {}))) for key in UNITS)
    breakdowns = {dimension: lines if dimension is Dimension.DEPARTMENT else () for dimension in Dimension}
    return body_of(Counting(), figures=_figures(whole), ranking=rank(lines), breakdowns=breakdowns,
                   before=_figures(before) if before is not None else None,
                   last_year=_figures(last_year) if last_year is not None else None)


def _figures(counts: dict[str, int]) -> Figures:
    return Figures({flow: counts[flow] for flow in Flow if counts.get(flow)}, counts.get("opening", 0),
                   counts.get("opening_overdue", 0))
