"""Compressed pictures without the segments in which cameras and programs write; the picture itself is not touched.

For pictures inside a PDF, whose pixels must stay as they are. Raises FileRefused for what is not built as it should be.
"""

from __future__ import annotations

import struct

from rules.file_states import CopyRefusal, FileRefused

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APPLICATION = range(0xE0, 0xF0)
# Of the segments of applications only Adobe's says how colours are stored.
_ADOBE = 0xEE
_ADOBE_LENGTH = 14
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
# What a JPEG 2000 picture needs: signature, kind of file, head, and the picture.
_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_CODESTREAM = b"\xff\x4f\xff\x51"


def of_jpeg(content: bytes) -> bytes:
    """Return a JPEG without comments, without what applications wrote, and without what stands behind the picture."""
    if content[:2] != b"\xff\xd8":
        raise FileRefused(CopyRefusal.UNREADABLE)
    kept, place = [content[:2]], 2
    while True:
        place = _next_marker(content, place)
        marker = content[place + 1]
        if marker == _END:
            return b"".join([*kept, b"\xff\xd9"])
        if marker in _ALONE:
            kept.append(content[place:place + 2])
            place += 2
            continue
        end = place + 2 + _length(content, place + 2)
        segment = content[place:end]
        if marker == _ADOBE and segment[4:9] == b"Adobe":
            kept.append(b"\xff\xee" + struct.pack(">H", _ADOBE_LENGTH) + segment[4:2 + _ADOBE_LENGTH])
        elif marker not in _APPLICATION and marker != _COMMENT:
            kept.append(segment)
        if marker == _SCAN:
            scan_end = _end_of_scan(content, end)
            kept.append(content[end:scan_end])
            if scan_end >= len(content):
                # Many pictures lack their end; what is there of them is shown all the same.
                return b"".join([*kept, b"\xff\xd9"])
            end = scan_end
        place = end


def of_jpeg_2000(content: bytes) -> bytes:
    """Return a JPEG 2000 picture with the boxes only that make the picture."""
    if content.startswith(_CODESTREAM):
        return content
    kept, place = [], 0
    while place < len(content):
        if place + 8 > len(content):
            raise FileRefused(CopyRefusal.UNREADABLE)
        length, kind = struct.unpack_from(">I4s", content, place)
        if length == 1 and place + 16 <= len(content):
            length = struct.unpack_from(">Q", content, place + 8)[0]
        end = place + length if length else len(content)
        if end <= place + 7 or end > len(content):
            raise FileRefused(CopyRefusal.UNREADABLE)
        if kind in _BOXES:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)


def _next_marker(content: bytes, place: int) -> int:
    while place + 1 < len(content) and content[place] == 0xFF and content[place + 1] == 0xFF:
        place += 1
    if place + 1 >= len(content) or content[place] != 0xFF:
        raise FileRefused(CopyRefusal.UNREADABLE)
    return place


def _length(content: bytes, place: int) -> int:
    if place + 2 > len(content):
        raise FileRefused(CopyRefusal.UNREADABLE)
    length = int(struct.unpack_from(">H", content, place)[0])
    if length < 2 or place + length > len(content):
        raise FileRefused(CopyRefusal.UNREADABLE)
    return length


def _end_of_scan(content: bytes, place: int) -> int:
    """Return where the compressed pixels end: at the next marker that is none of theirs."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        following = content[place + 1]
        if following == 0 or following in _ALONE or following == 0xFF:
            place += 1 if following == 0xFF else 2
            continue
        return place
