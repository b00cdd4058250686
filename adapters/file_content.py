"""What a file really is, whatever its name says: by libmagic, and by looking into the container of a document."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from io import BytesIO
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
# A document may hold a workbook, which is an archive too; what holds a further archive is no document.
MAX_DEPTH = 1
ARCHIVES = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08",
            b"BZh9", b"\xfd7zXZ\x00", b"MSCF\0\0\0\0")
# Found anywhere in a picture or PDF these are no accident.
FOREIGN_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
MAIN_PART = "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"
MAX_CONTENT_TYPES = 1024 * 1024

# What a container that was damaged, on purpose or not, makes the reader raise.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, OSError,
              KeyError, IndexError, ValueError, EOFError)
OTHER = "application/octet-stream"


# The table of signatures is on the disk, which whoever reads a stranger's file cannot reach any more.
magic.from_buffer(b"", mime=True)


def told(content: bytes) -> tuple[bytes]:
    """Return the kind of a file, or its trap, as the confined process hands it out."""
    return (kind_of(BytesIO(content)).encode(),)


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
    if END_OF_ZIP in tail or _holds_archive(stream) or (kind != "application/pdf" and b"%PDF-" in head):
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


def _holds_archive(stream: IO[bytes]) -> bool:
    content = stream.read()
    stream.seek(0)
    return any(mark in content for mark in FOREIGN_ARCHIVES)


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
    trap = _trap(container, entries, size, 0)
    if trap is not None:
        return trap
    names = {entry.filename for entry in entries}
    if MAIN_PART not in names or container.getinfo(CONTENT_TYPES).file_size > MAX_CONTENT_TYPES:
        return OTHER
    types = container.read(CONTENT_TYPES)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        return Trap.MACRO
    return DOCX if b"wordprocessingml.document.main+xml" in types else OTHER


def _trap(container: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int, depth: int) -> Trap | None:
    """Return what is amiss with an archive as such, looking into the archives in it too; None for nothing."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * size:
        return Trap.TOO_BIG_INSIDE
    if not entries or min(entry.header_offset for entry in entries):
        return Trap.HIDES_ANOTHER  # something stands before the first part
    if any(entry.flag_bits & 1 for entry in entries):
        return Trap.ENCRYPTED
    if any(map(_leads_out, entries)) or len({entry.filename.lower() for entry in entries}) < len(entries):
        return Trap.HIDES_ANOTHER
    for entry in entries:
        trap = _trap_inside(container, entry, depth)
        if trap is not None:
            return trap
    return None


def _trap_inside(container: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> Trap | None:
    with container.open(entry) as part:
        head = part.read(8)
    if not head.startswith(ARCHIVES):
        return None
    if depth >= MAX_DEPTH or not entry.filename.lower().endswith((".xlsx", ".docx", ".pptx")):
        return Trap.HIDES_ANOTHER
    # Its unpacked size has been judged with the archive that holds it.
    with zipfile.ZipFile(BytesIO(container.read(entry))) as inner:
        trap = _trap(inner, inner.infolist(), entry.file_size, depth + 1)
        macros = any(name.lower().endswith("vbaproject.bin") for name in inner.namelist())
    return Trap.MACRO if trap is None and macros else trap


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").split("/")
    return entry.filename.startswith("/") or ".." in parts or stat.S_ISLNK(entry.external_attr >> 16)
