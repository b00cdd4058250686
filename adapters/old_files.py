"""Files that have served their time, found by the age of their last change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path


def remove(folder: Path, pattern: str, before: datetime, *, dry: bool = False) -> list[Path]:
    """Delete the files of a folder that were last changed before an instant, and return them; `dry` deletes none."""
    old = [path for path in sorted(folder.glob(pattern))
           if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before]
    for path in () if dry else old:
        path.unlink(missing_ok=True)
    return old
