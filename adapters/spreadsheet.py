"""Reading and writing tables as CSV or XLSX. Cells that a spreadsheet would run as formulas are made harmless."""

from __future__ import annotations

import csv
import io
import itertools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
ENCODINGS = ("utf-8-sig", "gb18030")
XLSX_START = b"PK"
# What openpyxl lets through of an archive, its parts and their values when they are damaged.
BROKEN_XLSX = (BadZipFile, InvalidFileException, SyntaxError, KeyError, IndexError, ValueError, OSError, zlib.error)


class Unreadable(Exception):
    """The file is not a table that can be read; the text says why."""


def read(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows of a CSV or XLSX file by column name. Raises Unreadable."""
    if path.suffix.lower() == ".xlsx":
        yield from _read_xlsx(path)
    elif path.suffix.lower() == ".csv":
        yield from _read_csv(path)
    else:
        raise Unreadable(f"{path.name} is neither .csv nor .xlsx.")


def cells(content: bytes, most: int) -> Iterator[tuple[object, ...]]:
    """Yield the first rows of the first sheet of an XLSX or a CSV file, empty ones left out. Raises Unreadable."""
    rows = _sheet_rows(io.BytesIO(content)) if content.startswith(XLSX_START) else _csv_rows(content)
    yield from itertools.islice((row for row in rows if any(value not in (None, "") for value in row)), most)


def write_csv(stream: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table and return how many rows it has."""
    writer = csv.writer(stream)
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        count += 1
    return count


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as a CSV file that spreadsheets open as UTF-8."""
    stream = io.StringIO(newline="")
    write_csv(stream, header, rows)
    return stream.getvalue().encode("utf-8-sig")


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as an XLSX file; every text is typed as text, so that none of it is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for row in (header, *rows):
        sheet.append([_cell(sheet, harmless(value)) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def harmless(value: object) -> object:
    """Return the value so that a spreadsheet shows it and does not run it (security.md X5)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _cell(sheet: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    return cell


def _read_csv(path: Path) -> Iterator[dict[str, object]]:
    encoding = _encoding(path)
    csv.field_size_limit(10 * 1024 * 1024)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.DictReader(stream)
        if not reader.fieldnames:
            raise Unreadable(f"{path.name} has no header row.")
        try:
            for row in reader:
                yield {name: value for name, value in row.items() if name is not None}
        except csv.Error as error:
            raise Unreadable(f"{path.name}, line {reader.line_num}: {error}") from error


def _encoding(path: Path) -> str:
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding) as stream:
                while stream.read(1 << 20):
                    pass
            return encoding
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{path.name} is neither UTF-8 nor GB 18030 text.")


def _read_xlsx(path: Path) -> Iterator[dict[str, object]]:
    rows = _xlsx_rows(path)
    header = [str(name).strip() if name is not None else "" for name in next(rows, ())]
    if not any(header):
        raise Unreadable(f"{path.name} has no header row.")
    for row in rows:
        if any(value is not None for value in row):
            yield dict(zip(header, row, strict=False))


def _xlsx_rows(path: Path) -> Iterator[tuple[object, ...]]:
    with path.open("rb") as stream:
        yield from _sheet_rows(stream, path.name)


def _sheet_rows(stream: IO[bytes], name: str = "This") -> Iterator[tuple[object, ...]]:
    try:
        book = load_workbook(stream, read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except BROKEN_XLSX as error:
        raise Unreadable(f"{name} is not a readable XLSX file.") from error


def _csv_rows(content: bytes) -> Iterator[tuple[object, ...]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("This is neither UTF-8 nor GB 18030 text.")
    try:
        yield from map(tuple, csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise Unreadable(str(error)) from error
