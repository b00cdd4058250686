"""The table that is printed and the file that is kept."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
COLUMNS = ("what", "measured", "bare", "ratio", "target", "p95", "")


@dataclass(frozen=True)
class Row:
    """One figure; `bare` is what the comparison gave, and the target is a least ratio, a least or a highest value."""

    name: str
    unit: str
    value: float
    bare: float | None = None
    ratio: float | None = None
    least_ratio: float | None = None
    most: float | None = None
    least: float | None = None
    p95_ms: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met, None without one."""
        if self.least_ratio is not None and self.ratio is not None:
            return self.ratio >= self.least_ratio
        if self.least is not None:
            return self.value >= self.least
        return None if self.most is None else self.value < self.most

    def cells(self) -> tuple[str, ...]:
        """Return the row as it is printed."""
        targets = {"least_ratio": f"≥ {self.least_ratio}", "least": f"≥ {self.least}", "most": f"< {self.most}"}
        target = next((words for name, words in targets.items() if getattr(self, name) is not None), "")
        return (self.name, f"{self.value:,.1f} {self.unit}", "" if self.bare is None else f"{self.bare:,.1f}",
                "" if self.ratio is None else f"{self.ratio:.2f}", target,
                "" if self.p95_ms is None else f"{self.p95_ms:.1f} ms",
                {True: "ok", False: "MISSED", None: ""}[self.is_met])


def show(title: str, rows: Sequence[Row]) -> None:
    """Print the rows as a table."""
    table = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(COLUMNS))]
    print(f"\n{title}")
    for line in table:
        first, *others = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join([first.strip().ljust(widths[0]), *others]).rstrip(), flush=True)


def keep(tables: dict[str, Sequence[Row]]) -> Path:
    """Write the rows with the circumstances to a file of the day and return its path.

    What was measured of the same revision on that day before, in other rows, stays.
    """
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%d}.json"
    revision = _revision()
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    found = kept["tables"] if kept.get("revision") == revision else {}
    for title, rows in tables.items():
        names = {row.name for row in rows}
        found[title] = [old for old in found.get(title, ()) if old["name"] not in names] + [
            asdict(row) | {"met": row.is_met} for row in rows]
    path.write_text(json.dumps({
        "measured_at": now.isoformat(timespec="seconds"), "python": platform.python_version(),
        "cores": os.cpu_count(), "revision": revision, "tables": found,
    }, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _revision() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False,
                          cwd=RESULTS.parent)
    return done.stdout.strip()
