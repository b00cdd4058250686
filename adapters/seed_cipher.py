"""Encryption of the seeds of second factors: AES-256-GCM under a key of their own, each bound to its account."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
VERSION = b"\x01"


class WrongSeed(Exception):
    """The stored seed does not belong to this account or key."""


class SeedCipher:
    """Encrypts seeds. Its key is derived from the key of the codes, which a rotation of identities does not change."""

    def __init__(self, code_key: bytes) -> None:
        self._aead = AESGCM(HKDF(SHA256(), 32, salt=None, info=b"staff second factor").derive(code_key))

    def encrypt(self, staff_id: int, seed: str) -> bytes:
        """Return the ciphertext of an account's seed."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._aead.encrypt(nonce, seed.encode(), _bound(staff_id))

    def decrypt(self, staff_id: int, value: bytes) -> str:
        """Return an account's seed. Raises WrongSeed when it was moved, changed or made with another key."""
        version, nonce, body = value[:1], value[1:1 + NONCE_BYTES], value[1 + NONCE_BYTES:]
        try:
            if version != VERSION:
                raise InvalidTag
            return self._aead.decrypt(nonce, body, _bound(staff_id)).decode()
        except (InvalidTag, ValueError):
            raise WrongSeed(f"account {staff_id}") from None


def _bound(staff_id: int) -> bytes:
    return f"staff:{staff_id}:totp".encode()
