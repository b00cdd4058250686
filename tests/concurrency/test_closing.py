"""The last second of a comment period: two web servers, two hundred people, and what comes too late."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from adapters import clock as system_clock
from app import create_app
from deploy.children import COMMANDS
from extensions import db
from rules.vocabulary import State
from tests.factories_comments import period_in
from tests.faults.people import Answer, Person
from tests.faults.standing import rows, stand
from tests.fixtures.app import START, settings
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.processes import Service, free_port
from tests.harness.waiting import wait_until
from web.comment_tokens import new_token

PEOPLE, SENT = 8, 200
CLOSES_ON = date(2026, 12, 3)
CLOSING = datetime(2026, 12, 3, 16, tzinfo=UTC)  # 24:00 in China
WRITE = "/comment-periods/Z2026-1/write"
SHUT = CLOSING + timedelta(minutes=10)
KEPT = ("SELECT c.number, c.received_at, k.is_in_grace, k.opened_at FROM comment k JOIN \"case\" c ON c.id = k.case_id "
        "ORDER BY c.id")


def test_two_hundred_comments_in_the_last_second_are_all_kept_and_none_is_late(
        service: Callable[..., Service], seeded_dir: Path, tmp_path: Path) -> None:
    """C5, P1: what was sent from a form opened in time is kept and, after closing, marked; later nothing is taken."""
    clock = SimulatedClock(tmp_path / "clock", START)
    running = stand(service(**clock.env), seeded_dir, "web")
    ports = [running.port, free_port()]
    running.start("other web", COMMANDS["web"], PORT=str(ports[1]))
    wait_until(lambda: Person(ports[1]).get("/healthz").status == 200, "the other web server", within_s=30)
    app = create_app(settings(running.data_dir, clock_file=clock.file))
    Edge(app).run(lambda work: period_in(work, State.OPEN, closes_on=CLOSES_ON).id)
    clock.set(CLOSING - timedelta(minutes=5))
    people = [opened(ports[n % 2]) for n in range(PEOPLE)]
    with app.test_request_context():
        tokens = [new_token("Z2026-1", CLOSING - timedelta(minutes=n % 5)) for n in range(SENT)]
        stale = [new_token("Z2026-1", at) for at in (CLOSING - timedelta(minutes=1), CLOSING + timedelta(seconds=1))]
        db.engine.dispose()
    system_clock.clock.file = None

    clock.set(CLOSING - timedelta(seconds=1))
    with ThreadPoolExecutor(PEOPLE) as hands:
        sent = [hands.submit(send, people[n % PEOPLE], token, n) for n, token in enumerate(tokens)]
        receipts = [one.result().receipt for one in sent]
    # Opened in time and sent too late; and opened after closing, sent within the minutes of grace.
    late = [send(people[0], stale[1], 0)]
    clock.set(SHUT + timedelta(seconds=1))
    late += [send(person, stale[0], 0) for person in people]

    kept = rows(running.data_dir, KEPT)
    assert None not in receipts
    assert sorted(receipts) == sorted(str(number) for number, *_ in kept)
    assert [number for number, *_ in kept] == [f"Y2026-{n}" for n in range(1, SENT + 1)]
    assert [answer.status for answer in late] == [409] * (PEOPLE + 1)
    for _, received_at, in_grace, _ in kept:
        came = datetime.fromisoformat(str(received_at)).replace(tzinfo=UTC)
        assert came <= SHUT
        assert bool(in_grace) == (came > CLOSING)


def opened(port: int) -> Person:
    """Return somebody who has the form open on one of the servers."""
    person = Person(port)
    page = person.get(WRITE)
    assert page.status == 200, page
    person.keep_form(page)
    return person


def send(person: Person, token: str, n: int) -> Answer:
    """Send a comment from the form as it stands, under a token of its own."""
    return person.send({"form_token": token, "stance": "suggest", "agree": "y",
                        "text": f"第{n}条意见：首三十分钟太短，请改为一小时。"}, path=WRITE)
