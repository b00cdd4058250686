"""Stored files that hold personal data: each under a key of its own, which the identity key protects (security.md I2).

So that a rotation of keys renews a short column and leaves the file as it is. Owns no table: whoever keeps a sealed
file stores its key beside its name, and names that column in services/key_rotation.SEALED.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from adapters import cipher
from adapters.files import files
from rules.errors import Busy
from services import storage
from services.work import Work


@dataclass(frozen=True)
class SealedFile:
    """A sealed file as a row names it: `digest` and `size` are of the stored bytes, as adapters/files.STORED_IN wants.

    `content_digest` is the SHA-256 of what was sealed, `file_key` its key, encrypted.
    """

    storage_name: str
    digest: str
    size: int
    content_digest: str
    file_key: bytes


def write(work: Work, case_id: int, column: str, content: bytes) -> SealedFile:
    """Seal bytes of a case and store them; `column` is the name that their key is bound to. Raises Busy.

    A file whose transaction is rolled back is named by no row, and swept.
    """
    storage.require_space()
    key = cipher.new_file_key()
    try:
        written = files.write(io.BytesIO(cipher.seal(key, content)))
    except OSError as error:
        raise Busy() from error
    return SealedFile(written.storage_name, written.digest, written.size, hashlib.sha256(content).hexdigest(),
                      work.cipher.encrypt(case_id, column, key.hex()))


def read(work: Work, case_id: int, column: str, sealed: SealedFile) -> bytes:
    """Return what was sealed.

    Raises FileDamaged or Undecipherable when the stored bytes or their key are not those of this case and column.
    """
    key = bytes.fromhex(work.cipher.decrypt(case_id, column, sealed.file_key))
    return cipher.unseal(key, files.read(sealed.storage_name, sealed.digest))
