"""Sealed streams: what comes out is what went in, and nothing comes out of what was changed."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sealing import FRAME_BYTES, MAGIC, Opener, SealBroken, Sealer, load_key

KEY = bytes(range(32))
HEAD = len(MAGIC) + 8 + 16


def sealed(plain: bytes, key: bytes = KEY) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, key)
    sealer.write(plain)
    sealer.finish()
    return out.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    return Opener(io.BytesIO(content), key).read()


SIZES = (0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES)


@pytest.mark.parametrize("size", SIZES)
def test_open_of_what_was_sealed_gives_the_same_bytes(size: int) -> None:
    plain = os.urandom(size)
    assert opened(sealed(plain)) == plain


@given(st.lists(st.binary(max_size=200), max_size=8), st.integers(1, 90))
def test_open_in_any_pieces_gives_the_same_bytes(pieces: list[bytes], size: int) -> None:
    out = io.BytesIO()
    sealer = Sealer(out, KEY)
    for piece in pieces:
        sealer.write(piece)
    sealer.finish()
    opener, found = Opener(io.BytesIO(out.getvalue()), KEY), b""
    while piece := opener.read(size):
        assert len(piece) <= size
        found += piece
    assert found == b"".join(pieces)


PLAIN = bytes(2 * FRAME_BYTES + 100)
FRAME = 4 + FRAME_BYTES + 16
CHANGES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("a byte is flipped", lambda all_: all_[:HEAD + 99] + bytes([all_[HEAD + 99] ^ 1]) + all_[HEAD + 100:], "damaged"),
    ("the last byte is flipped", lambda all_: all_[:-1] + bytes([all_[-1] ^ 1]), "damaged"),
    ("the end is cut off between frames", lambda all_: all_[:HEAD + FRAME], "cut off"),
    ("the end is cut off inside a frame", lambda all_: all_[:-50], "cut off"),
    ("a frame is left out", lambda all_: all_[:HEAD] + all_[HEAD + FRAME:], "damaged"),
    ("two frames change places",
     lambda all_: all_[:HEAD] + all_[HEAD + FRAME:HEAD + 2 * FRAME] + all_[HEAD:HEAD + FRAME] + all_[HEAD + 2 * FRAME:],
     "damaged"),
    ("something is added", lambda all_: all_ + b"x", "added"),
    ("a frame is said to be the last", lambda all_: all_[:HEAD] + bytes([all_[HEAD] | 0x80]) + all_[HEAD + 1:],
     "damaged"),
    ("it is something else", lambda all_: b"PK" + all_, "not a sealed file"),
    ("it is empty", lambda _: b"", "cut off"),
]


@pytest.mark.parametrize(("change", "words"), [pytest.param(*each[1:], id=each[0]) for each in CHANGES])
def test_open_of_what_was_changed_says_what_is_wrong(change: Callable[[bytes], bytes], words: str) -> None:
    with pytest.raises(SealBroken, match=words):
        opened(change(sealed(PLAIN)))


def test_open_with_another_key_names_both(tmp_path: Path) -> None:
    """S6: without the key that it was sealed with, a backup stays shut."""
    with pytest.raises(SealBroken, match="key does not fit: it is [0-9a-f]{16}, sealed was with [0-9a-f]{16}"):
        opened(sealed(b"x"), bytes(32))


def test_two_seals_of_the_same_bytes_share_nothing_but_the_head() -> None:
    first, second = sealed(b"x" * 64), sealed(b"x" * 64)
    assert first[HEAD + 4:] != second[HEAD + 4:]
    assert b"x" * 8 not in first


def test_long_stream_is_sealed_and_opened_in_little_memory(tmp_path: Path) -> None:
    path, block = tmp_path / "sealed", bytes(256 * 1024)
    tracemalloc.start()
    with path.open("wb") as out:
        sealer = Sealer(out, KEY)
        for _ in range(200):
            sealer.write(block)
        sealer.finish()
    with path.open("rb") as source:
        opener, size = Opener(source, KEY), 0
        while piece := opener.read(256 * 1024):
            size += len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 200 * len(block)
    assert peak < 12 * 1024 * 1024


@pytest.mark.parametrize(("content", "mode", "words"), [
    (None, 0o600, "missing"), (b"short", 0o600, "too short"), (KEY, 0o644, "read by others")])
def test_key_file_that_cannot_be_used_is_refused(
        tmp_path: Path, content: bytes | None, mode: int, words: str) -> None:
    path = tmp_path / "backup.key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(SealBroken, match=words):
        load_key(path)
