"""What a file really is, whatever its name says: by libmagic, and by looking into the container of a document."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from typing import IO

import magic

from rules.file_types import DOCX, Trap

HEAD = 8192
TAIL = 66_000  # the longest end record of a ZIP, with its comment
END_OF_ZIP = b"PK\x05\x06"
END_RECORD = 22
MAX_ENTRIES = 3000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 150
MAIN_PART = "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"
MAX_CONTENT_TYPES = 1024 * 1024

# What a container that was damaged, on purpose or not, makes the reader raise.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, OSError,
              KeyError, IndexError, ValueError, EOFError)
OTHER = "application/octet-stream"


def kind_of(stream: IO[bytes]) -> str:
    """Return the media type of a file's content, or the trap that is in it.

    Nothing is unpacked to disk, and of an archive only its list and one small part are read (security.md F2, F3).
    """
    head, tail, size = _ends(stream)
    if head.startswith(b"PK\x03\x04"):
        return _document(stream, tail, size)
    kind = magic.from_buffer(head, mime=True)
    if kind in ("application/encrypted", "application/x-ole-storage", "application/cdfv2"):
        return Trap.ENCRYPTED  # an Office document with a password is an OLE container
    if END_OF_ZIP in tail or (kind != "application/pdf" and b"%PDF-" in head):
        return Trap.HIDES_ANOTHER
    if kind == "application/pdf":
        return _pdf(stream, head, tail)
    return kind


def _ends(stream: IO[bytes]) -> tuple[bytes, bytes, int]:
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(max(0, size - TAIL))
    tail = stream.read(TAIL)
    stream.seek(0)
    return head, tail, size


def _pdf(stream: IO[bytes], head: bytes, tail: bytes) -> str:
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail[-2048:]:
        return Trap.HIDES_ANOTHER if b"%PDF-" in head[1:] else OTHER
    content = stream.read()
    stream.seek(0)
    return Trap.ENCRYPTED if b"/Encrypt" in content else "application/pdf"


def _document(stream: IO[bytes], tail: bytes, size: int) -> str:
    """Tell a plain DOCX from everything else that is a ZIP container."""
    place = tail.rfind(END_OF_ZIP)
    if place < 0 or place + END_RECORD != len(tail):
        return Trap.HIDES_ANOTHER
    try:
        with zipfile.ZipFile(stream) as container:
            return _judged(container, size)
    except UNREADABLE:
        return OTHER
    finally:
        stream.seek(0)


def _judged(container: zipfile.ZipFile, size: int) -> str:
    entries = container.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * size:
        return Trap.TOO_BIG_INSIDE
    if not entries or min(entry.header_offset for entry in entries):
        return Trap.HIDES_ANOTHER  # something stands before the first part
    if any(entry.flag_bits & 1 for entry in entries):
        return Trap.ENCRYPTED
    if any(_leads_out(entry) for entry in entries):
        return Trap.HIDES_ANOTHER
    names = {entry.filename for entry in entries}
    if MAIN_PART not in names or container.getinfo(CONTENT_TYPES).file_size > MAX_CONTENT_TYPES:
        return OTHER
    types = container.read(CONTENT_TYPES)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        return Trap.MACRO
    return DOCX if b"wordprocessingml.document.main+xml" in types else OTHER


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").split("/")
    return entry.filename.startswith("/") or ".." in parts or stat.S_ISLNK(entry.external_attr >> 16)
