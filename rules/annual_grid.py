"""A filled annual form as it is drawn: head cells that span, rows set in, and which cells lead to what is behind them.

One source for page, paper, DOCX and workbook, so that they cannot differ. Numbers and labels are those of the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules import digest_tables
from rules.annual_forms import Filled, FormName, Row, Table, find_row
from rules.annual_table import AnnualTable, plain
from rules.digest_tables import Cell, Kind

_DEPTHS = {"、": 0, "）": 1, ".": 2, "：": 3}
_FROM_CASES = (Filled.CASES, Filled.REMEDIES)


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the head: its words and how many columns and rows it spans."""

    words: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Number:
    """A printed cell. `leads` tells that something is behind it: requests, or what departments have entered."""

    row: str
    column: str
    words: str
    label: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its words, how far it is set in, its unit in the form of 2018, and its cells."""

    words: str
    depth: int
    unit: str
    is_sum: bool
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a form. `note` is what the head says of its sums, "" for most."""

    code: str
    title: str
    section: str
    note: str
    heads: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]
    has_units: bool

    @property
    def is_wide(self) -> bool:
        return len(self.heads) > 1

    @property
    def columns(self) -> int:
        """How many columns it has below its head, that of the labels included."""
        return sum(head.columns for head in self.heads[0])


def grids(table: AnnualTable) -> tuple[Grid, ...]:
    """Return the tables of a filled form, in the order of the form."""
    return tuple(_grid(table, one) for one in table.tables)


def sheets(table: AnnualTable) -> tuple[digest_tables.Table, ...]:
    """Return the same tables for a workbook: numbers are numbers, also where the page prints 无."""
    return tuple(_sheet(table, one) for one in table.tables)


def is_from_cases(form: FormName, row: Row) -> bool:
    """Tell whether requests, or what followed them, are behind a row: its own, or those of the rows it sums up."""
    if row.filled is Filled.SUM:
        return any(is_from_cases(form, find_row(form, code)[1]) for code in row.parts)
    return row.filled in _FROM_CASES


def _grid(table: AnnualTable, one: Table) -> Grid:
    has_units = table.form is FormName.OF_2018
    return Grid(one.code, one.title, one.section, one.head if one.head.startswith("（") else "",
                tuple(_heads(one, has_units=has_units)), tuple(_line(table, one, row) for row in one.rows), has_units)


def _heads(one: Table, *, has_units: bool) -> Iterator[tuple[Head, ...]]:
    """Yield the one or two rows of the head: neighbours of one group stand under its name."""
    first = one.title if one.head.startswith("（") or not one.head else one.head
    groups: list[tuple[str, list[str]]] = []
    for column in one.columns:
        if column.group and groups and groups[-1][0] == column.group:
            groups[-1][1].append(column.label)
        else:
            groups.append((column.group, [column.label]))
    rows = 2 if any(group for group, _ in groups) else 1
    units = (Head("单位", rows=rows),) if has_units else ()
    yield (Head(first, rows=rows), *units, *(Head(group or labels[0], len(labels), 1 if group else rows)
                                             for group, labels in groups))
    if rows > 1:
        yield tuple(Head(label) for group, labels in groups if group for label in labels)


def _line(table: AnnualTable, one: Table, row: Row) -> Line:
    counted, is_sum = is_from_cases(table.form, row), row.filled is Filled.SUM
    numbers = tuple(
        Number(row.code, column.slug, table.printed(row.code, column.slug), f"{row.label}，{column.label}",
               bool(table.cells[row.code, column.slug].value) and (counted or row.filled is Filled.REGISTER)
               if (row.code, column.slug) in table.cells else False)
        for column in one.columns)
    return Line(row.words, _depth(table.form, row), row.unit, is_sum, numbers)


def _depth(form: FormName, row: Row) -> int:
    """Return how far a row is set in, by what stands before its label: 一、 not at all, （一） once, 1. twice."""
    if not row.number:
        # 其中 is said once; the rows below it go on. In the form of 2021 only the two lawsuits stand under another.
        return 3 if form is FormName.OF_2018 else row.code.count(".") - 1 if row.code.startswith("4") else 0
    return _DEPTHS.get(row.number[-1], 0)


def _sheet(table: AnnualTable, one: Table) -> digest_tables.Table:
    units = (digest_tables.Column("单位"),) if table.form is FormName.OF_2018 else ()
    heads = [column.label for column in one.columns]
    rows: list[tuple[Cell, ...]] = []
    for row in one.rows:
        values = (table.cells.get((row.code, column.slug)) for column in one.columns)
        rows.append((row.words, *((row.unit,) if units else ()),
                     *(None if cell is None else _cell(cell.value) for cell in values)))
    return digest_tables.Table(f"{table.form.value}-{one.code}", f"{one.code} {one.title}"[:31],
                               (digest_tables.Column(one.head or one.title, width=24), *units,
                                *(digest_tables.Column(head, Kind.NUMBER) for head in heads)), tuple(rows))


def _cell(value: object) -> Cell:
    return value if isinstance(value, int) else plain(value)  # type: ignore[arg-type]
