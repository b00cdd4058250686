"""Uploads: files are judged while they arrive. What cannot be taken is thrown away, not stored, and said."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

from config import MEGABYTE
from rules import file_types
from services import storage

log = logging.getLogger(__name__)
KEPT_IN_MEMORY = 256 * 1024
# A form without files is never longer; its words are read, and given back, even where nothing can be kept.
WORDS_BYTES = 2 * MEGABYTE
# Forms whose file is read as text or as a table within the request, and kept nowhere.
READ_AT_ONCE, TEXT_BYTES = re.compile(r"/record/check|/desk/periods/[^/]+/comments/table"), 2 * MEGABYTE


class Upload:
    """A file stream that keeps at most the limit, and nothing at all of a file whose name cannot be taken."""

    def __init__(self, filename: str | None, limit: int = 10 * MEGABYTE, *, any_name: bool = False) -> None:
        self.refusal = "" if any_name else file_types.name_refusal(filename or "")
        self.limit = limit
        self.length = 0
        # Closed with the request, by Werkzeug.
        self._kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115

    def write(self, chunk: bytes) -> int:
        self.length += len(chunk)
        if self.length > self.limit and not self.refusal:
            self.refusal = file_types.TOO_LARGE
            self._kept.seek(0)
            self._kept.truncate()
        if not self.refusal:
            self._keep(chunk)
        return len(chunk)

    def close(self) -> None:
        """Throw the file away; what a full disk still holds back of it is not missed."""
        with suppress(OSError):
            self._kept.close()

    def _keep(self, chunk: bytes) -> None:
        try:
            self._kept.write(chunk)
        except OSError as error:
            # The words of the letter arrive in the same request; they must not be lost with the file.
            log.error("No room for an upload: %s", error.strerror)
            self.refusal = file_types.NO_ROOM
            self.close()
            self._kept = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)

    def __iter__(self) -> Any:
        return iter(self._kept)


class LetterRequest(Request):
    """A request whose files arrive as `Upload`, and whose broken body is a bad request and no fault of ours."""

    def get_data(self, *arguments: Any, **options: Any) -> Any:
        with _broken_is_refused():
            return super().get_data(*arguments, **options)

    def _load_form_data(self) -> None:
        try:
            if (self.content_length or 0) > WORDS_BYTES and storage.has_no_room_for(self.content_length or 0):
                # Before anything of it is read: a full disk is not filled by what cannot be kept (security.md F1).
                raise ServiceUnavailable
            with _broken_is_refused():
                super()._load_form_data()
        except HTTPException:
            # The rest will not come, and must not be waited for again when the error page asks for what was typed.
            self.__dict__.update(form=ImmutableMultiDict(), files=ImmutableMultiDict())
            raise

    def _get_file_stream(self, total_content_length: int | None, content_type: str | None,
                         filename: str | None = None, content_length: int | None = None) -> IO[bytes]:
        if READ_AT_ONCE.fullmatch(self.path):
            return Upload(filename, TEXT_BYTES, any_name=True)  # type: ignore[return-value]
        return Upload(filename)  # type: ignore[return-value]


@contextmanager
def _broken_is_refused() -> Iterator[None]:
    """Refuse a body that breaks off or is not written as its head says; servers raise errors of their own for it."""
    try:
        yield
    except HTTPException:
        raise
    except Exception as fault:
        log.info("A request was not read to its end: %s", type(fault).__name__)
        raise BadRequest() from fault
