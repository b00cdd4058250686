from __future__ import annotations

from datetime import UTC, datetime, timedelta

from adapters.clock import Clock
from tests.harness.clock import SimulatedClock


def test_service_clock_follows_the_file_forwards_and_backwards(simulated_clock: SimulatedClock) -> None:
    clock = Clock()
    clock.file = simulated_clock.file
    simulated_clock.set(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    moved = simulated_clock.forward(minutes=2)
    assert moved - clock.now() < timedelta(seconds=5)
    assert clock.now().hour == 16
    simulated_clock.forward(days=-1)
    assert clock.now().day == 30
