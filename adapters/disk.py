"""Free space below the data directory, and the floor under which no new letter is taken in."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Flask

MEGABYTE = 1024 * 1024


def free_mb(path: Path) -> int:
    """Return the megabytes that this process may still write at a path, or at its nearest parent that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free // MEGABYTE


class FreeSpace:
    """The free space of the data directory, with the floor of the settings."""

    def __init__(self) -> None:
        self.root = Path()
        self.floor_mb = 0

    def init_app(self, app: Flask) -> None:
        config = app.extensions["mailbox.config"]
        self.root, self.floor_mb = config.data_dir, config.operations.free_space_floor_mb

    def left_mb(self) -> int:
        """Return what is left, in megabytes."""
        return free_mb(self.root)

    def is_short(self, more: int = 0) -> bool:
        """Tell whether so little is left, after so many bytes more, that a receipt could not be promised."""
        return self.left_mb() - more // MEGABYTE < self.floor_mb


space = FreeSpace()
