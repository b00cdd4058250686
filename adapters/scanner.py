"""The virus scanner: ClamAV's daemon, asked over its socket by INSTREAM. Files are sent to it; it opens none of ours.

Without an address there is no scanner, which is said of every file. A scanner that is down, hung or out of step is
away: nobody is told that a file is clean, and it is asked again later.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass

from flask import Flask

from rules.file_states import ScanState

CHUNK = 64 * 1024
ANSWER_BYTES = 4096
PING_WITHIN_S = 2.0
_FOUND = re.compile(r"stream: (.{1,500}) FOUND")
# What the daemon says when it gives a file up half-way, by its own limits of size, depth or time.
_LIMITS = "Heuristics.Limits.Exceeded"
LONGEST_SIGNATURE = 120


class ScannerAway(Exception):
    """The scanner does not answer as it should; nothing is known of the file."""

    is_safe_to_log = True


@dataclass(frozen=True)
class Verdict:
    """What the scanner said of a file, and the name of what it found."""

    state: ScanState
    signature: str = ""


class Scanner:
    """The scanner of the settings: a socket's path, or host and port on this machine."""

    def __init__(self) -> None:
        self.address = ""
        self.timeout_s = 20.0

    def init_app(self, app: Flask) -> None:
        settings = app.extensions["mailbox.config"].scanner
        self.address, self.timeout_s = settings.address, settings.timeout_s

    @property
    def is_on(self) -> bool:
        """Whether there is a scanner to ask."""
        return bool(self.address)

    def is_answering(self) -> bool:
        """Tell whether the scanner answers at once."""
        try:
            with _Talk(self.address, PING_WITHIN_S) as talk:
                talk.send(b"zPING\0")
                return talk.answer() == "PONG"
        except ScannerAway:
            return False

    def scan(self, content: bytes) -> Verdict:
        """Return what the scanner says of these bytes. Raises ScannerAway; the whole takes `timeout_s` at most."""
        with _Talk(self.address, self.timeout_s) as talk:
            talk.send(b"zINSTREAM\0")
            for place in range(0, len(content), CHUNK):
                piece = content[place:place + CHUNK]
                talk.send(struct.pack(">L", len(piece)) + piece)
            talk.send(struct.pack(">L", 0))
            return _verdict(talk.answer())


class _Talk:
    """One connection, with one time limit for all of it: a daemon that answers byte by byte is hung too."""

    def __init__(self, address: str, within_s: float) -> None:
        self._ends = time.monotonic() + within_s
        host, colon, port = address.rpartition(":")
        local = address.startswith("/")
        self._socket = socket.socket(socket.AF_UNIX if local else socket.AF_INET)
        self._peer: str | tuple[str, int] = address if local or not colon else (host, int(port))

    def __enter__(self) -> _Talk:
        try:
            self._allow()
            self._socket.connect(self._peer)
        except OSError as error:
            self._socket.close()
            raise ScannerAway(f"The scanner cannot be reached: {error.strerror or type(error).__name__}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, content: bytes) -> None:
        try:
            self._allow()
            self._socket.sendall(content)
        except (BrokenPipeError, ConnectionResetError):
            # It stops listening to what is too long, and has said so before it did.
            return
        except OSError as error:
            raise ScannerAway(f"The scanner takes nothing: {type(error).__name__}") from error

    def answer(self) -> str:
        """Return the answer up to its end."""
        said = b""
        while b"\0" not in said:
            try:
                self._allow()
                piece = self._socket.recv(ANSWER_BYTES)
            except OSError as error:
                raise ScannerAway(f"The scanner does not answer: {type(error).__name__}") from error
            said += piece
            if not piece or len(said) > ANSWER_BYTES:
                raise ScannerAway("The scanner broke off.")
        return said.partition(b"\0")[0].decode("utf-8", "replace").strip()

    def _allow(self) -> None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict(ScanState.CLEAN)
    found = _FOUND.fullmatch(answer)
    if found and not found[1].startswith(_LIMITS):
        return Verdict(ScanState.INFECTED, found[1][:LONGEST_SIGNATURE])
    if found or "size limit exceeded" in answer:
        return Verdict(ScanState.UNSCANNABLE, (found[1] if found else "size limit")[:LONGEST_SIGNATURE])
    if answer.endswith("ERROR"):
        return Verdict(ScanState.UNSCANNABLE, "error")
    raise ScannerAway("The scanner said something that it does not say.")


scanner = Scanner()
