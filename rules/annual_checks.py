"""What must hold in a filled annual form: sums and the carry-over, and what can hardly be otherwise (勾稽关系)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.annual_forms import COUNT, FORM_2021, Filled, FormName, Table, find_row
from rules.annual_table import AnnualTable, At, Number, plain
from rules.errors import InputRefused

ARTICLE = "《政府信息公开条例》第五十条"
# Small figures of the form of 2018 that are part of, or made of, others: (the one, how, the others, refused or warned).
_IS_SUM_AT_MOST, _IS_MOST_OF, _IS_PART_OF = "at_most_sum", "at_least_each", "part_of"
_BOUNDS_2018: tuple[tuple[str, str, tuple[str, ...], bool], ...] = (
    ("1.1", _IS_MOST_OF, ("1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5"), True),
    ("1.1", _IS_SUM_AT_MOST, ("1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5"), True),
    ("1.1.1", _IS_PART_OF, ("1.1",), True),
    ("1.1.1", _IS_PART_OF, ("1.1.2",), False),
    ("2.1", _IS_SUM_AT_MOST, ("2.2.1", "2.2.2", "2.2.3", "2.2.4", "2.2.5"), False),
    ("2.2.1.1", _IS_PART_OF, ("2.2.1",), True),
    ("2.2.2.1", _IS_PART_OF, ("2.2.2",), True),
)
_REQUESTS = FORM_2021[4]
_NEW, _CARRIED_IN, _RESULTS, _CARRIED_OUT = "3.1", "3.2", "3.3.7", "3.4"
_LEAVES = find_row(FormName.OF_2021, _RESULTS)[1].parts
_MADE, _ABOLISHED, _IN_FORCE = "made", "abolished", "in_force"


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold. `is_refused`: the form cannot stand like this; else it wants an explanation.

    `words` say it in Chinese with both numbers, `cells` are those that it is about.
    """

    identity: str
    is_refused: bool
    words: str
    cells: tuple[At, ...]


def check(table: AnnualTable, previous: AnnualTable | None = None) -> tuple[Finding, ...]:
    """Return what does not hold in a form, the refused first; `previous` is the same form of the year before."""
    found = [*_negative(table), *_sums(table)]
    found += _of_2021(table, previous) if table.form is FormName.OF_2021 else _of_2018(table)
    return tuple(sorted(found, key=lambda one: not one.is_refused))


def require_closed(table: AnnualTable, previous: AnnualTable | None = None) -> None:
    """Raise InputRefused, naming the article, when a sum does not close or the carry-over is not last year's."""
    refused = [one for one in check(table, previous) if one.is_refused]
    if refused:
        more = f"另有{len(refused) - 1}处不平。" if len(refused) > 1 else ""
        raise InputRefused(f"{refused[0].words}{more}年度报告的数字要前后一致（{ARTICLE}），请核对后再办。", "cells")


def _negative(table: AnnualTable) -> Iterator[Finding]:
    for at, cell in table.cells.items():
        if cell.value < 0:
            yield Finding("count", True, f"{_name(table, at)}不能小于0。", (at,))


def _sums(table: AnnualTable) -> Iterator[Finding]:
    """Yield rows and columns that are not the sum of those they add up: (b), (c), and those of section 四."""
    for one in table.tables:
        for row in one.rows:
            if row.filled is Filled.SUM:
                for column in one.columns:
                    parts = [(code, column.slug) for code in row.parts]
                    yield from _equal(table, "rows", [(row.code, column.slug)], parts)
            if one.total and row.filled is not Filled.HEADING:
                parts = [(row.code, column.slug) for column in one.parts]
                yield from _equal(table, "columns", [(row.code, one.total)], parts)


def _of_2021(table: AnnualTable, previous: AnnualTable | None) -> Iterator[Finding]:
    for column in _REQUESTS.columns:
        yield from _equal(table, "balance", [(_NEW, column.slug), (_CARRIED_IN, column.slug)],
                          [(_RESULTS, column.slug), (_CARRIED_OUT, column.slug)])
    yield from _each_once(table)
    if previous is not None:
        yield from _carried(table, previous)
        yield from _in_force(table, previous)


