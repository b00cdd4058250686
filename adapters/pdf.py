"""Papers as PDF, set in a process of their own: the engine is big, and no web process ever loads it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

from adapters import pdf_child as child

log = logging.getLogger(__name__)
PROGRAM = Path(child.__file__)
# The longest paper takes some seconds; who waits for a mail can wait for a slow machine too.
WITHIN_S = 120.0


class NoPdf(Exception):
    """No PDF can be made: the engine is not installed, or this paper was too much for it. The text says which."""

    is_safe_to_log = True


def render(html: str, within_s: float = WITHIN_S) -> bytes:
    """Return the PDF of a page that carries its own styles; the same page gives the same bytes. Raises NoPdf."""
    try:
        ended = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(PROGRAM), str(os.getpid())], input=html.encode(), capture_output=True,
            env={}, cwd="/", timeout=within_s, check=False)
    except subprocess.TimeoutExpired:
        raise NoPdf(f"A paper took more than {within_s:.0f} s to set.") from None
    except OSError as error:
        raise NoPdf(f"No process to set a paper in: {error.strerror}") from error
    if ended.returncode == child.DONE and ended.stdout.startswith(b"%PDF-"):
        return ended.stdout
    said = (ended.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
    if ended.returncode == child.NOT_INSTALLED:
        raise NoPdf(f"What sets papers is not installed (make run as root installs it): {said[:200]}")
    log.error("Setting a paper ended with status %s: %s", ended.returncode, said[:200])
    raise NoPdf("A paper was too much for the engine." if ended.returncode == child.NO_MEMORY
                else "The engine ended before the paper was set.")
