"""Encryption of contact fields: AES-256-GCM, each value bound to its case and its column."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = b"\x01"  # which key and layout; a rotation adds the next one


class Undecipherable(Exception):
    """The stored value does not belong to this case, column or key."""


class FieldCipher:
    """Encrypts single fields under one key."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def encrypt(self, case_id: int, column: str, text: str) -> bytes:
        """Return the ciphertext of a field of a case."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._aead.encrypt(nonce, text.encode("utf-8"), _bound(case_id, column))

    def decrypt(self, case_id: int, column: str, value: bytes) -> str:
        """Return the text of a field. Raises Undecipherable when it was moved, changed or made with another key."""
        version, nonce, body = value[:1], value[1:1 + NONCE_BYTES], value[1 + NONCE_BYTES:]
        if version != VERSION or len(body) < TAG_BYTES:
            raise Undecipherable(f"{column} of case {case_id}")
        try:
            return self._aead.decrypt(nonce, body, _bound(case_id, column)).decode("utf-8")
        except InvalidTag:
            raise Undecipherable(f"{column} of case {case_id}") from None


def _bound(case_id: int, column: str) -> bytes:
    return f"identity:{case_id}:{column}".encode()
