"""Reading strangers' files in a process of their own, which can do nothing but read this one and give back bytes."""

from __future__ import annotations

import logging
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import IO

from adapters import parsing_child as child
from rules.file_states import CopyRefusal, FileRefused

log = logging.getLogger(__name__)
PROGRAM = Path(child.__file__)
# A file takes a fraction of a second; who waits for the answer to a letter must not wait for a trap.
KIND_WITHIN_S = 10.0
CLEAN_WITHIN_S = 30.0


class ParserAway(Exception):
    """No process can be started or confined on this machine now; it is no fault of the file."""

    is_safe_to_log = True


def kind_of(content: bytes) -> str:
    """Return the media type or the trap of a file (file_content.kind_of). Raises FileRefused and ParserAway."""
    return run("kind", content, KIND_WITHIN_S)[0].decode()


def clean(content: bytes, media_type: str) -> tuple[bytes, ...]:
    """Return the copy of a file that may leave, and of a picture a small one too. Raises FileRefused and ParserAway."""
    return run(media_type, content, CLEAN_WITHIN_S)


def draft(content: bytes) -> bytes:
    """Return the lines of a draft in a DOCX, as JSON (adapters/draft_document.py). Raises FileRefused, ParserAway."""
    return run("draft", content, CLEAN_WITHIN_S)[0]


def table(content: bytes) -> bytes:
    """Return the cells of a table somebody filled in, as JSON (adapters/table_parser.py). Raises as `draft`."""
    return run("table", content, KIND_WITHIN_S)[0]


def run(task: str, content: bytes, within_s: float) -> tuple[bytes, ...]:
    """Have a confined process do a task of parsing_child.TASKS with these bytes, for so many seconds at most.

    Raises FileRefused with the reason, also when the process crashed, took too long or too much memory.
    """
    try:
        with _memory_file(content) as given, _memory_file(b"") as made:
            # Neither environment nor working directory nor any other open file is passed on.
            ended = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(PROGRAM), task, str(os.getpid())], stdin=given, stdout=made,
                stderr=subprocess.DEVNULL, env={}, cwd="/", timeout=within_s, check=False)
            made.seek(0)
            answer = made.read()
    except subprocess.TimeoutExpired:
        log.warning("A file took more than %s s to read", within_s)
        raise FileRefused(CopyRefusal.TOO_SLOW) from None
    except OSError as error:
        raise ParserAway(f"No process to read files in: {error.strerror}") from error
    if ended.returncode != child.DONE:
        raise _refusal(ended.returncode)
    return _pieces(answer)


def _refusal(status: int) -> Exception:
    reasons = list(CopyRefusal)
    if status == child.NOT_CONFINED:
        return ParserAway("This machine cannot confine a process, so no file is read.")
    if status == child.NOT_INSTALLED:
        return ParserAway("A library that reads files is not installed (libmagic1, Pillow, pikepdf).")
    if child.FIRST_REFUSAL <= status < child.FIRST_REFUSAL + len(reasons):
        return FileRefused(reasons[status - child.FIRST_REFUSAL])
    log.warning("A file ended the process that read it, with status %s", status)
    return FileRefused(CopyRefusal.TOO_MUCH_MEMORY if status == child.NO_MEMORY else CopyRefusal.CRASHED)


def _pieces(answer: bytes) -> tuple[bytes, ...]:
    """Return the pieces of an answer. Whoever wrote it read a stranger's file: its lengths are not believed."""
    pieces, place = [], 0
    while place < len(answer):
        if place + 8 > len(answer):
            raise FileRefused(CopyRefusal.CRASHED)
        length = struct.unpack_from(">Q", answer, place)[0]
        piece = answer[place + 8:place + 8 + length]
        if len(piece) != length:
            raise FileRefused(CopyRefusal.CRASHED)
        pieces.append(piece)
        place += 8 + length
    if not pieces or not pieces[0]:
        raise FileRefused(CopyRefusal.CRASHED)
    return tuple(pieces)


def _memory_file(content: bytes) -> IO[bytes]:
    """Return an open file that is on no disk, where nobody could find what somebody sent."""
    file = os.fdopen(os.memfd_create("file", os.MFD_CLOEXEC), "w+b")
    file.write(content)
    file.seek(0)
    return file
