"""Uploads that are too large, endless, lying or broken off: refused early, in little memory, and nobody else waits."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from pathlib import Path

import pytest

from tests.faults.people import LETTER, Person, multipart
from tests.faults.standing import rows, stand
from tests.faults.watching import MEGABYTE, Others, Peaks, open_files
from tests.harness.processes import Service
from tests.harness.waiting import wait_until

TWO_GIGABYTES = 2 * 1024 * MEGABYTE
# What the service takes at most, and what may be on its way besides when it says no.
LIMIT, ON_THE_WAY = 52 * MEGABYTE, 12 * MEGABYTE
BOUNDARY = "mailbox-boundary"
FORM = f"Content-Type: multipart/form-data; boundary={BOUNDARY}"
FILE_HEAD = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
             "Content-Type: application/pdf\r\n\r\n").encode()


@pytest.fixture
def web(service: Callable[..., Service], seeded_dir: Path, short_dir: Path) -> Service:
    """A running web server alone, whose temporary files are in a folder of the test's own."""
    (short_dir / "tmp").mkdir()
    return stand(service(TMPDIR=str(short_dir / "tmp")), seeded_dir, "web")


def post(port: int, path: str, head: Iterable[str], body: Iterable[bytes]) -> tuple[int, int]:
    """Send a request piece by piece until the service answers; return its status, 0 for none, and the bytes sent."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *head]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        try:
            for piece in body:
                if select.select([connection], [], [], 0)[0]:
                    break
                connection.sendall(piece)
                sent += len(piece)
            else:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has answered and closed; the answer is still there to be read
        try:
            line = connection.recv(64).split()
        except OSError:
            line = []
    return (int(line[1]) if len(line) > 1 else 0), sent


def chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)


def endless_file() -> Iterator[bytes]:
    yield FILE_HEAD
    yield from repeat(b"x" * 64 * 1024, TWO_GIGABYTES // (64 * 1024))


def parts(count: int) -> list[bytes]:
    return [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="part{n}"\r\n\r\nx\r\n'.encode()
            for n in range(count)] + [f"--{BOUNDARY}--\r\n".encode()]


def said(body: list[bytes], more: int = 0) -> list[str]:
    return [FORM, f"Content-Length: {sum(map(len, body)) + more}"]


MANY = parts(10_000)
FEW = parts(3)
ABUSES: dict[str, tuple[list[str], Callable[[], Iterable[bytes]], set[int], int]] = {
    "two gigabytes announced": ([FORM, f"Content-Length: {TWO_GIGABYTES}"], endless_file, {413}, ON_THE_WAY),
    "two gigabytes in pieces": ([FORM, "Transfer-Encoding: chunked"], lambda: chunks(endless_file()), {413},
                                LIMIT + ON_THE_WAY),
    "ten thousand parts": (said(MANY), lambda: MANY, {413}, LIMIT),
    "longer than it is": (said(FEW, more=1000), lambda: FEW, {400}, LIMIT),
    "shorter than it is": ([FORM, "Content-Length: 40"], lambda: [*FEW, b"x" * MEGABYTE], {400}, LIMIT),
    "two lengths": ([*said(FEW), "Content-Length: 7"], lambda: FEW, {400}, LIMIT),
    "length and pieces": ([*said(FEW), "Transfer-Encoding: chunked"], lambda: chunks(FEW), {400}, LIMIT),
    "no number": ([FORM, "Content-Length: -5"], lambda: FEW, {400}, LIMIT),
    "broken pieces": ([FORM, "Transfer-Encoding: chunked"], lambda: [b"zz\r\nx\r\n"], {400}, LIMIT),
    "broken pieces of JSON": (["Content-Type: application/json", "Transfer-Encoding: chunked"],
                              lambda: [b"5\r\n{\r\n"], {400}, LIMIT),
}


def test_upload_that_cannot_be_taken_is_refused_early_and_leaves_nothing(web: Service, short_dir: Path) -> None:
    peaks = Peaks(web)
    with Others(web.port).reading() as others:
        for abuse, (head, body, expected, most) in ABUSES.items():
            path = "/api/v1/letters" if "JSON" in abuse else "/write"
            status, sent = post(web.port, path, head, body())
            assert status in expected, f"{abuse}: {status} after {sent} bytes"
            assert sent <= most, f"{abuse}: refused only after {sent} bytes"
    assert peaks.growth_mb() < 64
    assert others.errors == []
    assert max(answer.took_s for answer in others.answers) < 2
    wait_until(lambda: not open_files(web, short_dir / "tmp"), "no temporary file", within_s=60)
    assert list((short_dir / "tmp").iterdir()) == []


def test_upload_cut_off_near_its_end_leaves_no_letter_and_no_file(web: Service, short_dir: Path) -> None:
    person = Person(web.port)
    body, kind = multipart(person.open_form() | LETTER, {"files": ("a.pdf", b"%PDF-1.4" + b"x" * 9 * MEGABYTE)})
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as connection:
        head = f"POST /write HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body[:len(body) * 99 // 100])
    wait_until(lambda: not open_files(web, short_dir / "tmp"), "no temporary file", within_s=60)
    assert list((short_dir / "tmp").iterdir()) == []
    assert [path for path in (web.data_dir / "files").rglob("*") if path.is_file()] == []
    assert rows(web.data_dir, 'SELECT * FROM "case"') == []
    assert person.send(LETTER).receipt
