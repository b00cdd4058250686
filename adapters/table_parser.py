"""The task of the confined process that reads a table somebody filled in: its cells, as plain values.

Everything that a format might look for on the disk is imported before the process gives up its files.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from datetime import date, datetime, time

from adapters import spreadsheet
from rules.file_states import CopyRefusal, FileRefused

# One row more than may be taken is read, so that it can be said that there are too many.
MOST_ROWS = 302
for encoding in spreadsheet.ENCODINGS:
    codecs.lookup(encoding)


def told(content: bytes) -> Iterator[bytes]:
    """Yield the rows of a CSV or XLSX file as one JSON list of lists, the header first. Raises FileRefused."""
    try:
        rows = [[_plain(value) for value in row] for row in spreadsheet.cells(content, MOST_ROWS)]
    except spreadsheet.Unreadable:
        raise FileRefused(CopyRefusal.UNREADABLE) from None
    yield json.dumps(rows, ensure_ascii=False).encode()


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)