def _carried(table: AnnualTable, previous: AnnualTable) -> Iterator[Finding]:
    """Yield the columns in which what was carried in is not what the year before carried over: (d)."""
    for column in _REQUESTS.columns:
        here, there = (_CARRIED_IN, column.slug), (_CARRIED_OUT, column.slug)
        if table.value(*here) != previous.value(*there):
            yield Finding("carried", True, (
                f"{table.year}年{_name(table, here)}是{plain(table.value(*here))}，{previous.year}年"
                f"{_name(previous, there)}是{plain(previous.value(*there))}，两个数应当相等。"), (here,))


def _in_force(table: AnnualTable, previous: AnnualTable) -> Iterator[Finding]:
    for row in FORM_2021[0].rows:
        at = row.code, _IN_FORCE
        expected = previous.value(*at) + table.value(row.code, _MADE) - table.value(row.code, _ABOLISHED)
        if table.value(*at) != expected:
            yield Finding("in_force", False, (
                f"{_name(table, at)}是{plain(table.value(*at))}；按上年现行有效件数加本年制发、减本年废止，应当是"
                f"{plain(expected)}。"), (at,))


def _each_once(table: AnnualTable) -> Iterator[Finding]:
    """Yield what shows that a request counts twice among the results, or in none of them: (e)."""
    for column in _REQUESTS.columns:
        ends = [(code, column.slug) for code in (*_LEAVES, _CARRIED_OUT)]
        after = [case for at in ends for case in table.cell(*at).cases]
        before = [case for code in (_NEW, _CARRIED_IN) for case in table.cell(code, column.slug).cases]
        if not len(after) == len(before) == len(set(after)) or set(after) != set(before):
            yield Finding("once", True, f"“{column.label}”一列里，有申请计了不止一次，或者没有计入任何结果。",
                          ((_RESULTS, column.slug),))


def _of_2018(table: AnnualTable) -> Iterator[Finding]:
    for code, how, others, is_refused in _BOUNDS_2018:
        mine, limits = table.value(code, COUNT), [table.value(other, COUNT) for other in others]
        if not _HOLDS[how](mine, limits):
            named = "、".join(f"{_name(table, (other, COUNT))}（{plain(limit)}）"
                             for other, limit in zip(others, limits, strict=True))
            yield Finding(how, is_refused, f"{_name(table, (code, COUNT))}是{plain(mine)}，{_WORDS[how]}：{named}。",
                          ((code, COUNT), *((other, COUNT) for other in others)))
    received, settled, answered = (table.value(code, COUNT) for code in ("3.1", "3.2", "3.3"))
    if settled > received:
        yield Finding("settled", False, (
            f"申请办结数（{plain(settled)}）多于收到申请数（{plain(received)}），多出的应当是上年结转的。"),
            (("3.2", COUNT), ("3.1", COUNT)))
    if answered != settled:
        yield Finding("answered", False, (
            f"申请答复数（{plain(answered)}）和申请办结数（{plain(settled)}）不同，差额应当是申请人撤回的。"),
            (("3.3", COUNT), ("3.2", COUNT)))


_HOLDS: Mapping[str, Callable[[Number, Sequence[Number]], bool]] = {
    _IS_MOST_OF: lambda one, others: one >= max(others),
    _IS_SUM_AT_MOST: lambda one, others: one <= sum(others),
    _IS_PART_OF: lambda one, others: one <= others[0]}
_WORDS: Mapping[str, str] = {
    _IS_MOST_OF: "不能少于下列任何一项", _IS_SUM_AT_MOST: "不能多于下列各项之和", _IS_PART_OF: "不能多于这一项"}


def _equal(table: AnnualTable, identity: str, left: Sequence[At], right: Sequence[At]) -> Iterator[Finding]:
    one, other = (sum(table.value(*at) for at in side) for side in (left, right))
    if one != other:
        yield Finding(identity, True, (
            f"{_named(table, left)}合计{plain(one)}，{_named(table, right)}合计{plain(other)}，两边应当相等。"),
            (*left, *right))


def _named(table: AnnualTable, cells: Sequence[At]) -> str:
    names = [_name(table, at) for at in cells]
    return "、".join(names) if len(names) <= 3 else f"{names[0]}至{names[-1]}等{len(names)}项"


def _name(table: AnnualTable, at: At) -> str:
    """Return what a cell is called: its row, and its column where there are several."""
    one, row = find_row(table.form, at[0])
    if len(one.columns) == 1:
        return f"“{row.words}”"
    return f"“{row.words}”（{_column(one, at[1])}）"


def _column(table: Table, slug: str) -> str:
    return next(column.label for column in table.columns if column.slug == slug)
