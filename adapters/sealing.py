"""Sealed streams: AES-256-GCM in frames, of any length in constant memory. What was cut off or changed is not opened.

Layout: magic, id of the key, salt; then frames of a four-byte head (length, highest bit on the last) and ciphertext.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"MAILBOX SEALED 1\n"
KEY_BYTES, KEY_ID_BYTES, SALT_BYTES, TAG_BYTES = 32, 8, 16, 16
FRAME_BYTES = 1024 * 1024
_HEAD = struct.Struct(">I")
_LAST = 0x8000_0000


class SealBroken(Exception):
    """A sealed stream that cannot be opened; the text says why, in one line for the operator."""

    is_safe_to_log = True


def load_key(path: Path) -> bytes:
    """Return the key in a file. Raises SealBroken when it is missing, short, or may be read by others."""
    if not path.is_file():
        raise SealBroken(f"The key file {path} is missing.")
    if path.stat().st_mode & 0o077:
        raise SealBroken(f"The key file {path} can be read by others. Set its mode to 600.")
    key = path.read_bytes()
    if len(key) < KEY_BYTES:
        raise SealBroken(f"The key file {path} is too short: {KEY_BYTES} bytes are needed.")
    return key[:KEY_BYTES]


class Sealer(io.RawIOBase):
    """Takes plain bytes and writes sealed ones to `out`. Without `close` the stream has no end and is not opened."""

    def __init__(self, out: IO[bytes], key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self._out = out
        self._frames = _Frames(key, salt)
        self._waiting = bytearray()
        out.write(MAGIC + key_id(key) + salt)

    def writable(self) -> bool:
        return True

    def write(self, plain: bytes) -> int:  # type: ignore[override]
        self._waiting += plain
        # One byte is kept back, so that the last frame is known to be the last when it is written.
        while len(self._waiting) > FRAME_BYTES:
            self._put(bytes(self._waiting[:FRAME_BYTES]), last=False)
            del self._waiting[:FRAME_BYTES]
        return len(plain)

    def finish(self) -> None:
        """Write the last frame. The stream below stays open."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealed = self._frames.seal(plain, last=last)
        self._out.write(_HEAD.pack(len(sealed) | (_LAST if last else 0)) + sealed)


class Opener(io.RawIOBase):
    """Reads sealed bytes from `source` and gives plain ones. Raises SealBroken when they are not what was sealed."""

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        head = _exactly(source, len(MAGIC) + KEY_ID_BYTES + SALT_BYTES)
        if not head.startswith(MAGIC):
            raise SealBroken("This is not a sealed file of the mailbox.")
        sealed_with = head[len(MAGIC):len(MAGIC) + KEY_ID_BYTES]
        if sealed_with != key_id(key):
            raise SealBroken(f"The key does not fit: it is {key_id(key).hex()}, sealed was with {sealed_with.hex()}.")
        self._source = source
        self._frames = _Frames(key, head[-SALT_BYTES:])
        self._plain = b""
        self._place = 0
        self._ended = False
        self.sealed_bytes = len(head)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts: list[bytes] = []
        wanted = size if size >= 0 else None
        while (wanted is None or wanted > 0) and self._fill():
            piece = self._plain[self._place:None if wanted is None else self._place + wanted]
            self._place += len(piece)
            wanted = None if wanted is None else wanted - len(piece)
            parts.append(piece)
        return b"".join(parts)

    def drain(self) -> None:
        """Read to the end, so that a stream that was cut off is noticed."""
        while self.read(FRAME_BYTES):
            pass

    def _fill(self) -> bool:
        if self._place < len(self._plain):
            return True
        if self._ended:
            return False
        (head,) = _HEAD.unpack(_exactly(self._source, _HEAD.size))
        length, self._ended = head & ~_LAST, bool(head & _LAST)
        if not TAG_BYTES <= length <= FRAME_BYTES + TAG_BYTES:
            raise SealBroken(f"The file is damaged at byte {self.sealed_bytes}.")
        try:
            self._plain, self._place = self._frames.open(_exactly(self._source, length), last=self._ended), 0
        except InvalidTag:
            raise SealBroken(f"The file is damaged after byte {self.sealed_bytes}.") from None
        self.sealed_bytes += _HEAD.size + length
        if self._ended and self._source.read(1):
            raise SealBroken(f"Something was added to the file after byte {self.sealed_bytes}.")
        return bool(self._plain) or self._fill()


class _Frames:
    """Seals and opens frames in their order, each under the next number."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._aead = AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"mailbox sealed stream").derive(key))
        self._number = 0

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        return self._aead.encrypt(self._nonce(), plain, b"last" if last else b"more")

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        return self._aead.decrypt(self._nonce(), sealed, b"last" if last else b"more")

    def _nonce(self) -> bytes:
        self._number += 1
        return self._number.to_bytes(12, "big")


def key_id(key: bytes) -> bytes:
    """Return what tells keys apart and says nothing about them."""
    return hashlib.sha256(b"mailbox key id" + key).digest()[:KEY_ID_BYTES]


def _exactly(source: IO[bytes], size: int) -> bytes:
    """Read so many bytes. Raises SealBroken when the stream ends before."""
    parts, left = [], size
    while left:
        piece = source.read(left)
        if not piece:
            raise SealBroken("The file was cut off before its end.")
        parts.append(piece)
        left -= len(piece)
    return b"".join(parts)
