"""One long table as a workbook (XLSX), written row by row so that fifty thousand rows take hardly any memory.

Tables that are read or printed are in `adapters/sheets.py`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from xlsxwriter import Workbook

from adapters.spreadsheet import harmless
from rules.localtime import local_time

LARGEST_CELL = 32_767  # characters, the format's own limit
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False}


def long_sheet(title: str, made_at: datetime, widths: Sequence[int], header: Sequence[str],
               rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return the workbook; texts are texts and never formulas (security.md X5). `widths` are in characters."""
    stream = io.BytesIO()
    book = Workbook(stream, _OPTIONS)
    # Without a time of its own the file would carry the clock's.
    book.set_properties({"title": title, "created": local_time(made_at).replace(tzinfo=None)})
    sheet = book.add_worksheet("1")
    sheet.freeze_panes(1, 0)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, words in enumerate(header):
        sheet.write_string(0, place, words, bold)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, place, cell)
            elif cell:
                sheet.write_string(line, place, _clean(cell))
    book.close()
    return stream.getvalue()


def _clean(words: str) -> str:
    return str(harmless(ILLEGAL_CHARACTERS_RE.sub("\ufffd", words)))[:LARGEST_CELL]
