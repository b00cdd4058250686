"""Clients that hold a connection as long as they can: a byte a second of their header, their body, or their answer."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress

# So long they send; afterwards they are silent, and wait until they are thrown out.
SENDING_S, WAITING_S = 20, 40
# They come one after another within this time.
COMING_S = 10
HEADER = b"GET /letters HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 4000
BODY = (b"POST /write HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 100000\r\n\r\n")
RECEIVE_BUFFER = 4096
TAKEN = b"HTTP/1.1 200"
ESTABLISHED = 1  # of the kernel's enumeration of TCP states


class SlowClients:
    """So many clients of each kind at once, 25 to an address; `held_s` says how long each held its connection."""

    def __init__(self, port: int, download: bytes) -> None:
        self.port, self.download = port, download
        self.held_s: dict[str, list[float]] = defaultdict(list)
        self._began: dict[socket.socket, float] = {}

    def run(self, count: int) -> None:
        """Hold `count` connections until every one is cut, or the time is over."""
        asyncio.run(self._run(count))

    async def _run(self, count: int) -> None:
        kinds: dict[str, Callable[[socket.socket], Awaitable[None]]] = {
            "header": self._slow_header, "body": self._slow_body, "download": self._slow_download}
        await asyncio.gather(*(
            self._hold(kind, kinds[kind], f"127.0.1.{number // 25 + 1}", after_s=COMING_S * number / count)
            for number in range(count) for kind in [list(kinds)[number % len(kinds)]]))

    async def _hold(self, kind: str, act: Callable[[socket.socket], Awaitable[None]], source: str,
                    after_s: float) -> None:
        await _pause(after_s)
        loop = asyncio.get_running_loop()
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            connection.setblocking(False)
            connection.bind((source, 0))
            await loop.sock_connect(connection, ("127.0.0.1", self.port))
            self._began[connection] = time.monotonic()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(SENDING_S + WAITING_S):
                    await act(connection)
            self.held_s[kind].append(time.monotonic() - self._began[connection])

    async def _slow_header(self, connection: socket.socket) -> None:
        await self._trickle(connection, HEADER)

    async def _slow_body(self, connection: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(connection, BODY)
        await self._trickle(connection, b"x" * SENDING_S)

    async def _slow_download(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(connection, self.download)
        answer = await loop.sock_recv(connection, len(TAKEN))
        assert answer == TAKEN, answer
        self._began[connection] = time.monotonic()  # before, it waited for its turn like everybody else
        # What has arrived could be read for an hour after the other side has gone, so the state is asked.
        while connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED:
            await loop.sock_recv(connection, 1)
            await _pause(1)

    async def _trickle(self, connection: socket.socket, content: bytes) -> None:
        """Send a byte a second until the other side answers or closes; then wait for the end."""
        loop = asyncio.get_running_loop()
        for place in range(len(content)):
            await loop.sock_sendall(connection, content[place:place + 1])
            with suppress(TimeoutError):
                if not await asyncio.wait_for(loop.sock_recv(connection, RECEIVE_BUFFER), 1):
                    return
        while await loop.sock_recv(connection, RECEIVE_BUFFER):
            pass


async def _pause(seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), seconds)
