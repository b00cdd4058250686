"""The store of uploaded files: generated names outside the web root, durable before the commit that names them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import Flask

from adapters.durable import sync_directory

CHUNK = 256 * 1024
# The tables whose rows name stored files, each with `storage_name`, `digest` and `size`.
STORED_IN = ("attachment", "attachment_copy", "digest_file", "annual_file", "paper_file",
             "identity_document", "comment_result_file", "draft_file")
_NAME = re.compile(r"[0-9a-f]{48}")


class FileDamaged(Exception):
    """The stored bytes are missing, or are not those that were received."""


@dataclass(frozen=True)
class Written:
    """A durable file: its generated name, the SHA-256 of its bytes as 64 hex digits, and its size in bytes."""

    storage_name: str
    digest: str
    size: int


@dataclass(frozen=True)
class Stored:
    """A file as a row of the database names it: `owner` is that row, the rest as in `Written`."""

    owner: str
    storage_name: str
    digest: str
    size: int


class FileStore:
    """Files below one directory, spread over 256 folders."""

    def __init__(self) -> None:
        self.root = Path("files")

    def init_app(self, app: Flask) -> None:
        self.root = app.extensions["mailbox.config"].data_dir / "files"

    def write(self, stream: IO[bytes]) -> Written:
        """Store a stream from its start. File and folder are on disk when this returns; OSError when they cannot be."""
        name = secrets.token_hex(24)
        path = self.path(name)
        self._make(path.parent)
        draft = path.with_suffix(".part")
        digest, size = hashlib.sha256(), 0
        stream.seek(0)
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.rename(draft, path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        sync_directory(path.parent)
        return Written(name, digest.hexdigest(), size)

    def read(self, storage_name: str, digest: str) -> bytes:
        """Return the bytes of a file. Raises FileDamaged unless they are those that were received (security.md F8)."""
        try:
            content = self.path(storage_name).read_bytes()
        except OSError as error:
            raise FileDamaged(storage_name) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileDamaged(storage_name)
        return content

    def open(self, storage_name: str) -> IO[bytes]:
        """Return a file as a stream, whatever its size. Raises OSError when it is not there."""
        return self.path(storage_name).open("rb")

    def remove(self, storage_name: str) -> None:
        """Delete a file that no row names."""
        self.path(storage_name).unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        """Yield the names of the files written more than `seconds` ago; drafts that old are deleted on the way."""
        limit = time.time() - seconds
        for path in self.root.glob("??/*"):
            if path.stat().st_mtime > limit:
                continue
            if path.suffix == ".part":
                path.unlink(missing_ok=True)
            else:
                yield path.name

    def path(self, name: str) -> Path:
        """Return where a file lies. Raises FileDamaged for a name that was not generated here."""
        if not _NAME.fullmatch(name):
            raise FileDamaged(name)
        return self.root / name[:2] / name

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # The folder's own name must survive a power cut too.
            sync_directory(folder.parent)
            sync_directory(folder.parent.parent)


files = FileStore()
