"""Log files of long runs: a large one is set aside compressed while its process goes on, and kept half a year (G2)."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rules.retention import LOG_FLOOR

LARGEST_LOG = 20 * 1024 * 1024
_SET_ASIDE = re.compile(r".+\.log\.(\d{8}T\d{6}Z)(?:-\d+)?\.gz")


def set_aside(log_file: Path, now: datetime, largest: int = LARGEST_LOG) -> Path | None:
    """Set a log aside that has grown over `largest` bytes and return the new file, None when it has not.

    The process keeps its file: the content is copied, then cut. It writes at the end of whatever is there, so that
    nothing but a line written between the two steps can get lost.
    """
    if not log_file.exists() or log_file.stat().st_size <= largest:
        return None
    target = _free_name(log_file, now)
    draft = target.with_suffix(".part")
    with log_file.open("r+b") as log, gzip.open(draft, "wb", compresslevel=1) as kept:
        shutil.copyfileobj(log, kept, 1024 * 1024)
        log.truncate(0)
    os.chmod(draft, 0o600)
    draft.rename(target)
    return target


def old(folder: Path, now: datetime, age: timedelta = LOG_FLOOR) -> list[Path]:
    """Return the logs that were set aside longer ago than `age`.

    What is younger than the law's six months is never among them, whatever age is asked for, and however little space
    is left.
    """
    return [path for path in sorted(folder.glob("*.log.*.gz"))
            if (found := _SET_ASIDE.fullmatch(path.name)) and now - _instant(found[1]) > max(age, LOG_FLOOR)]


def remove_old(folder: Path, now: datetime, age: timedelta = LOG_FLOOR) -> list[Path]:
    """Delete the logs that `old` finds, and return them."""
    found = old(folder, now, age)
    for path in found:
        path.unlink(missing_ok=True)  # the supervisor looks too
    return found


def _free_name(log_file: Path, now: datetime) -> Path:
    stem, number = f"{log_file.name}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}", 1
    target = log_file.with_name(f"{stem}.gz")
    while target.exists():
        number += 1
        target = log_file.with_name(f"{stem}-{number}.gz")
    return target


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
