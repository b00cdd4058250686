"""Small private files that must survive a power cut: a draft that is on the disk, and the folder that names it."""

from __future__ import annotations

import os
from pathlib import Path


def write_draft(path: Path, content: bytes) -> Path:
    """Write the content, on the disk and its owner's alone, beside the path that it is meant for; return where."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return draft


def sync_directory(path: Path) -> None:
    """Put the names in a folder on the disk, such as that of a file which was renamed."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
