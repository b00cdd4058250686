"""The simulated clock of a service under test: a file that all of its processes read (`CLOCK_FILE`)."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


class SimulatedClock:
    """A clock that runs on from the instant it is set to."""

    def __init__(self, file: Path, start: datetime) -> None:
        self.file = file
        self.set(start)

    @property
    def env(self) -> dict[str, str]:
        """The setting that makes a service follow this clock."""
        return {"CLOCK_FILE": str(self.file)}

    def set(self, instant: datetime) -> None:
        """Make it this instant now, in one step, also backwards. The instant must know its zone."""
        assert instant.tzinfo is not None
        draft = self.file.with_suffix(".draft")
        draft.write_text(instant.astimezone(UTC).isoformat())
        os.replace(draft, self.file)

    def now(self) -> datetime:
        """Return the simulated instant."""
        passed = datetime.now(UTC).timestamp() - self.file.stat().st_mtime
        return datetime.fromisoformat(self.file.read_text()) + timedelta(seconds=max(0.0, passed))

    def forward(self, **span: float) -> datetime:
        """Move on by a span as `timedelta` takes it, and return the new instant."""
        self.set(self.now() + timedelta(**span))
        return self.now()
