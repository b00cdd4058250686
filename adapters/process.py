"""Ties between a process and its parent. Linux only; elsewhere they do nothing."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def end_with_parent(parent: int, number: int = signal.SIGTERM) -> None:
    """Ask the kernel for a signal to this process when its parent ends, whatever way that one ends."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        # The parent ended before the request was made, so no signal will come.
        os.kill(os.getpid(), number)


def end_forks_with_parent(number: int = signal.SIGTERM) -> None:
    """Let every later fork of this process, and of its forks, end with the process that made it."""
    parents: list[int] = []

    def remember() -> None:
        parents[:] = [os.getpid()]

    os.register_at_fork(before=remember, after_in_child=lambda: end_with_parent(parents[0], number))


def adopt_orphans() -> None:
    """Become the parent of every later descendant whose own parent ends, so that none gets out of sight."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> list[int]:
    """Return the process ids of the direct children of this process, ended ones included."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of a process may hold spaces and brackets; what follows the last bracket may not.
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(entry.parent.name))
    return found
