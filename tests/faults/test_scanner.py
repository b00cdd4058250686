"""The scanner hangs and dies while letters come in: each has its receipt at once, and its verdict afterwards."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.people import LETTER, Person
from tests.faults.standing import rows, stand
from tests.fixtures import uploads
from tests.harness.clamd import EICAR, Clamd
from tests.harness.processes import Service
from tests.harness.waiting import wait_until

STATES = "SELECT scan_state, copy_state FROM attachment ORDER BY id"


@pytest.fixture
def running(service: Callable[..., Service], seeded_dir: Path, clamd: Clamd) -> Service:
    """Web, workers and scheduler, with the real scanner."""
    made = service(CLAMAV_SOCKET=str(clamd.socket), CLAMAV_TIMEOUT_SECONDS="1")
    return stand(made, seeded_dir, "web", "workers", "scheduler")


def send(running: Service, content: bytes) -> None:
    """Send a letter with one picture and see its receipt."""
    person = Person(running.port)
    person.open_form()
    answer = person.send(LETTER, {"files": ("照片.png", content)})
    assert answer.receipt, answer
    assert answer.took_s < 5


def wait_for(running: Service, *states: tuple[str, str]) -> None:
    wait_until(lambda: rows(running.data_dir, STATES) == list(states), f"files to be {states}",
               within_s=40, every_s=0.2)


def test_scanner_that_hangs_and_dies_delays_verdicts_and_no_letter(running: Service, clamd: Clamd) -> None:
    """F7: EICAR is found; hung and killed, the scanner leaves files pending, and they are caught up by themselves."""
    good, bad = ("clean", "ready"), ("infected", "refused")
    send(running, uploads.png() + EICAR)
    wait_for(running, bad)
    clamd.send(signal.SIGSTOP)
    send(running, uploads.png())
    wait_for(running, bad, ("pending", "ready"))
    clamd.send(signal.SIGCONT)
    wait_for(running, bad, good)
    clamd.send(signal.SIGKILL)
    send(running, uploads.png())
    wait_for(running, bad, good, ("pending", "ready"))
    clamd.start()
    wait_for(running, bad, good, good)
    assert rows(running.data_dir, "SELECT DISTINCT state FROM \"case\" WHERE state = 'received'") == []
