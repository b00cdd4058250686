"""The service as another program sees it: HTTP answers, and the last line of a command."""

from __future__ import annotations

import http.client
import json
import subprocess
from dataclasses import dataclass
from typing import Any

from tests.harness.processes import Service


@dataclass(frozen=True)
class Answer:
    """One answer over HTTP; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(service: Service, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """Send one request, its body as JSON, and return the answer; redirects are not followed."""
    sent = None if body is None else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = {} if sent is None else {"Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)
    try:
        connection.request(method, path, sent, kind | names)
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    finally:
        connection.close()


def last_json(done: subprocess.CompletedProcess[str]) -> Any:
    """Return the JSON value in the last line of a command's standard output."""
    return json.loads(done.stdout.rstrip("\n").rpartition("\n")[2])


def json_lines(done: subprocess.CompletedProcess[str]) -> list[Any]:
    """Return the JSON value of every line of a command's standard output."""
    return [json.loads(line) for line in done.stdout.splitlines()]
