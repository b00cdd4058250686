"""The scanner over its socket: the real daemon says clean, infected or too long; one that is away is never clean."""

from __future__ import annotations

import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from adapters.scanner import Scanner, ScannerAway, Verdict
from config import Config, ConfigError
from rules.file_states import ScanState
from tests.fixtures import evidence, uploads
from tests.harness.clamd import EICAR, SIGNATURE, STREAM_BYTES, Clamd


@pytest.fixture
def scanner(clamd: Clamd) -> Scanner:
    made = Scanner()
    made.address = str(clamd.socket)
    return made


def answering(folder: Path, answer: bytes) -> Scanner:
    """Return a scanner whose daemon takes what comes and says this, then nothing more."""
    place = folder / "odd.sock"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen(1)

    def serve() -> None:
        with listener, listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(answer)
            connection.settimeout(3)
            try:
                while connection.recv(65536):
                    continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    made = Scanner()
    made.address, made.timeout_s = str(place), 0.5
    return made


@pytest.mark.parametrize(("content", "verdict"), [
    (uploads.png(), Verdict(ScanState.CLEAN)), (evidence.photo("x", (900, 700)), Verdict(ScanState.CLEAN)),
    (uploads.png() + EICAR, Verdict(ScanState.INFECTED, f"{SIGNATURE}.UNOFFICIAL")),
    (evidence.document("x", more={"word/media/image1.jpeg": EICAR}),
     Verdict(ScanState.INFECTED, f"{SIGNATURE}.UNOFFICIAL")),
    (uploads.png() + bytes(STREAM_BYTES), Verdict(ScanState.UNSCANNABLE, "size limit"))],
    ids=["a picture", "a photo", "EICAR behind a picture", "EICAR in a document", "too long"])
def test_scan_by_the_real_daemon_says_what_a_file_is(scanner: Scanner, content: bytes, verdict: Verdict) -> None:
    """F7: clean, infected with the name of what was found, or unscannable."""
    assert scanner.scan(content) == verdict


def test_scan_by_a_hung_daemon_ends_in_time_and_says_nothing(clamd: Clamd, scanner: Scanner) -> None:
    """F7: a stopped daemon is away; woken up it scans again."""
    scanner.timeout_s = 0.5
    clamd.send(signal.SIGSTOP)
    try:
        started = time.monotonic()
        with pytest.raises(ScannerAway):
            scanner.scan(uploads.png())
        assert time.monotonic() - started < 3
    finally:
        clamd.send(signal.SIGCONT)
    scanner.timeout_s = 20
    assert scanner.scan(uploads.png()).state is ScanState.CLEAN


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"stream: O\0", b"PONG\0", b"x" * 5000],
                         ids=["nothing", "no end", "cut off", "another answer", "no end of it"])
def test_scan_by_a_daemon_that_is_out_of_step_is_never_clean(tmp_path: Path, answer: bytes) -> None:
    """F7: only the exact words of the daemon make a file clean."""
    with pytest.raises(ScannerAway):
        answering(tmp_path, answer).scan(uploads.png())


@pytest.mark.parametrize("address", ["/nonexistent/clamd.sock", "127.0.0.1:1"])
def test_scan_without_a_daemon_says_that_it_is_away(address: str) -> None:
    """F7: a scanner that is down is away, not clean."""
    scanner = Scanner()
    scanner.address = address
    assert scanner.is_on
    assert not scanner.is_answering()
    with pytest.raises(ScannerAway):
        scanner.scan(uploads.png())


def test_scanner_without_an_address_is_off() -> None:
    """F7: without a setting there is no scanner, and nobody pretends."""
    assert not Scanner().is_on


@pytest.mark.parametrize("address", ["scanner.example.org:3310", "10.0.0.7:3310", "127.0.0.1", "clamd.sock"])
def test_address_of_a_scanner_on_another_machine_stops_the_start(address: str) -> None:
    """F7: files of letters do not cross a network in the open."""
    with pytest.raises(ConfigError, match="CLAMAV_SOCKET"):
        Config.from_env({"CLAMAV_SOCKET": address})
