"""Encryption of contact fields: AES-256-GCM, each value bound to its case and its column, its key named before it."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.key_ring import KeyRing

NONCE_BYTES = 12
TAG_BYTES = 16
VERSION_BYTES = 1


class Undecipherable(Exception):
    """The stored value does not belong to this case, column or key."""


class FieldCipher:
    """Encrypts single fields under the current key of a ring, and decrypts those of every key in it."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    @property
    def version(self) -> bytes:
        """The first byte of every value that is encrypted now."""
        return bytes([self._ring.current])

    def encrypt(self, case_id: int, column: str, text: str) -> bytes:
        """Return the ciphertext of a field of a case."""
        version, nonce = self._ring.current, os.urandom(NONCE_BYTES)
        aead = self._ring.cipher(version)
        assert aead is not None
        return bytes([version]) + nonce + aead.encrypt(nonce, text.encode("utf-8"), _bound(case_id, column))

    def decrypt(self, case_id: int, column: str, value: bytes) -> str:
        """Return the text of a field.

        Raises Undecipherable when it was moved, changed or made with a key that is not in the ring.
        """
        nonce, body = value[VERSION_BYTES:VERSION_BYTES + NONCE_BYTES], value[VERSION_BYTES + NONCE_BYTES:]
        aead = self._ring.cipher(value[0]) if len(body) >= TAG_BYTES else None
        if aead is None:
            raise Undecipherable(f"{column} of case {case_id}")
        try:
            return aead.decrypt(nonce, body, _bound(case_id, column)).decode("utf-8")
        except InvalidTag:
            raise Undecipherable(f"{column} of case {case_id}") from None


def _bound(case_id: int, column: str) -> bytes:
    return f"identity:{case_id}:{column}".encode()


def new_file_key() -> bytes:
    """Return a key for one file."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, content: bytes) -> bytes:
    """Return the bytes of a file under its own key."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, b"file")


def unseal(key: bytes, sealed: bytes) -> bytes:
    """Return what was sealed. Raises Undecipherable when it was changed or sealed under another key."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], b"file")
    except InvalidTag:
        raise Undecipherable("a sealed file") from None
