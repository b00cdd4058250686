"""The space that is left for data: what is too little to promise a receipt is refused before anything is stored."""

from __future__ import annotations

import logging

from adapters.disk import space
from rules.errors import Busy

log = logging.getLogger(__name__)


def require_space() -> None:
    """Raise Busy when so little is left that a letter could not be kept (security.md F1, R7)."""
    if space.is_short():
        log.error("No letter is taken in: %s MB are left, the floor is %s MB", space.left_mb(), space.floor_mb)
        raise Busy()


def left_mb() -> int:
    """Return the megabytes that are left below the data directory."""
    return space.left_mb()


def is_short() -> bool:
    """Tell whether less is left than the floor of the settings."""
    return space.is_short()
