"""Watching a service while it is being hurt: its memory, its open files, and how everybody else is served."""

from __future__ import annotations

import re
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.faults.people import Answer, Person
from tests.harness.processes import Service

MEGABYTE = 1024 * 1024


class Peaks:
    """How far the memory of the children of a process has grown since this was made."""

    def __init__(self, service: Service, name: str = "web") -> None:
        self._service, self._name = service, name
        self._before = {}
        for child in service.children(name):
            Path(f"/proc/{child.pid}/clear_refs").write_text("5")  # forget the highest mark so far
            self._before[child.pid] = _status(child.pid, "VmRSS")

    def growth_mb(self) -> float:
        """Return the largest growth of one process in MB. A process that died meanwhile fails the test."""
        return max(_status(pid, "VmHWM") - before for pid, before in self._before.items()) / MEGABYTE


def open_files(service: Service, folder: Path, name: str = "web") -> list[str]:
    """Return what the children of a process hold open below a folder, deleted files too."""
    held = []
    for child in service.children(name):
        for link in Path(f"/proc/{child.pid}/fd").iterdir():
            try:
                held.append(str(link.readlink()))
            except OSError:
                continue
    return [path for path in held if path.startswith(str(folder))]


class Others:
    """People who only read meanwhile: one request after another, each kept with its wait."""

    def __init__(self, port: int, paths: tuple[str, ...] = ("/", "/letters", "/status"), people: int = 1) -> None:
        self.answers: list[Answer] = []
        self._port, self._paths, self._people = port, paths, people
        self._stop = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[Others]:
        """Let them read while the block lasts."""
        threads = [threading.Thread(target=self._read, args=(n,)) for n in range(self._people)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    @property
    def errors(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status != 200]

    @property
    def p95_s(self) -> float:
        return statistics.quantiles([answer.took_s for answer in self.answers], n=20)[-1]

    def _read(self, number: int) -> None:
        person = Person(self._port, source=f"127.0.2.{number + 1}")
        while not self._stop.wait(0.05):
            self.answers.append(person.get(self._paths[len(self.answers) % len(self._paths)]))


def _status(pid: int, line: str) -> int:
    found = re.search(rf"{line}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found, f"process {pid} has no {line}"
    return int(found.group(1)) * 1024


def memory_mb(process: psutil.Process) -> float:
    """Return the resident memory of a process and its children in MB; a child may end meanwhile."""
    total = process.memory_info().rss
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            total += child.memory_info().rss
    return total / MEGABYTE
