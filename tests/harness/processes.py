"""The real service under test: its processes on a data directory of their own, started, killed and stopped.

Every process leads a group of its own, so that it can be killed alone or with all its children.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from adapters import embedded_redis
from adapters.process import end_with_parent
from config import Rates
from deploy.children import COMMANDS, ROOT
from tests.harness import commands
from tests.harness.waiting import wait_until

# What the machine of whoever runs the tests may have set must not leak in.
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH")
# Everybody in a fault test comes from one address; what limits do is tested elsewhere.
UNLIMITED = {f"RATE_{name.upper()}": "1000000" for name in asdict(Rates())}
FAST = {"RELAY_SECONDS": "2", "LEASE_SECONDS": "2", "DEMO": "0", "MAIL_RATE_PER_MINUTE": "60000"}
PYTHON = COMMANDS["web"][0]


def free_port() -> int:
    """Return a loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """The processes of one data directory, by name: redis, web, workers, scheduler, or any command."""

    def __init__(self, data_dir: Path, **env: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self.env = kept | FAST | UNLIMITED | {"DATA_DIR": str(data_dir), "PORT": str(self.port)} | env
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        (data_dir / "logs").mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_all(self) -> None:
        """Prepare the database and start every process; return when the service is ready."""
        if "REDIS_URL" not in self.env:
            self.start_redis()
        self.flask("db", "upgrade")
        self.flask("seed")
        for name in COMMANDS:
            self.start(name)
        self.wait_until_ready()

    def start_redis(self) -> str:
        """Start the embedded Redis of this data directory and return its URL once it answers."""
        url = embedded_redis.prepare(self.data_dir).url
        self.start("redis", embedded_redis.command(self.data_dir))
        wait_until(lambda: embedded_redis.is_answering(url), "Redis")
        return url

    def start(self, name: str, command: tuple[str, ...] | None = None, **env: str) -> subprocess.Popen[bytes]:
        """Start a process under a name; its output goes to its log."""
        parent = os.getpid()
        with self.log_file(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command or COMMANDS[name], cwd=ROOT, env=self.env | env, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=lambda: end_with_parent(parent, signal.SIGKILL),
            )
        return self.processes[name]

    def flask(self, *arguments: str, check: bool = True, said: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of the command line to its end; fail with its output when it fails."""
        done = commands.run(arguments, self.env, said)
        if check and done.returncode != 0:
            raise AssertionError(f"flask {' '.join(arguments)}: {done.stdout}\n{done.stderr}")
        return done

    def wait_until_ready(self, within_s: float = 60.0) -> None:
        """Wait until `/readyz` is 200."""
        wait_until(lambda: self.readyz()[0] == 200, "/readyz", within_s=within_s, every_s=0.1)

    def readyz(self) -> tuple[int, dict[str, Any]]:
        """Return status and content of `/readyz`; status 0 when nothing answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            connection.close()

    def children(self, name: str) -> list[psutil.Process]:
        """Return the running descendants of a process, nearest first."""
        return [
            child
            for child in psutil.Process(self.processes[name].pid).children(recursive=True)
            if _runs(child)
        ]

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to the process alone; wait for its end when it cannot refuse."""
        self.processes[name].send_signal(number)
        if number == signal.SIGKILL:
            self.processes[name].wait()

    def kill_child(self, name: str, which: int = 0, number: int = signal.SIGKILL) -> int:
        """Send a signal to one descendant and return its process id."""
        child = wait_until(lambda: self.children(name)[which:], f"a child of {name}")[0]
        child.send_signal(number)
        return child.pid

    def kill_group(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to the process and to all that share its group; a job of a worker has a group of its own."""
        os.killpg(self.processes[name].pid, number)
        if number == signal.SIGKILL:
            self.processes[name].wait()

    def stop(self, name: str | None = None, within_s: float = 20.0) -> None:
        """End one process, or all with Redis last; what does not end in time is killed."""
        names = [name] if name else list(self.processes)
        for group in ([each for each in names if each != "redis"], [each for each in names if each == "redis"]):
            _end([self.processes.pop(each) for each in group if each in self.processes], within_s)

    def log_file(self, name: str) -> Path:
        return self.data_dir / "logs" / f"{name}.log"

    def log(self, name: str) -> str:
        """Return what a process has written so far."""
        path = self.log_file(name)
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def last_logs(self, lines: int = 60) -> str:
        """Return the end of every log, for the report of a test that failed."""
        return "\n".join(
            f"--- {path.name}\n" + "\n".join(path.read_text("utf-8", "replace").splitlines()[-lines:])
            for path in sorted((self.data_dir / "logs").glob("*.log"))
        )


def _end(processes: list[subprocess.Popen[bytes]], within_s: float) -> None:
    running = [process for process in processes if process.poll() is None]
    descendants = [child for process in running for child in psutil.Process(process.pid).children(recursive=True)]
    for process in running:
        process.send_signal(signal.SIGCONT)
        process.terminate()
    for process in processes:
        try:
            process.wait(within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for left in psutil.wait_procs(descendants, timeout=2)[1]:
        left.kill()


def _runs(process: psutil.Process) -> bool:
    """Tell whether a process lives; one that ended while it was looked at does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
