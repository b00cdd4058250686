"""A mail server that takes everything and keeps nothing but the count: as little work as SMTP allows."""

from __future__ import annotations

import asyncio
import threading

GREETING = b"220 sink\r\n"
ANSWERS = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"HELO": b"250 sink\r\n", b"QUIT": b"221 bye\r\n",
           b"DATA": b"354 go on\r\n"}
TAKEN = b"250 taken\r\n"
END = b"\r\n.\r\n"


class _Session(asyncio.Protocol):
    """One connection: commands line by line, and a message up to the line with a dot."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._buffer = b""
        self._in_message = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(GREETING)

    def data_received(self, chunk: bytes) -> None:
        self._buffer += chunk
        while (end := self._buffer.find(END if self._in_message else b"\r\n")) >= 0:
            line, self._buffer = self._buffer[:end], self._buffer[end + (5 if self._in_message else 2):]
            self._take(line)

    def _take(self, line: bytes) -> None:
        if self._in_message:
            self._in_message = False
            self._sink.count += 1
            self._transport.write(TAKEN)
            return
        verb = line[:4].upper()
        self._in_message = verb == b"DATA"
        self._transport.write(ANSWERS.get(verb, TAKEN))


class Sink:
    """The server in a thread of its own; `count` is how many messages it has taken."""

    def __init__(self) -> None:
        self.count = 0
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Session(self), "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
