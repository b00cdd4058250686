"""Reading a table that somebody filled in, in the confined process."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from adapters import parser, spreadsheet, table_parser
from rules.file_states import FileRefused

HEADER, ROW = ["条款", "意见", "收到日期"], ["第三条", "=1+1", date(2026, 11, 24)]


@pytest.mark.parametrize("content", [
    spreadsheet.xlsx_bytes(HEADER, [ROW, [None] * 3]), spreadsheet.csv_bytes(HEADER, [ROW, [""] * 3]),
    spreadsheet.csv_bytes(HEADER, [ROW]).decode("utf-8-sig").encode("gb18030")],
    ids=["XLSX", "CSV in UTF-8", "CSV in GB 18030"])
def test_table_is_read_as_plain_values_without_its_empty_rows(content: bytes) -> None:
    """X5: what looks like a formula is a text, here as in what we write ourselves."""
    header, *rows = json.loads(parser.table(content))
    assert header == HEADER
    assert [(row[0], row[1], row[2][:10]) for row in rows] == [("第三条", "'=1+1", "2026-11-24")]


def bomb() -> bytes:
    """An archive that calls itself a workbook, with a part that is huge once it is unpacked."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * (64 * 1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"PK\x03\x04 no archive", bomb(), b"\xff\xfe\x00\x81"],
                         ids=["no workbook", "bomb", "no text"])
def test_file_that_is_no_table_is_refused(content: bytes) -> None:
    """F3, F4: damaged and hostile files end with a refusal, not with a fault of ours."""
    with pytest.raises(FileRefused):
        parser.table(content)


def test_rows_beyond_the_most_are_not_read() -> None:
    rows = [["第三条", str(place), ""] for place in range(table_parser.MOST_ROWS + 50)]
    assert len(json.loads(parser.table(spreadsheet.csv_bytes(HEADER, rows)))) == table_parser.MOST_ROWS
