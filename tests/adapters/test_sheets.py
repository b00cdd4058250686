"""Workbooks: every figure as a number, every text as a text, nothing that a spreadsheet would run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from adapters import sheets
from rules import digest_papers
from rules.digest_body import DigestBody, DigestKind, Line
from rules.digest_tables import Change, Column, Kind, Mean, Table, words
from rules.figures import Dimension, Rate
from rules.localtime import local_time
from tests.fixtures.digest_bodies import Size, body

MADE_AT = datetime(2026, 11, 1, 19, 10, tzinfo=UTC)
HEAD = 4  # the row of the heads, counted from 1


def book(tables: tuple[Table, ...]) -> list[Worksheet]:
    content = sheets.workbook("一月一汇总", "云溪县信访局", MADE_AT, tables, "第1版")
    assert content == sheets.workbook("一月一汇总", "云溪县信访局", MADE_AT, tables, "第1版")
    return list(load_workbook(io.BytesIO(content)).worksheets)


def hostile() -> DigestBody:
    """A digest with departments whose names a spreadsheet would run."""
    made = body(DigestKind.MONTHLY, "2026-10", Size(3))
    names = ('=HYPERLINK("http://x.example","点我")', "+1+1|'cmd'", "@SUM(A1)", "县\x07档案馆")
    lines = tuple(Line(line.key, name, line.figures)
                  for line, name in zip(made.departments, names, strict=True))
    return replace(made, breakdowns={**made.breakdowns, Dimension.DEPARTMENT: lines})


@pytest.mark.parametrize("made", [
    body(DigestKind.DAILY, "2026-11-20"), body(DigestKind.MONTHLY, "2026-10"), body(DigestKind.QUARTERLY, "2026-Q3"),
    body(DigestKind.DAILY, "2026-11-21", Size(2, 0, 0)), hostile()],
    ids=["daily", "monthly", "quarterly", "a-day-of-nothing", "names-like-formulas"])
def test_workbook_read_back_has_every_cell_of_every_table(made: DigestBody) -> None:
    """X5: a text that begins like a formula is a text."""
    tables = digest_papers.sheets(made)
    for table, sheet in zip(tables, book(tables), strict=True):
        assert sheet.title == table.title
        assert sheet.freeze_panes == f"B{HEAD + 1}"
        assert [cell.value for cell in sheet[HEAD]] == [column.words.replace("\n", "") for column in table.columns]
        for row, cells in zip(table.rows, sheet.iter_rows(min_row=HEAD + 1), strict=False):
            assert [cell.value for cell in cells] == [expected(value) for value in row]
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def expected(cell: object) -> object:
    if isinstance(cell, Rate):
        return round(cell.part / cell.base + 1e-9, 4) if cell.base else "—"
    if isinstance(cell, Mean):
        return float(words(cell)) if cell.count else "—"
    if isinstance(cell, Change):
        shown = words(cell).replace("–", "-").rstrip("%")
        return round(float(shown) / 100, 4) if cell.before else "—"
    if isinstance(cell, datetime):
        return local_time(cell).replace(tzinfo=None, microsecond=0)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    return cell.replace("\x07", "\ufffd") if isinstance(cell, str) else "—" if cell is None else cell


def test_workbook_carries_the_time_of_the_digest_and_shows_rates_as_per_cent() -> None:
    """P5: nothing in the file follows the clock."""
    table = Table("t", "表", (Column("率", Kind.RATE), Column("变", Kind.NUMBER)), ((Rate(1, 3), Change(2, 3)),))
    content = sheets.workbook("题", "局", MADE_AT, (table,), "注")
    opened = load_workbook(io.BytesIO(content))
    [cells] = opened.worksheets[0].iter_rows(min_row=HEAD + 1, max_row=HEAD + 1)
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (0.3333, "0.00%"), (-0.3333, "+0.00%;-0.00%;0.00%")]
    assert opened.properties.created == local_time(MADE_AT).replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
