"""Whether what is stored now would be kept: enough space, and a database that is whole. Else nothing is taken in."""

from __future__ import annotations

import logging

from adapters.disk import space
from adapters.scanner import scanner
from adapters.soundness import soundness
from rules.errors import Busy

log = logging.getLogger(__name__)


def require_space() -> None:
    """Raise Busy when a letter could not be kept: too little space, or a damaged database (security.md F1, F8, R7)."""
    if soundness.is_damaged():
        log.error("No letter is taken in: the database is damaged")
        raise Busy()
    if space.is_short():
        log.error("No letter is taken in: %s MB are left, the floor is %s MB", space.left_mb(), space.floor_mb)
        raise Busy()


def has_no_room_for(size: int) -> bool:
    """Tell whether so many bytes more would leave less than the floor of the settings."""
    return space.is_short(size)


def faults() -> list[str]:
    """Return what the scheduled check found wrong with the database, a line each."""
    return soundness.faults()


def left_mb() -> int:
    """Return the megabytes that are left below the data directory."""
    return space.left_mb()


def is_short() -> bool:
    """Tell whether less is left than the floor of the settings."""
    return space.is_short()


def has_scanner() -> bool:
    """Tell whether stored files are scanned for viruses."""
    return scanner.is_on
