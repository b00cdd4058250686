"""Disks that are full: a small one of its own where mounting is allowed, else a limit on what processes may write."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tests.harness.processes import Service

BLOCK = 64 * 1024
# Files may be written up to here under the limit; less than any letter, file or page of the database needs.
LIMIT_BYTES = 16


class Disk(Protocol):
    """A place that can be full for a service."""

    def fill(self, service: Service) -> None: ...
    def free(self, service: Service) -> None: ...


class SmallDisk:
    """A file system in memory at `place`; `fill` leaves not a byte, `free` takes the ballast away again."""

    def __init__(self, place: Path, megabytes: int = 24) -> None:
        self.place = place
        self._ballast = place / ".ballast"
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], check=True)

    def fill(self, _service: Service) -> None:
        descriptor = os.open(self._ballast, os.O_WRONLY | os.O_CREAT)
        for size in (BLOCK, 1):
            with suppress(OSError):
                while True:
                    os.write(descriptor, b"x" * size)
        os.close(descriptor)

    def free(self, _service: Service) -> None:
        self._ballast.unlink()

    def remove(self) -> None:
        # Logs of processes that are still ending may hold it for a moment.
        subprocess.run(["umount", "--lazy", self.place], check=True)


class WriteLimit:
    """A limit on the size of every file that the service's processes write; set and lifted without any rights."""

    def fill(self, service: Service) -> None:
        self._set(service, LIMIT_BYTES)

    def free(self, service: Service) -> None:
        self._set(service, resource.RLIM_INFINITY)

    def remove(self) -> None:
        """There is nothing to take away: the processes end with the service."""

    def _set(self, service: Service, limit: int) -> None:
        for process in [each for name in service.processes for each in (
                service.processes[name], *service.children(name))]:
            hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
            soft = limit if hard == resource.RLIM_INFINITY else hard
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (soft, hard))


def may_mount() -> bool:
    """Tell whether this machine lets the tests mount."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return mounted.returncode == 0
