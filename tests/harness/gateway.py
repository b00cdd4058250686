"""A gateway for short messages that keeps what it is given and answers what it is told to."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Posted:
    """One request: its path, its headers in small letters, and its body."""

    path: str
    headers: dict[str, str]
    body: bytes


class Gateway:
    """An HTTP server on a loopback port. `posted` grows in the order of arrival."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.status = 200
        self.flowing = threading.Event()
        self.flowing.set()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - http.server's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                gateway.posted.append(Posted(self.path, headers, body))
                gateway.flowing.wait()
                self.send_response(gateway.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1/messages?from=county"

    def stop(self) -> None:
        self.flowing.set()
        self._server.shutdown()
        self._server.server_close()
