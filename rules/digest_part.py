"""What a reader has of a digest: the cases behind its figures, a department's own part, several days read together.

Pure; which cases may be opened is asked in `queries/visibility.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rules.digest_body import DigestBody, Line, ListName, Row, Topic
from rules.figures import ENDS, Dimension, Figures, Flow, parted, total

# {figure: {"department|category|channel|mailbox|subject": [case ids]}}; a case stands as often as it counts (件次).
Cases = Mapping[str, Mapping[str, Sequence[int]]]
PLACES: Mapping[Dimension, int] = {dimension: place for place, dimension in enumerate(Dimension)}
# Figures of which each is made by adding others; their cases are those of their parts.
SUMS: Mapping[str, tuple[str, ...]] = {
    "declined": tuple(end.value for end in ENDS), "decided": ("accepted", "refused"), "handled": ("closed", "open"),
    "working_days": ("closed",), "calendar_days": ("closed",)}
# Sums of days are kept for each line of the breakdowns and cannot be taken from cases.
NOT_CASES = frozenset({Flow.OVERDUE_CHANGE, Flow.WORKING_DAYS, Flow.CALENDAR_DAYS})
# What a day's end leaves behind; all other lists say what happened on the day.
STOCKS = frozenset({ListName.DUE_TODAY, ListName.DUE_TOMORROW, ListName.OVERDUE, ListName.EXTENSIONS,
                    ListName.TO_REVIEW, ListName.TO_PUBLISH})
STOCK_FIGURES = frozenset({"open", "overdue"})
OPENING_FIGURES = frozenset({"opening", "opening_overdue"})


def behind(cases: Cases, figure: str, where: Mapping[Dimension, str] | None = None) -> list[int]:
    """Return the cases that a figure counts, of one line of each breakdown that `where` names; as often as counted."""
    found: list[int] = []
    prefix, figure = parted(figure)
    for slug in (prefix + part for part in SUMS.get(figure, (figure,))):
        for group, ids in cases.get(slug, {}).items():
            if _is_in(group, where or {}):
                found += ids
    return sorted(found)


def own(cases: Cases, department: str, barred: frozenset[int] = frozenset()) -> Cases:
    """Return the cases of one department without those that it must not learn of (security.md I4)."""
    where = {Dimension.DEPARTMENT: department}
    return {slug: {group: [case for case in ids if case not in barred]
                   for group, ids in groups.items() if _is_in(group, where)} for slug, groups in cases.items()}


def part_of(body: DigestBody, cases: Cases, department: str, barred: frozenset[int] = frozenset()) -> DigestBody:
    """Return the part of a digest that one department has; `cases` are its `own`, without the barred ones.

    Its figures count those cases, so that they are the lengths of their lists. The ranking shrinks to its own place,
    what is said of several letters to its own among them. Earlier periods and the series are left out.
    """
    line = next((one for one in body.departments if one.key == department), None)
    kept = line.figures if line else Figures()
    mine = frozenset(case for groups in cases.values() for ids in groups.values() for case in ids)
    figures = _counted(cases, {}, kept)
    lines: dict[Dimension, tuple[Line, ...]] = {
        dimension: _lines(body.breakdowns.get(dimension, ()), cases, dimension)
        for dimension in Dimension if dimension is not Dimension.DEPARTMENT}
    label = line.label if line else department
    return replace(
        body, figures=figures, breakdowns={Dimension.DEPARTMENT: (Line(department, label, figures),), **lines},
        before=None, last_year=None, series=(),
        ranking=tuple(one for one in body.ranking if one.key == department),
        lists={name: _rows(rows, department, barred, mine if name is ListName.RETURNED else frozenset())
               for name, rows in body.lists.items()},
        overdue=_rows(body.overdue, department, barred), oldest=_rows(body.oldest, department, barred),
        requests=tuple(one for one in body.requests if one.key == department),
        request_rows=_rows(body.request_rows, department, barred),
        periods=tuple(one for one in body.periods if one.key == department),
        period_rows=_rows(body.period_rows, department, barred),
        topics=tuple(Topic(one.word, one.subject, left) for one in body.topics
                     if len(left := _left(one.cases, mine)) > 1),
        repeated=tuple(left for group in body.repeated if len(left := _left(group, mine)) > 1))


def joined(days: Sequence[DigestBody]) -> DigestBody:
    """Return several days in a row as one: what happened is added up, what is in hand is that of the last day."""
    first, last = days[0], days[-1]
    if len(days) == 1:
        return last
    return replace(
        last, first_on=first.first_on, figures=_added([one.figures for one in days]),
        breakdowns={dimension: _joined_lines([one.breakdowns.get(dimension, ()) for one in days])
                    for dimension in Dimension},
        requests=_joined_lines([one.requests for one in days]), periods=_joined_lines([one.periods for one in days]),
        lists={name: last.lists.get(name, ()) if name in STOCKS else
               tuple(row for one in days for row in one.lists.get(name, ())) for name in ListName})


def joined_cases(days: Sequence[Cases]) -> Cases:
    """Return the cases behind the figures of several days read as one."""
    found: dict[str, dict[str, list[int]]] = {}
    for slug in dict.fromkeys(slug for one in days for slug in one):
        _, figure = parted(slug)
        chosen = days[-1:] if figure in STOCK_FIGURES else days[:1] if figure in OPENING_FIGURES else days
        groups = found.setdefault(slug, {})
        for one in chosen:
            for group, ids in one.get(slug, {}).items():
                groups.setdefault(group, []).extend(ids)
    return found


def _is_in(group: str, where: Mapping[Dimension, str]) -> bool:
    keys = group.split("|")
    return all(keys[PLACES[dimension]] == key for dimension, key in where.items())


def _counted(cases: Cases, where: Mapping[Dimension, str], kept: Figures) -> Figures:
    """Return the figures that count these cases; sums of days stay those of the line."""
    def length(slug: str) -> int:
        return sum(len(ids) for group, ids in cases.get(slug, {}).items() if _is_in(group, where))

    flows = {flow: count for flow in Flow if flow not in NOT_CASES and (count := length(flow.value))}
    change = length("overdue") - length("opening_overdue")
    days = {flow: kept[flow] for flow in (Flow.WORKING_DAYS, Flow.CALENDAR_DAYS) if kept[flow]}
    return Figures(flows | days | ({Flow.OVERDUE_CHANGE: change} if change else {}), length("opening"),
                   length("opening_overdue"))


def _lines(lines: Iterable[Line], cases: Cases, dimension: Dimension) -> tuple[Line, ...]:
    counted = (Line(line.key, line.label, _counted(cases, {dimension: line.key}, Figures())) for line in lines)
    return tuple(line for line in counted if line.figures.flows)


def _rows(rows: Iterable[Row], department: str, barred: frozenset[int],
          also: frozenset[int] = frozenset()) -> tuple[Row, ...]:
    """Return a department's rows of a list; `also` are cases of its own that are with others by now."""
    return tuple(row for row in rows if row.case not in barred and (row.department == department or row.case in also))


def _left(cases: Iterable[int], mine: frozenset[int]) -> tuple[int, ...]:
    return tuple(case for case in cases if case in mine)


def _joined_lines(days: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    keys = {line.key: line.label for lines in days for line in lines}
    return tuple(Line(key, label, _added([_of(lines, key) for lines in days])) for key, label in keys.items())


def _of(lines: Iterable[Line], key: str) -> Figures:
    return next((line.figures for line in lines if line.key == key), Figures())


def _added(days: Sequence[Figures]) -> Figures:
    flows = total(Figures(one.flows) for one in days).flows
    return Figures(flows, days[0].opening, days[0].opening_overdue)
