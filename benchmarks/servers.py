"""Processes under measurement: web servers, Redis, workers, each ended when the measurement ends."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import psutil

from adapters import embedded_redis
from adapters.process import end_with_parent
from config import Rates
from deploy.children import COMMANDS, ROOT

BARE = (sys.executable, "-m", "gunicorn", "-c", "benchmarks/gunicorn_bare.py", "benchmarks.bare:create_app()")
READY_LIMIT_S = 120.0
# Whoever measures comes from one address.
UNLIMITED = {f"RATE_{name.upper()}": "1000000" for name in asdict(Rates())}


class Process:
    """One running command; its output goes to a log in `directory`."""

    def __init__(self, name: str, command: tuple[str, ...], env: Mapping[str, str], directory: Path) -> None:
        parent = os.getpid()
        self.log = directory / f"{name}.log"
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, preexec_fn=lambda: end_with_parent(parent))

    def wait_for(self, condition: Callable[[], bool], what: str) -> float:
        """Wait until a condition holds and return the seconds; stop with the end of the log when it never does."""
        start = time.monotonic()
        while not condition():
            if self.popen.poll() is not None or time.monotonic() - start > READY_LIMIT_S:
                sys.exit(f"{what} is not there:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - start

    def largest_rss(self) -> float:
        """Return the resident megabytes of the largest process of the tree."""
        tree = psutil.Process(self.popen.pid)
        return max(process.memory_info().rss for process in [tree, *tree.children(recursive=True)]) / 1024 ** 2

    def stop(self) -> None:
        """End it, by force after a while."""
        self.popen.terminate()
        try:
            self.popen.wait(20)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


class Servers:
    """Both web servers over one Redis, for as long as the block lasts."""

    def __init__(self, data_dir: Path, database_url: str, bare_url: str) -> None:
        self.data_dir = data_dir
        self.env = {"DATA_DIR": str(data_dir), "DATABASE_URL": database_url, "DEMO": "0", "CLOCK_FILE": "",
                    **UNLIMITED}
        self._bare_url = bare_url
        self._stack = ExitStack()

    def __enter__(self) -> Servers:
        self.redis_url = embedded_redis.prepare(self.data_dir).url
        redis = self._start("redis", embedded_redis.command(self.data_dir), {})
        redis.wait_for(lambda: embedded_redis.is_answering(self.redis_url), "Redis")
        ports = free_ports(2)
        self.url, self.bare = (f"http://127.0.0.1:{port}" for port in ports)
        self.web = self._start("web", COMMANDS["web"], self.env | {"PORT": str(ports[0])})
        bare = self._start("bare", BARE, {"PORT": str(ports[1]), "BARE_DATABASE_URL": self._bare_url})
        self.web.wait_for(lambda: status_of(ports[0], "/healthz") == 200, "The web server")
        bare.wait_for(lambda: status_of(ports[1], "/page/5000") == 200, "The bare web server")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self, name: str, command: tuple[str, ...], env: Mapping[str, str]) -> Process:
        process = Process(name, command, env, self.data_dir)
        self._stack.callback(process.stop)
        return process


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nothing listens on now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def status_of(port: int, path: str) -> int:
    """Return the status of an answer, 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def ready_time(directory: Path) -> float:
    """Start the whole service on an empty directory and return the seconds until it says that it is ready."""
    (port,) = free_ports(1)
    env = {"DATA_DIR": str(directory / "var"), "PORT": str(port), "DEMO": "1", "DATABASE_URL": "", "REDIS_URL": "",
           **UNLIMITED}
    start = time.monotonic()
    whole = Process("service", (sys.executable, "-m", "deploy.supervisor"), env, directory)
    try:
        whole.wait_for(lambda: status_of(port, "/readyz") == 200, "The service")
        return time.monotonic() - start
    finally:
        whole.stop()
