"""The supervised processes: starting one again when it ends, stopping it, and showing its warnings."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from adapters.process import end_with_parent

ROOT = Path(__file__).resolve().parent.parent

FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 5.0
# Who ran this long was healthy; its next end is not held against it.
HEALTHY_AFTER_S = 10.0
LINES_SHOWN_AT_ONCE = 20

NOTABLE = re.compile(r"(?<![.\w])(WARNING|ERROR|CRITICAL|warning|error|critical)\b|^Traceback|^\w*Error\b")

COMMANDS: dict[str, tuple[str, ...]] = {
    "web": (sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "app:create_app()"),
    "workers": (sys.executable, "-m", "workers.pool"),
    "scheduler": (sys.executable, "-m", "workers.scheduler"),
}


Log = IO[bytes] | int | None


def launch(
    command: tuple[str, ...], env: dict[str, str], log: Log, errors: Log = subprocess.STDOUT
) -> subprocess.Popen[bytes]:
    """Start a command of ours in the project folder; it ends with this process, whatever ends this one."""
    parent = os.getpid()
    return subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=errors,
        preexec_fn=lambda: end_with_parent(parent),
    )


class Child:
    """One process that is kept running. Times are seconds of a monotonic clock, given by the caller."""

    def __init__(self, name: str, log_file: Path, command: tuple[str, ...], env: dict[str, str]) -> None:
        self.name = name
        self.log_file = log_file
        self.ends = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._command = command
        self._env = env
        self._delay = FIRST_DELAY_S
        self._started_at = 0.0
        self._start_at = 0.0
        # What an earlier run of the service wrote is not shown again.
        self._shown = log_file.stat().st_size if log_file.exists() else 0

    def start(self, now: float) -> None:
        """Start the process, its output appended to its log file."""
        with self._open_log() as log:
            self.process = launch(self._command, self._env, log)
        self._started_at = now

    def check(self, now: float) -> str | None:
        """Notice an end and start again when its time has come; return a line to show, if any."""
        if self.process is None:
            if now >= self._start_at:
                self.start(now)
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        self.ends += 1
        if now - self._started_at > HEALTHY_AFTER_S:
            self._delay, self.ends = FIRST_DELAY_S, 1
        delay, self._delay = self._delay, min(self._delay * 2, LONGEST_DELAY_S)
        self._start_at = now + delay
        return f"{self.name} ended ({_reason(code)}); starting it again in {delay:.1f} s"

    def _open_log(self) -> IO[bytes]:
        try:
            return self.log_file.open("ab")
        except OSError:
            # On a full disk the service matters more than its log.
            return Path(os.devnull).open("ab")

    def signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def new_warnings(self) -> list[str]:
        """Return the warnings and errors that were written since the last call, a few at most."""
        try:
            with self.log_file.open("rb") as log:
                # A log that was set aside begins anew.
                if self._shown > log.seek(0, os.SEEK_END):
                    self._shown = 0
                log.seek(self._shown)
                fresh = log.read(256 * 1024)
        except OSError:
            return []
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._shown += len(whole)
        lines = whole.decode("utf-8", "replace").splitlines()
        return [f"{self.name}: {line}" for line in lines if NOTABLE.search(line)][:LINES_SHOWN_AT_ONCE]


def last_line(log_file: Path) -> str:
    """Return the last line of a log."""
    try:
        lines = log_file.read_bytes()[-4096:].decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line for line in reversed(lines) if line.strip()), "")


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
