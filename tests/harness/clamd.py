"""The real virus scanner on a socket of the test's own, with one signature that the test wrote: nothing is fetched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

from adapters.process import end_with_parent
from adapters.scanner import Scanner
from tests.harness.waiting import wait_until

# The harmless text that scanners are tested with, in two halves so that this file itself is none.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SIGNATURE = "Test.Eicar"
# So large a stream is refused, far below what may be attached.
STREAM_BYTES = 2 * 1024 * 1024
SETTINGS = """Foreground yes
LocalSocket {socket}
DatabaseDirectory {database}
PidFile {folder}/clamd.pid
LogFile {folder}/clamd.log
StreamMaxLength {stream}
MaxThreads 2
"""


def executable() -> str:
    """Return the path of clamd, "" when it is not installed."""
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""


class Clamd:
    """One daemon in a folder; started, stopped, hung and killed like any process."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "clamd.sock"
        database = folder / "signatures"
        database.mkdir()
        (database / "test.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
        self._settings = folder / "clamd.conf"
        self._settings.write_text(SETTINGS.format(socket=self.socket, database=database, folder=folder,
                                                  stream=STREAM_BYTES))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the daemon and return when it answers."""
        parent = os.getpid()
        self.socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(  # noqa: S603
            [executable(), "--config-file", str(self._settings)], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: end_with_parent(parent, signal.SIGKILL))
        scanner = Scanner()
        scanner.address = str(self.socket)
        wait_until(scanner.is_answering, "clamd", within_s=30, every_s=0.05)

    def send(self, number: int) -> None:
        """Send the daemon a signal; a killed one is waited for."""
        assert self._process is not None
        self._process.send_signal(number)
        if number == signal.SIGKILL:
            self._process.wait()

    def end(self) -> None:
        """End the daemon, hung or not."""
        if self._process is not None and self._process.poll() is None:
            self.send(signal.SIGKILL)
