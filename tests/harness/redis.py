"""A Redis of the tests' own, which lets them do what the service may not: empty it, fill it, stop it."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from redis import Redis

from adapters import embedded_redis
from adapters.process import end_with_parent
from tests.harness.waiting import wait_until


class RedisServer:
    """A server without access rules on a socket in the given directory; `url` is for REDIS_URL."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.socket = directory / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> RedisServer:
        """Start the server and return when it answers; what it stored before is there again."""
        command = [
            str(embedded_redis.server_binary()), "--port", "0", "--unixsocket", str(self.socket),
            "--dir", str(self.directory), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        ]
        parent = os.getpid()
        with (self.directory / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT,
                preexec_fn=lambda: end_with_parent(parent, signal.SIGKILL),
            )
        wait_until(lambda: embedded_redis.is_answering(self.url), "Redis")
        return self

    def client(self) -> Redis:
        return Redis.from_url(self.url)

    def flush(self) -> None:
        """Empty the server while it runs."""
        self.client().flushall()

    def kill(self) -> None:
        """End it without warning."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def pause(self) -> None:
        """Let it accept connections and answer nothing, until `resume`."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.resume()
            self.process.terminate()
            self.process.wait(10)
