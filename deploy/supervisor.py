"""Runs the whole service on one machine: `python -m deploy.supervisor`, or `make run`.

Sets up the data directory and the database, then keeps Redis, web, workers and scheduler running until
told to stop. Production uses deploy/systemd instead.
"""

from __future__ import annotations

import errno
import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from adapters import embedded_redis, log_files
from adapters.process import adopt_orphans, children, end_with_parent
from config import Config, ConfigError
from deploy.children import COMMANDS, Child, last_line, launch

TICK_S = 0.25
STOP_WITHIN_S = 20.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# A service that never was ready and whose parts keep ending will not get well by itself.
ENDS_BEFORE_GIVING_UP = 5
REAP_EVERY_S = 5.0
LOGS_EVERY_S = 60.0
# A large store takes a while to load.
REDIS_WITHIN_S = 60.0
PREPARE = (sys.executable, "-m", "deploy.prepare")


class StopRequested(BaseException):
    """Ctrl-C or SIGTERM; outside Exception, so that nothing on the way takes it for a fault."""


class Supervisor:
    """The processes of one data directory."""

    def __init__(self, config: Config, env: dict[str, str]) -> None:
        self.config = config
        self.env = env | {"DATA_DIR": str(config.data_dir), "PORT": str(config.port)}
        self.logs = config.data_dir / "logs"
        self.children: list[Child] = []
        self.is_ready = False
        self._reap_at = 0.0
        self._logs_at = 0.0

    def start(self) -> None:
        """Bring up Redis, prepare the database, and start the other processes."""
        if not self.config.redis_url:
            self._start_redis()
        self._prepare()
        for name, command in COMMANDS.items():
            self._add(name, command)

    def watch(self) -> None:
        """Keep everything running until StopRequested is raised, or what never was ready is given up."""
        while self.is_ready or not self._has_failed():
            for child in self.children:
                _say(child.check(time.monotonic()))
                for line in child.new_warnings() if child.name != "redis" else ():
                    _say(line)
            self._reap()
            self._keep_logs_short()
            time.sleep(TICK_S)

    def stop(self) -> None:
        """Ask every process to end, the queue's server last, and leave none behind."""
        redis = [child for child in self.children if child.name == "redis"]
        others = [child for child in self.children if child.name != "redis"]
        for group in (others, redis):
            for child in group:
                child.signal(signal.SIGTERM)
            _wait(lambda group=group: not any(child.is_running for child in group), STOP_WITHIN_S)
            for child in group:
                child.signal(signal.SIGKILL)
        for pid in children():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _reap(self) -> None:
        # An orphan of a killed child is ours now and would stay a zombie.
        if time.monotonic() < self._reap_at:
            return
        self._reap_at = time.monotonic() + REAP_EVERY_S
        own = {child.process.pid for child in self.children if child.process}
        for pid in set(children()) - own:
            os.waitpid(pid, os.WNOHANG)

    def _keep_logs_short(self) -> None:
        if time.monotonic() < self._logs_at:
            return
        self._logs_at = time.monotonic() + LOGS_EVERY_S
        now = datetime.now(UTC)
        try:
            for path in self.logs.glob("*.log"):
                log_files.set_aside(path, now)
            log_files.remove_old(self.logs, now)
        except OSError as fault:
            # A full disk must not end what still serves pages.
            _say(f"The logs could not be set aside: {fault.strerror}")

    def _start_redis(self) -> None:
        address = embedded_redis.prepare(self.config.data_dir)
        self._add("redis", embedded_redis.command(self.config.data_dir))
        redis = self.children[-1]
        if _wait_for_redis(redis, address.url):
            return
        redis.signal(signal.SIGKILL)
        _say(f"Redis did not start ({last_line(redis.log_file)}); trying again with an empty store")
        embedded_redis.set_aside(self.config.data_dir)
        redis.start(time.monotonic())
        if not _wait_for_redis(redis, address.url):
            _refuse(f"Redis does not start: {last_line(redis.log_file)}")

    def _prepare(self) -> None:
        log_file = self.logs / "setup.log"
        with log_file.open("ab") as log:
            # What is printed is for the operator only: accounts, or the one-time token.
            code = launch(PREPARE, self.env, None, errors=log).wait()
        if code != 0:
            _refuse(f"The database could not be prepared: {last_line(log_file)} (see {log_file})")

    def _add(self, name: str, command: tuple[str, ...]) -> None:
        child = Child(name, self.logs / f"{name}.log", command, self.env)
        child.start(time.monotonic())
        self.children.append(child)

    def _has_failed(self) -> bool:
        if _answers_ready(self.config.port):
            self.is_ready = True
            _say(f"Ready: http://127.0.0.1:{self.config.port}")
            return False
        for child in self.children:
            if child.ends >= ENDS_BEFORE_GIVING_UP:
                _say(f"{child.name} does not start: {last_line(child.log_file)} (see {child.log_file})")
                return True
        return False


def main() -> None:
    """Run the service until Ctrl-C or SIGTERM."""
    if os.environ.get("MAKELEVEL"):
        end_with_parent(os.getppid())
    try:
        config = Config.from_env()
    except ConfigError as fault:
        _refuse(str(fault))
    os.umask(0o077)
    _prepare_data_dir(config.data_dir)
    with _only_one(config.data_dir):
        _require_free_port(config.port)
        adopt_orphans()
        supervisor = Supervisor(config, dict(os.environ))
        _raise_on_signals()
        try:
            supervisor.start()
            supervisor.watch()
        except StopRequested:
            _say("Stopping")
        finally:
            _ignore_signals()
            supervisor.stop()
    sys.exit(0 if supervisor.is_ready else 1)


def _prepare_data_dir(data_dir: Path) -> None:
    try:
        for folder in (data_dir, data_dir / "logs", data_dir / "run"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = data_dir / f".write-probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as fault:
        _refuse(f"DATA_DIR {data_dir} cannot be written ({fault.strerror}); set another DATA_DIR.")


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    with (data_dir / "run" / "supervisor.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            _refuse(f"The service already runs on DATA_DIR {data_dir}; stop it or set another DATA_DIR.")
        yield


def _require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                _refuse(f"Port {port} is in use; choose another, as in: PORT={port + 1} make run")
            _refuse(f"Port {port} cannot be used ({fault.strerror}).")


def _raise_on_signals() -> None:
    def stop(*_: object) -> NoReturn:
        # A second Ctrl-C must not break off the stopping.
        _ignore_signals()
        raise StopRequested

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


def _ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _answers_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_for_redis(redis: Child, url: str) -> bool:
    _wait(lambda: not redis.is_running or embedded_redis.is_answering(url), REDIS_WITHIN_S)
    return redis.is_running and embedded_redis.is_answering(url)


def _wait(condition: Callable[[], bool], timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


def _say(line: str | None) -> None:
    # The output may be a file on a disk that is full just now; that must not end the service.
    with suppress(OSError):
        if line:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


def _refuse(line: str) -> NoReturn:
    sys.exit(line)


if __name__ == "__main__":
    main()
