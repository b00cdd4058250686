"""The time of day. `now()` is the one place that reads a clock; a simulated clock moves it for tests."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path


class Clock:
    """The system's clock, or a simulated one when a file says which instant it is.

    The file holds one ISO instant; its modification time is when that instant was true, so simulated time
    runs on from there. Every process that reads the same file agrees on the time.
    """

    def __init__(self) -> None:
        self.file: Path | None = None

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        if self.file is None:
            return datetime.now(UTC)
        real = datetime.now(UTC)
        instant = datetime.fromisoformat(self.file.read_text().strip())
        anchor = datetime.fromtimestamp(os.stat(self.file).st_mtime, UTC)
        return instant.astimezone(UTC) + max(real - anchor, real - real)


clock = Clock()


def now() -> datetime:
    """Return the present instant in UTC."""
    return clock.now()
