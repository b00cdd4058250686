"""Letters while everything is killed: none lost, none routed twice, every owed notice sent (security.md 3 and 4)."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.children import COMMANDS
from tests.faults.chaos import POOLS, Chaos, doubled
from tests.faults.checker import Checker
from tests.faults.clients import Crowd
from tests.harness.postgres import Databases
from tests.harness.processes import PYTHON, Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until

SABOTAGED = dict(COMMANDS) | {
    "web": (*COMMANDS["web"][:-1], "tests.faults.sabotage:create_app()"),
    "workers": (PYTHON, "-m", "tests.faults.sabotage"),
}
FIRST_RECEIPTS = 10
SCALE = float(os.environ.get("SOAK_SCALE") or 1)


def campaign(service: Service, sink: MailSink, out: Path, letters: int, kills: int,
             commands: dict[str, tuple[str, ...]], drain_s: float) -> list[str]:
    """Send letters while killing, let the service heal, and return what the checker found."""
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    service.start_redis()
    service.flask("db", "upgrade")
    service.flask("seed")
    service.flask("departments", "import", "demo/units.csv")
    commands = doubled(commands)
    for name, command in commands.items():
        service.start(name, command)
    service.wait_until_ready()
    crowd, chaos = Crowd(service.port, out, seed), Chaos(service, seed, commands)
    # Nobody works when the first letters come in, and Redis forgets them: only their rows are left.
    for pool in POOLS:
        service.kill_group(pool)
    crowd.start(letters)
    wait_until(lambda: len(crowd.receipts) >= FIRST_RECEIPTS, "the first receipts")
    chaos.lose_redis()
    if kills:
        chaos.run(lambda: crowd.is_sending, kills)
    crowd.wait(240)
    checker = Checker(service, sink, chaos.kills)
    try:
        wait_until(checker.drained, "every letter routed and every notice sent", within_s=drain_s, every_s=0.5)
    except AssertionError as late:
        sys.stdout.write(f"{late}\n")
    return checker.breaches(crowd.receipts)


def test_submit_while_everything_is_killed_keeps_every_promise(
        service: Callable[..., Service], mail_sink: MailSink, tmp_path: Path) -> None:
    running = service(**mail_sink.env)
    found = campaign(running, mail_sink, tmp_path / "receipts", 200, 12, COMMANDS, drain_s=120)
    assert found == []


@pytest.mark.soak
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_submit_for_long_while_everything_is_killed_keeps_every_promise(
        service: Callable[..., Service], mail_sink: MailSink, postgres: Databases, tmp_path: Path,
        engine: str) -> None:
    where = {"DATABASE_URL": postgres.fresh()} if engine == "postgresql" else {}
    running = service(**mail_sink.env, **where)
    assert campaign(running, mail_sink, tmp_path / "receipts", round(5000 * SCALE), round(300 * SCALE), COMMANDS,
                    drain_s=120) == []


@pytest.mark.soak
@pytest.mark.parametrize(("safeguard", "seen"), [
    ("form_token", "one letter, two numbers"), ("outbox", "a letter that is not routed")])
def test_submit_without_a_safeguard_is_seen_by_the_checker(
        service: Callable[..., Service], mail_sink: MailSink, tmp_path: Path, safeguard: str, seen: str) -> None:
    crippled = service(**mail_sink.env, SABOTAGE=safeguard)
    found = campaign(crippled, mail_sink, tmp_path / "receipts", 20, 0, SABOTAGED, drain_s=5)
    assert any(breach.startswith(seen) for breach in found), found
