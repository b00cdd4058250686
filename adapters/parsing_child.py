"""The program of the process in which a stranger's file is read: `python -I parsing_child.py TASK PARENT`.

The file comes on standard input, what was made of it goes to standard output, and how it went is the exit status. All
that the task needs is imported first; then the process gives up memory, time, files and network for good, and only
then reads. Started by adapters/parser.py.
"""

from __future__ import annotations

import codecs
import os
import signal
import struct
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# An isolated process finds nothing of ours by itself.
sys.path.insert(0, str(ROOT))

from adapters import confinement  # noqa: E402
from adapters.process import end_with_parent  # noqa: E402
from rules.file_states import CopyRefusal, FileRefused  # noqa: E402
from rules.file_types import DOCX  # noqa: E402

DONE, NOT_CONFINED, NO_MEMORY, NOT_INSTALLED = 0, 3, 4, 5
# Exit statuses from here on are the refusals, in their order.
FIRST_REFUSAL = 16
CHUNK = 1024 * 1024
# Module and function of each task. Only the one that is asked for is imported: a picture need not wait for the rest.
TASKS: dict[str, tuple[str, str]] = {
    "kind": ("adapters.file_content", "told"),
    "image/jpeg": ("adapters.clean_images", "clean_jpeg"),
    "image/png": ("adapters.clean_images", "clean_png"),
    "application/pdf": ("adapters.clean_pdf", "cleaned"),
    DOCX: ("adapters.clean_documents", "cleaned"),
    "draft": ("adapters.draft_document", "told"),
    "table": ("adapters.table_parser", "told"),
}
# Of texts inside files; Python would look for them on the disk when they are first used.
ENCODINGS = ("ascii", "latin-1", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp437")


def main(name: str, parent: int) -> int:
    """Read, do the task, write; return the exit status."""
    end_with_parent(parent, signal.SIGKILL)
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    module, function = TASKS[name]
    try:
        task = getattr(import_module(module), function)
    except ImportError:
        return NOT_INSTALLED
    try:
        confinement.limit(confinement.Bounds())
        confinement.confine()
    except confinement.NotConfined:
        return NOT_CONFINED
    try:
        for piece in task(_read()):
            _write(struct.pack(">Q", len(piece)) + piece)
    except FileRefused as refusal:
        return FIRST_REFUSAL + list(CopyRefusal).index(refusal.reason)
    except MemoryError:
        return NO_MEMORY
    return DONE


def _read() -> bytes:
    pieces = []
    while piece := os.read(0, CHUNK):
        pieces.append(piece)
    return b"".join(pieces)


def _write(content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(1, left[:CHUNK]):]


if __name__ == "__main__":
    # Without the end of an ordinary process, which would open, close and wait for things that are out of reach now.
    status = 1
    with suppress(Exception):
        status = main(sys.argv[1], int(sys.argv[2]))
    os._exit(status)
