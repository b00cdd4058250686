"""A filled annual form: each cell with its number and the requests behind it, and the sums of rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.annual_forms import FORMS, Filled, FormName, Row, Table, register_key
from rules.annual_requests import Place

NONE_2018 = "无"
HEADING = "——"
Number = int | Decimal
# (code of the row, slug of the column)
At = tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """One number. `cases` are the ids of the requests behind it, empty for what a register holds.

    Of what followed a request (复议、诉讼、举报) a request stands there as often as it was counted.
    """

    row: str
    column: str
    value: Number
    cases: tuple[int, ...] = ()


@dataclass(frozen=True)
class AnnualTable:
    """A form filled for a year, of one department or, with `department_id` None, of all of them."""

    form: FormName
    year: int
    department_id: int | None
    cells: Mapping[At, Cell]

    @property
    def tables(self) -> tuple[Table, ...]:
        return FORMS[self.form]

    def cell(self, row: str, column: str) -> Cell:
        """Return a cell by the code of its row and the slug of its column; KeyError where the form has none."""
        return self.cells[row, column]

    def value(self, row: str, column: str) -> Number:
        """Return the number of a cell."""
        return self.cells[row, column].value

    def printed(self, row: str, column: str) -> str:
        """Return what stands in a cell on paper: —— in a heading of the form of 2018, and 无 for none."""
        cell = self.cells.get((row, column))
        if cell is None:
            return HEADING if self.form is FormName.OF_2018 else ""
        return NONE_2018 if self.form is FormName.OF_2018 and not cell.value else plain(cell.value)

    def as_json(self) -> dict[str, Any]:
        """Return the form as programs read it: every row with a value, numbers also where the page prints 无."""
        return {"form": self.form.value, "year": self.year, "cells": [
            {"row": row.code, "label": row.label, "column": column.label, "value": number(self.value(row.code,
                                                                                                  column.slug))}
            for table in self.tables for row in table.rows if row.filled is not Filled.HEADING
            for column in table.columns]}


def fill(form: FormName, year: int, department_id: int | None, counted: Mapping[Place, Sequence[int]],
         registers: Mapping[str, Number]) -> AnnualTable:
    """Fill a form from the requests of each cell and the numbers of the registers; what is missing is 0."""
    cells: dict[At, Cell] = {}
    for table in FORMS[form]:
        for row in table.rows:
            for column in table.parts:
                at = row.code, column.slug
                if row.filled in (Filled.CASES, Filled.REMEDIES):
                    ids = tuple(counted.get((row.key, column.slug), ()))
                    cells[at] = Cell(*at, len(ids), ids)
                elif row.filled is Filled.REGISTER:
                    cells[at] = Cell(*at, registers.get(register_key(table, row, column), 0))
        _add_sums(table, cells)
    return AnnualTable(form, year, department_id, cells)


def of_values(form: FormName, year: int, values: Mapping[At, Number], department_id: int | None = None) -> AnnualTable:
    """Return a form with these numbers as they are, sums too, as a printed one has them; what is missing is 0."""
    return AnnualTable(form, year, department_id, {
        at: Cell(*at, values.get(at, 0)) for table in FORMS[form] for row in table.rows
        if row.filled is not Filled.HEADING for at in ((row.code, column.slug) for column in table.columns)})


def added(tables: Sequence[AnnualTable], department_id: int | None = None) -> AnnualTable:
    """Return the sum of the forms of several departments, cell by cell; ValueError for different forms or years."""
    if len({(one.form, one.year) for one in tables}) != 1:
        raise ValueError("only forms of one kind and year can be added up")
    first = tables[0]
    return AnnualTable(first.form, first.year, department_id, {
        at: _sum(at, [one.cells[at] for one in tables]) for at in first.cells})


def number(value: Number) -> int | float:
    """Return a value as JSON has numbers."""
    return int(value) if value == int(value) else float(value)


def plain(value: Number) -> str:
    """Return a value as it is printed: without the zeros that a decimal may end with."""
    return str(int(value)) if value == int(value) else f"{Decimal(value).normalize():f}"


def _add_sums(table: Table, cells: dict[At, Cell]) -> None:
    """Add the rows that are sums of rows, inner ones first, and the column that is the sum of the others."""
    for row in sorted(table.rows, key=lambda one: -len(one.code)):
        if row.filled is Filled.SUM:
            for column in table.parts:
                at = row.code, column.slug
                cells[at] = _sum(at, [cells[code, column.slug] for code in row.parts])
    if table.total:
        for row in _valued(table):
            at = row.code, table.total
            cells[at] = _sum(at, [cells[row.code, column.slug] for column in table.parts])


def _valued(table: Table) -> Iterator[Row]:
    return (row for row in table.rows if row.filled is not Filled.HEADING)


def _sum(at: At, parts: Sequence[Cell]) -> Cell:
    return Cell(*at, sum(part.value for part in parts), tuple(case for part in parts for case in part.cases))
