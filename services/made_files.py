"""Files that the service makes itself: a page set as PDF, and bytes that are kept once. Owns no paper and no row."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from adapters import pdf
from adapters.files import Written, files
from rules.errors import Busy, Refusal
from services import storage
from services.work import Work

log = logging.getLogger(__name__)
Row = TypeVar("Row")


def pdf_of(page: str, no_paper: Refusal) -> bytes:
    """Return a page set as PDF; raises `no_paper` when there is nothing that could set it. Takes seconds."""
    try:
        return pdf.render(page)
    except pdf.NoPdf as fault:
        log.error("No PDF was made: %s", fault)
        raise no_paper from fault


def store(content: bytes) -> Written:
    """Store the bytes of a file and return where they are. Raises Busy when they cannot be kept.

    A file whose transaction is rolled back is named by no row, and swept.
    """
    storage.require_space()
    try:
        return files.write(io.BytesIO(content))
    except OSError as error:
        raise Busy() from error


def keep_first(work: Work, row: Row, storage_name: str, kept: Callable[[], Row | None]) -> Row:
    """Add the row of a stored file, or return that of whoever kept it in the meantime; then this file goes.

    `kept` looks for the row that stands under the same unique key.
    """
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        # Somebody else was first; what is kept first stays.
        files.remove(storage_name)
        found = kept()
        if found is None:
            raise
        return found
    return row
