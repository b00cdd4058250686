"""Clocks that jump and clocks that differ: numbers stay in order, nothing happens twice, a step back is recorded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app import create_app
from deploy.children import COMMANDS
from rules.audit import Audited
from tests import factories
from tests.faults.people import LETTER, Person
from tests.faults.standing import furnish, rows, stand, start
from tests.fixtures.app import START, settings
from tests.fixtures.engines import Edge
from tests.fixtures.office import Office
from tests.harness.clock import SimulatedClock
from tests.harness.processes import Service, free_port
from tests.harness.waiting import wait_until

# Five minutes to midnight in China, on the last day of the year.
NEW_YEARS_EVE = datetime(2026, 12, 31, 15, 55, tzinfo=UTC)
STEPS_BACK = f"SELECT count(*) FROM case_event WHERE act = '{Audited.CLOCK_WENT_BACK}'"
UNROUTED = "SELECT 1 FROM \"case\" WHERE state = 'received'"
CLOSED = "SELECT count(*) FROM case_event WHERE act = 'close'"


def send(port: int) -> str:
    """Send a letter from a new browser and return its number."""
    person = Person(port)
    person.open_form()
    answer = person.send(LETTER | {"text": f"{LETTER['text']}来信标记{uuid4().hex}。"})
    assert answer.receipt, answer
    assert person.get(answer.location).status == 200
    return answer.receipt


@pytest.mark.soak
def test_submit_over_new_year_on_clocks_five_minutes_apart_numbers_without_gaps(
        service: Callable[..., Service], seeded_dir: Path, tmp_path: Path) -> None:
    ahead = SimulatedClock(tmp_path / "ahead", NEW_YEARS_EVE)
    behind = SimulatedClock(tmp_path / "behind", NEW_YEARS_EVE - timedelta(minutes=5))
    running = stand(service(**ahead.env), seeded_dir, "web")
    ports = [running.port, free_port()]
    running.start("other web", COMMANDS["web"], PORT=str(ports[1]), **behind.env)
    wait_until(lambda: Person(ports[1]).get("/healthz").status == 200, "the other web server")
    numbers = []
    for step in ({}, {"minutes": 6}, {"minutes": 6}, {"hours": -1}, {"hours": 1}, {"days": 40}, {"hours": -1}):
        for clock in (ahead, behind):
            clock.forward(**step)
        numbers += [send(port) for port in ports * 2]
    for year in (2026, 2027):
        serials = [int(number.partition("-")[2]) for number in numbers if number.startswith(f"X{year}-")]
        assert serials == list(range(1, len(serials) + 1)), year
        assert len(serials) > 4
    assert running.flask("ledger", "verify", check=False).returncode == 0


def test_set_the_clock_back_delays_no_letter_and_is_recorded_once(
        service: Callable[..., Service], seeded_dir: Path, tmp_path: Path) -> None:
    clock = SimulatedClock(tmp_path / "clock", START)
    running = stand(service(**clock.env), seeded_dir, "web", "workers", "scheduler")
    wait_until(lambda: rows(running.data_dir, "SELECT 1 FROM heartbeat WHERE name = 'scheduler' AND beat_at > '2026'"),
               "the first beat")
    running.kill_group("workers")
    before = send(running.port)
    # Only the row of the letter is left, and it lies an hour in what is now the future.
    clock.forward(hours=-1)
    running.kill("redis")
    shutil.rmtree(running.data_dir / "redis")
    running.start_redis()
    running.start("workers")
    wait_until(lambda: not rows(running.data_dir, UNROUTED), f"{before} routed", within_s=30)
    wait_until(lambda: rows(running.data_dir, STEPS_BACK) == [(1,)], "the step back in the record")
    after = send(running.port)
    assert [before, after] == ["X2026-1", "X2026-2"]
    wait_until(lambda: not rows(running.data_dir, UNROUTED), f"{after} routed")
    clock.forward(hours=-2)
    wait_until(lambda: rows(running.data_dir, STEPS_BACK) == [(2,)], "the second step back in the record")
    assert running.flask("ledger", "verify", check=False).returncode == 0


@pytest.mark.soak
def test_jump_forty_days_and_back_closes_an_answered_letter_once(
        service: Callable[..., Service], seeded_dir: Path, tmp_path: Path) -> None:
    clock = SimulatedClock(tmp_path / "clock", START)
    running = furnish(service(**clock.env), seeded_dir)
    app = create_app(settings(running.data_dir, clock_file=clock.file))
    Edge(app).run(factories.answered_letter)
    start(running, "workers", "scheduler")
    for step, closed in (({}, 0), ({"days": 40}, 1), ({"hours": -1}, 1), ({"days": -40}, 1), ({"days": 41}, 1)):
        instant = clock.forward(**step)
        running.stop("scheduler")
        running.start("scheduler")
        # A job that has run since then shows that the same rows were looked at again.
        wait_until(lambda since=instant: rows(
            running.data_dir, "SELECT 1 FROM heartbeat WHERE name = 'close-answered' AND "
            f"beat_at BETWEEN '{since:%Y-%m-%d %H:%M:%S}' AND '{since + timedelta(hours=1):%Y-%m-%d %H:%M:%S}'"),
            "answered letters looked at")
        wait_until(lambda count=closed: rows(running.data_dir, CLOSED) == [(count,)], f"{closed} letters closed")
    assert running.flask("ledger", "verify", check=False).returncode == 0


@pytest.mark.parametrize(("step", "stays"), [
    ({"minutes": 29}, True), ({"minutes": 31}, False), ({"days": 40}, False), ({"minutes": -5}, True),
    ({"hours": -1}, False)], ids=["half an hour", "idle too long", "forty days", "another host", "set back"])
def test_sign_in_session_after_a_step_of_the_clock_fails_closed(
        office: Office, test_clock: SimulatedClock, step: dict[str, float], stays: bool) -> None:
    visitor = office.enter("handler")
    test_clock.forward(**step)
    answer = visitor.client.get("/desk")
    assert (answer.status_code == 200) is stays
    assert ("/sign-in" in answer.headers.get("Location", "")) is not stays
