"""An address as a picture for a camera: an SVG without colours of its own place, script or style."""

from __future__ import annotations

import segno
from markupsafe import Markup

MARGIN = 2
SIDE_PX = 148
_SVG = Markup(
    '<svg width="{side}" height="{side}" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" '
    'shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>'
    '<path d="{path}" fill="#1d2329"/></svg>')


def picture(address: str, label: str, side_px: int = SIDE_PX) -> Markup:
    """Return the code of an address as inline SVG; a long address wants a larger one."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    path = "".join(f"M{x + MARGIN} {y + MARGIN}h{length}v1h-{length}z"
                   for y, row in enumerate(rows) for x, length in _runs(row))
    return _SVG.format(side=side_px, size=len(rows) + 2 * MARGIN, label=label, path=path)


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Return (start, length) of the dark stretches of a row."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
