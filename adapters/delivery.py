"""What every way out has in common: how a server says no, and the limit on the time that it may take."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException


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


# The more special fault first: many of these are kinds of OSError. The name in the code is for the operator's log.
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLError, "证书不对，或者加密没有谈成"), (smtplib.SMTPNotSupportedError, "对方不支持加密或者登录"),
    (smtplib.SMTPServerDisconnected, "对方断开了连接"), (HTTPException, "答复看不懂"), (TimeoutError, "等了太久"),
    (ConnectionRefusedError, "连接被拒"), (socket.gaierror, "找不到这台服务器"), (ConnectionError, "连接断了"))


def fault_words(fault: Exception) -> str:
    """Return in words what went wrong on the way to a server, for the staff who read why a message waits."""
    return next((words for kind, words in _WORDS if isinstance(fault, kind)), type(fault).__name__)


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
