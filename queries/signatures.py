"""Who signed a paper, as its page shows it. Owns no right to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Signature:
    """One step with who did it and when, a UTC instant; nobody yet has no name."""

    step: str
    name: str
    at: datetime | None
