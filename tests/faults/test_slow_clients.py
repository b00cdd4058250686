"""Five hundred slow clients in front of the deployed nginx: cut by its time limits, and nobody else feels them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import create_app
from rules.actors import Role
from services import attachments
from services.work import Work
from tests import factories
from tests.faults.people import LETTER, Person
from tests.faults.slow_clients import SlowClients
from tests.faults.standing import furnish, start
from tests.faults.test_uploads import FORM, TWO_GIGABYTES, chunks, endless_file, post
from tests.faults.watching import MEGABYTE, Others, Peaks
from tests.fixtures import uploads
from tests.fixtures.app import settings
from tests.fixtures.engines import Edge
from tests.harness.nginx import Front
from tests.harness.processes import Service
from tests.services.test_attachments import arrived

CLIENTS = 500
# nginx gives 15 s to each of header, pause in the body, and pause in the reading.
CUT_AFTER_S = {"header": 15, "body": 20 + 15, "download": 15}
pytestmark = pytest.mark.soak


@pytest.fixture
def running(service: Callable[..., Service], seeded_dir: Path) -> Service:
    """A service behind a proxy, with a letter whose file is larger than what the buffers of a connection hold."""
    made = furnish(service(PROXY_HOPS="1"), seeded_dir)
    Edge(create_app(settings(made.data_dir, clock_file=None))).run(_letter_with_a_file)
    return start(made, "web")


@pytest.fixture
def front(running: Service, short_dir: Path) -> Iterator[Front]:
    """The deployed nginx in front of it."""
    made = Front(short_dir / "nginx", running.port)
    yield made
    made.stop()


def _letter_with_a_file(work: Work) -> None:
    photo = arrived("照片.png", uploads.png() + bytes(6 * MEGABYTE), limit=10 * MEGABYTE)
    factories.routed_letter(work, files=attachments.store(work, [photo]))
    factories.staff(work, Role.HANDLER)


def test_five_hundred_slow_clients_are_cut_and_nobody_else_waits(running: Service, front: Front) -> None:
    cookie = Person(front.port).sign_in("handler-housing-1", factories.PASSWORD)
    download = f"GET /desk/letters/X2026-1/files/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
    slow = SlowClients(front.port, download.encode())
    with Others(front.port, people=4).reading() as others:
        slow.run(CLIENTS)
        writer = Person(front.port, source="127.0.3.1")
        writer.open_form()
        assert writer.send(LETTER).receipt
    sys.stdout.write(f"others: {len(others.answers)} pages, p95 {others.p95_s * 1000:.0f} ms\n")
    for kind, held_s in slow.held_s.items():
        sys.stdout.write(f"{kind}: {len(held_s)} clients held {min(held_s):.0f} to {max(held_s):.0f} s\n")
    assert others.errors == []
    assert others.p95_s < 2
    for kind, held_s in slow.held_s.items():
        assert max(held_s) < CUT_AFTER_S[kind] + 10, kind


@pytest.mark.parametrize(("head", "in_pieces"), [
    (f"Content-Length: {TWO_GIGABYTES}", False), ("Transfer-Encoding: chunked", True)], ids=["announced", "in pieces"])
def test_two_gigabytes_are_refused_by_the_front(running: Service, front: Front, head: str, in_pieces: bool) -> None:
    peaks = Peaks(running)
    body = chunks(endless_file()) if in_pieces else endless_file()
    with Others(front.port).reading() as others:
        status, sent = post(front.port, "/write", [FORM, head], body)
    assert status == 413
    assert sent < 70 * MEGABYTE
    assert peaks.growth_mb() < 64
    assert others.errors == []
