"""Killing: web, workers, scheduler and Redis of a running service, at random, and starting them again."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable, Mapping

from tests.harness.processes import Service

PAUSE_S = (0.2, 1.2)


class Chaos:
    """Kills until told to stop. `commands` are what the processes are started with again."""

    def __init__(self, service: Service, seed: int, commands: Mapping[str, tuple[str, ...]]) -> None:
        self.service = service
        self.random = random.Random(seed)
        self.commands = commands
        self.kills = 0
        self.acts: tuple[Callable[[], None], ...] = (
            self.kill_web, self.kill_web_child, self.kill_workers, self.kill_worker_child, self.kill_scheduler,
            self.lose_redis,
        )

    def run(self, go_on: Callable[[], bool], least: int) -> None:
        """Kill something again and again while `go_on` says so, and at least so often; every act comes up in turn."""
        pause = threading.Event()
        while go_on() or self.kills < least:
            order = list(self.acts)
            self.random.shuffle(order)
            for act in order:
                pause.wait(self.random.uniform(*PAUSE_S))
                act()
                self.kills += 1

    def kill_web(self) -> None:
        self.service.kill_group("web")
        self.service.start("web", self.commands["web"])

    def kill_web_child(self) -> None:
        if self.service.children("web"):
            self.service.kill_child("web", 0)

    def kill_workers(self) -> None:
        """The parent and all its children at once."""
        self.service.kill_group("workers")
        self.service.start("workers", self.commands["workers"])

    def kill_worker_child(self) -> None:
        """A worker or the child in which it runs a job, alone."""
        children = self.service.children("workers")
        if children:
            self.service.kill_child("workers", self.random.randrange(len(children)))

    def kill_scheduler(self) -> None:
        self.service.kill("scheduler")
        self.service.start("scheduler", self.commands["scheduler"])

    def lose_redis(self) -> None:
        """Redis dies with everything in it, while letters come in and nobody works; then it is back, empty."""
        if self.service.processes["workers"].poll() is None:
            self.service.kill_group("workers")
        threading.Event().wait(self.random.uniform(*PAUSE_S))
        self.service.kill("redis")
        shutil.rmtree(self.service.data_dir / "redis", ignore_errors=True)
        self.service.start_redis()
        self.service.start("workers", self.commands["workers"])
