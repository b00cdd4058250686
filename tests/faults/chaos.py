"""Killing and stopping: web, two worker pools, two schedulers and Redis, at random, and starting them again."""

from __future__ import annotations

import random
import shutil
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

import psutil

from tests.harness.processes import Service

PAUSE_S = (0.2, 1.2)
POOLS, SCHEDULERS = ("workers", "workers2"), ("scheduler", "scheduler2")
# Longer than the leases of the tests: who wakes up then is a zombie.
ASLEEP_S = 4.0


def doubled(commands: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the commands of one web server, two worker pools and two schedulers."""
    return {**commands, "workers2": commands["workers"], "scheduler2": commands["scheduler"]}


class Chaos:
    """Kills until told to stop. `commands` are what the processes are started with again."""

    def __init__(self, service: Service, seed: int, commands: Mapping[str, tuple[str, ...]]) -> None:
        self.service = service
        self.random = random.Random(seed)
        self.commands = commands
        self.kills = 0
        self.acts: tuple[Callable[[], None], ...] = (
            self.kill_web, self.kill_web_child, self.kill_workers, self.kill_worker_child, self.kill_scheduler,
            self.put_to_sleep, self.lose_redis,
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
            # Killed faster than it can start, a service does nothing, and nothing is tried.
            self.service.wait_until_ready()

    def kill_web(self) -> None:
        self.service.kill_group("web")
        self.service.start("web", self.commands["web"])

    def kill_web_child(self) -> None:
        if self.service.children("web"):
            self.service.kill_child("web", 0)

    def kill_workers(self) -> None:
        """The parent of a pool and all its children at once."""
        pool = self.random.choice(POOLS)
        self.service.kill_group(pool)
        self.service.start(pool, self.commands[pool])

    def kill_worker_child(self) -> None:
        """A worker or the child in which it runs a job, alone."""
        pool = self.random.choice(POOLS)
        children = self.service.children(pool)
        if children:
            self.service.kill_child(pool, self.random.randrange(len(children)))

    def kill_scheduler(self) -> None:
        scheduler = self.random.choice(SCHEDULERS)
        self.service.kill(scheduler)
        self.service.start(scheduler, self.commands[scheduler])

    def lose_redis(self) -> None:
        """Redis dies with everything in it, while letters come in and nobody works; then it is back, empty."""
        for pool in POOLS:
            if self.service.processes[pool].poll() is None:
                self.service.kill_group(pool)
        threading.Event().wait(self.random.uniform(*PAUSE_S))
        self.service.kill("redis")
        shutil.rmtree(self.service.data_dir / "redis", ignore_errors=True)
        self.service.start_redis()
        for pool in POOLS:
            self.service.start(pool, self.commands[pool])

    def put_to_sleep(self) -> None:
        """One worker with its job, and one scheduler, stand still for longer than a lease, and wake up as zombies."""
        children = self.service.children(self.random.choice(POOLS))
        sleepers = [*children[:1], *(children[0].children(recursive=True) if children else [])]
        sleepers.append(psutil.Process(self.service.processes[self.random.choice(SCHEDULERS)].pid))
        for sleeper in sleepers:
            _signal(sleeper, signal.SIGSTOP)
        threading.Timer(ASLEEP_S, lambda: [_signal(sleeper, signal.SIGCONT) for sleeper in sleepers]).start()


def _signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
