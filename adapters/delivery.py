"""What every way out has in common: how a server says no, and the limit on the time that it may take."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Refused(Exception):
    """The server did not take this message. `for_good`: trying again is of no use."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class ServerAway(Exception):
    """The server does not work, whatever the message. `begun`: it had the message already, perhaps took it."""

    def __init__(self, reason: str, *, begun: bool) -> None:
        super().__init__(reason)
        self.begun = begun


@contextmanager
def cut_after(seconds: float, find_socket: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Break the connection when the block takes longer: a server that sends a byte now and then beats every
    timeout of a single read. The block then sees an OSError or the end of the answer."""
    timer = threading.Timer(seconds, _cut, [find_socket])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(find_socket: Callable[[], socket.socket | None]) -> None:
    connected = find_socket()
    if connected is not None:
        # It may have ended by itself a moment ago. Below TLS, whose own shutdown would wait for a goodbye.
        with suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)
