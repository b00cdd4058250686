"""What can be done to a Redis from outside: emptied, filled, and reached over a slow line."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

from redis import Redis

from adapters import embedded_redis
from tests.harness.processes import Service
from tests.harness.waiting import wait_until

# The service's own user may neither empty nor configure the server (security.md S5).
OPERATOR = "user operator on >operator ~* &* +@all\n"


class SlowLine:
    """Passes connections on to a socket; what comes back waits for `delay_s` seconds."""

    def __init__(self, listen_at: Path, target: Path) -> None:
        self.target = target
        self.delay_s = 0.0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(listen_at))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(str(self.target))
            except OSError:
                near.close()
                far.close()
                continue
            for source, sink, slow in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pump, args=(source, sink, slow), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, slow: bool) -> None:
        try:
            while content := source.recv(65536):
                self._wait(slow)
                sink.sendall(content)
        except OSError:
            pass
        finally:
            for each in (source, sink):
                each.close()

    def _wait(self, slow: bool) -> None:
        began = time.monotonic()
        while slow and time.monotonic() - began < self.delay_s:
            threading.Event().wait(0.05)


class OperatedRedis:
    """The embedded Redis of a service behind a slow line, and an operator who may do everything to it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        address = embedded_redis.prepare(service.data_dir)
        self._address = address
        with (service.data_dir / "run" / "redis.conf").open("a", encoding="utf-8") as lines:
            lines.write(OPERATOR)
        place = address.socket.with_name("line.sock")
        self.line = SlowLine(place, address.socket)
        service.env["REDIS_URL"] = address.url.replace(address.socket.name, place.name)
        self.start()

    def start(self) -> None:
        self.service.start("redis", embedded_redis.command(self.service.data_dir))
        wait_until(lambda: embedded_redis.is_answering(self._address.url), "Redis")

    def kill(self) -> None:
        self.service.kill("redis")

    def flush(self) -> None:
        with self._operator() as operator:
            operator.flushall()

    def set_memory(self, most: str) -> None:
        with self._operator() as operator:
            operator.config_set("maxmemory", most)

    def _operator(self) -> Redis:
        return Redis(unix_socket_path=str(self._address.socket), username="operator", password="operator")
