"""Waiting for something that happens in another process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def wait_until(
    condition: Callable[[], Answer], what: str, *, within_s: float = 20.0, every_s: float = 0.05
) -> Answer:
    """Ask until the answer is true and return it; fail with `what` was waited for when the time is over."""
    pause = threading.Event()
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        pause.wait(every_s)
    raise AssertionError(f"Waited {within_s:g} s in vain for {what}")
