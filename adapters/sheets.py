"""Tables as a workbook (XLSX): numbers are numbers, texts are texts and never formulas, the same tables the same bytes.

Reading tables, and writing plain exports, is in `adapters/spreadsheet.py`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from xlsxwriter import Workbook

from rules.digest_tables import Cell, Change, Column, Kind, Mean, Table, words
from rules.figures import Rate
from rules.localtime import local_time

FONT = "宋体"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14}, "note": {"font_color": "#5c6167", "text_wrap": True},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "head-right": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"},
    "text": {"text_wrap": True, "valign": "top"}, "right": {"align": "right", "valign": "top"},
    "count": {"num_format": "0", "valign": "top"}, "mean": {"num_format": "0.0", "valign": "top"},
    "rate": {"num_format": "0.00%", "valign": "top"}, "change": {"num_format": "+0.00%;-0.00%;0.00%", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"},
}
_HEAD_ROW = 3
_NARROWEST = 8


def workbook(title: str, author: str, made_at: datetime, tables: Sequence[Table], note: str) -> bytes:
    """Return a workbook with a sheet for each table, under its title and a note; frozen heads, ready to be printed."""
    stream = io.BytesIO()
    book = Workbook(stream, _OPTIONS)
    # Without a time of its own the file would carry the clock's.
    book.set_properties({"title": title, "author": author, "created": local_time(made_at).replace(tzinfo=None)})
    formats = {name: book.add_format({"font_name": FONT, "font_size": 11, **wanted})
               for name, wanted in _FORMATS.items()}
    for table in tables:
        _sheet(book, table, f"{title}　{table.title}", note, formats)
    book.close()
    return stream.getvalue()


def _sheet(book: Workbook, table: Table, title: str, note: str, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.title[:31])
    sheet.write_string(0, 0, _clean(title), formats["title"])
    sheet.write_string(1, 0, _clean(note))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column))
        sheet.write_string(_HEAD_ROW, place, _clean(column.words.replace("\n", "")),
                           formats["head-right" if column.is_number else "head"])
    for line, row in enumerate(table.rows, _HEAD_ROW + 1):
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell, table.columns[place], formats)
    last = _HEAD_ROW + len(table.rows)
    if not table.rows:
        last += 1
        sheet.write_string(last, 0, _clean(table.empty), formats["text"])
    if table.note:
        sheet.write_string(last + 2, 0, _clean(table.note))
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")


def _write(sheet: Any, line: int, place: int, cell: Cell, column: Column, formats: dict[str, Any]) -> None:
    shown = _number(cell)
    if shown is not None:
        number, name = shown
        sheet.write_number(line, place, number, formats[name])
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, place, local_time(cell).replace(tzinfo=None, microsecond=0), formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, formats["day"])
    else:
        # Always typed as text: a name that begins with = is a name.
        sheet.write_string(line, place, _clean(words(cell)), formats["right" if column.is_number else "text"])


def _number(cell: Cell) -> tuple[float, str] | None:
    """Return a cell as number with its format; None for texts, days, and what has no base."""
    if isinstance(cell, int):
        return cell, "count"
    if isinstance(cell, Rate) and cell.base > 0:
        return _rounded(cell.part, cell.base, 4), "rate"
    if isinstance(cell, Mean) and cell.count > 0:
        return _rounded(cell.total, cell.count, 1), "mean"
    if isinstance(cell, Change) and cell.before > 0:
        return _rounded(cell.now - cell.before, cell.before, 4), "change"
    return None


def _rounded(part: int, base: int, digits: int) -> float:
    """Return part ÷ base rounded half up as in print, so that sheet and paper show the same."""
    return float((Decimal(part) / Decimal(base)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _width(column: Column) -> float:
    """Return a width in the unit of sheets, a Latin letter: a Chinese character takes two."""
    return max(_NARROWEST, column.width * 2 + (4 if column.kind is Kind.MOMENT else 0))


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
