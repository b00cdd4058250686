"""Load from wrk: the same connections for every side, distinct bodies, and the figures it reports."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
CONNECTIONS = 16


@dataclass(frozen=True)
class Request:
    """One prepared request; {n} in path or body becomes a number of its own each time."""

    path: str
    method: str = "GET"
    body: str = ""


@dataclass(frozen=True)
class Target:
    """What is loaded: a server and its requests, sent in turn."""

    url: str
    requests: Sequence[Request]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """What one load gave: requests per second, and times in milliseconds."""

    rate: float
    p50_ms: float
    p95_ms: float


class LoadFailed(Exception):
    """The server answered with errors: its rate would say nothing."""


def require_wrk() -> None:
    """Stop with one line when wrk is not installed."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing; install this package: wrk")


def run(target: Target, seconds: float, connections: int = CONNECTIONS) -> Figures:
    """Load a target for some seconds. Raises LoadFailed when any answer was an error."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.writelines(f"{request.method}\t{request.path}\t{request.body}\n" for request in target.requests)
        file.flush()
        headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", *headers,
             "-s", str(SCRIPT), target.url, "--", file.name, secrets.token_hex(6)],
            capture_output=True, text=True, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), "")
    if not line:
        raise LoadFailed(f"wrk gave no figures for {target.url}: {done.stderr or done.stdout}")
    requests, micros, faults, p50, p95 = line.split()[1:]
    if int(faults):
        raise LoadFailed(f"{faults} of {requests} answers of {target.url}{target.requests[0].path} were errors")
    return Figures(int(requests) / (int(micros) / 1_000_000), float(p50), float(p95))
