"""Uploads: files are judged while they arrive. What cannot be taken is thrown away, not stored, and said."""

from __future__ import annotations

import tempfile
from typing import IO, Any

from flask import Request

from config import MEGABYTE
from rules import file_types


class Upload:
    """A file stream that keeps at most the limit, and nothing at all of a file whose name cannot be taken."""

    def __init__(self, filename: str | None, limit: int = 10 * MEGABYTE) -> None:
        self.refusal = file_types.name_refusal(filename or "")
        self.limit = limit
        self.length = 0
        # Closed with the request, by Werkzeug.
        self._kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=256 * 1024)  # noqa: SIM115

    def write(self, chunk: bytes) -> int:
        self.length += len(chunk)
        if self.length > self.limit and not self.refusal:
            self.refusal = file_types.TOO_LARGE
            self._kept.seek(0)
            self._kept.truncate()
        if not self.refusal:
            self._kept.write(chunk)
        return len(chunk)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)

    def __iter__(self) -> Any:
        return iter(self._kept)


class LetterRequest(Request):
    """A request whose files arrive as `Upload`."""

    def _get_file_stream(self, total_content_length: int | None, content_type: str | None,
                         filename: str | None = None, content_length: int | None = None) -> IO[bytes]:
        return Upload(filename)  # type: ignore[return-value]
