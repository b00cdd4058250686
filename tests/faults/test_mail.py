"""The mail server is away, refuses, stalls or hangs up: nothing is lost, repeated or stormed (security.md R8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app import create_app
from config import Config
from extensions import db
from models.notice import Notice, OutboxChannel
from rules.delivery import REST_S
from rules.vocabulary import State
from services import notices
from services.work import Work
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.processes import Service
from tests.harness.smtp import MailSink, Received
from tests.harness.waiting import wait_until

RATE = 600
# Sending starts a little late or early on a busy machine; over seconds that evens out.
TOLERANCE = 1.1


@pytest.fixture
def clock(tmp_path: Path) -> SimulatedClock:
    """The clock of the service: a working day, in the morning."""
    return SimulatedClock(tmp_path / "clock", START)


@pytest.fixture
def running(service: Callable[..., Service], mail_sink: MailSink, clock: SimulatedClock) -> Service:
    """Redis, workers and scheduler on a seeded database, without a web server, and quick to give up on a server."""
    made = service(**mail_sink.env, **clock.env, MAIL_RATE_PER_MINUTE=str(RATE), MAIL_TIMEOUT_SECONDS="1",
                   LEASE_SECONDS="4")
    made.start_redis()
    made.flask("db", "upgrade")
    made.flask("seed")
    for name in ("workers", "scheduler"):
        made.start(name)
    return made


@pytest.fixture
def edge(running: Service) -> Iterator[Edge]:
    """Units of work on the database of the running service."""
    app = create_app(Config.from_env(running.env))
    yield Edge(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def write(edge: Edge, address: str) -> int:
    """Send a letter with a mail address, for the service to route and to confirm by mail."""
    return edge.run(lambda work: factories.letter(work, contact=factories.Contact(email=address)).id)


def write_many(edge: Edge, letters: int) -> None:
    """Owe the receipts of many letters, and of every tenth the end as well."""
    def make(work: Work) -> None:
        for serial in range(letters):
            letter = factories.letter(work, contact=factories.Contact(email=f"writer{serial}@example.cn"))
            if serial % 10 == 0:
                notices.owe(work, letter, notices.NoticeKind.DECLINED, verified=True, cause="end")

    edge.run(make)


def states(edge: Edge) -> Counter[str]:
    return Counter(edge.run(lambda work: work.session.scalars(select(Notice.state)).all()))


def faults(edge: Edge) -> int:
    return edge.run(lambda work: work.session.get_one(OutboxChannel, "mail").faults)


def kind_and_case(mail: Received) -> tuple[str, int]:
    kind, number = str(mail.message["Message-ID"]).strip("<").split(".")[:2]
    return kind, int(number.partition("-")[2])


def most_in_a_second(received: list[Received]) -> int:
    """Return how many messages came in the busiest second."""
    return max(sum(0 <= later.at - first.at < 1 for later in received) for first in received)


def outage(edge: Edge, sink: MailSink, clock: SimulatedClock, letters: int, within_s: float) -> list[Received]:
    """Have the mail server away for a day while letters come in; return what arrives when it is back."""
    sink.go_down()
    write_many(edge, letters)
    wait_until(lambda: faults(edge) >= 1, "the first fault")
    for hours in (10, 14):
        seen = faults(edge)
        clock.forward(hours=hours)
        wait_until(lambda seen=seen: faults(edge) > seen, "another look at the server")
    assert set(states(edge)) == {"owed"}
    sink.come_back()
    clock.forward(seconds=REST_S[-1])
    wait_until(lambda: states(edge).keys() == {"sent"}, "every mail", within_s=within_s, every_s=0.2)
    return list(sink.received)


def outage_breaches(received: list[Received], letters: int) -> list[str]:
    """Return what is wrong with the order, the number and the rate of the mails after an outage."""
    receipts = [case for kind, case in map(kind_and_case, received) if kind == "received"]
    found = [f"{len(receipts)} receipts of {letters} letters"] if len(set(receipts)) != letters else []
    found += ["not the oldest first"] if receipts != sorted(receipts) else []
    found += ["repeated"] if len(receipts) != len(set(receipts)) else []
    order = [kind_and_case(mail) for mail in received]
    found += [f"the end of {case} before its receipt" for kind, case in order
              if kind == "declined" and order.index((kind, case)) < order.index(("received", case))]
    busiest = most_in_a_second(received)
    return found + ([f"{busiest} in a second"] if busiest > RATE / 60 * TOLERANCE + 1 else [])


def test_mail_server_away_for_a_day_is_followed_by_no_storm_and_no_loss(
    edge: Edge, mail_sink: MailSink, clock: SimulatedClock
) -> None:
    assert outage_breaches(outage(edge, mail_sink, clock, letters=30, within_s=40), letters=30) == []


@pytest.mark.soak
def test_mail_server_away_for_a_day_with_five_thousand_waiting_is_followed_by_no_storm(
    edge: Edge, mail_sink: MailSink, clock: SimulatedClock
) -> None:
    received = outage(edge, mail_sink, clock, letters=5000, within_s=5500 * 60 / RATE * 2)
    assert outage_breaches(received, letters=5000) == []


def test_mail_server_that_refuses_stalls_and_hangs_up_is_met_as_each_answer_asks(
    edge: Edge, mail_sink: MailSink, clock: SimulatedClock
) -> None:
    mail_sink.refuse_recipient("later@example.cn", "450 4.2.1 try later")
    mail_sink.refuse_recipient("nobody@example.cn", "550 5.1.1 no such person")
    mail_sink.refuse_message("unwanted@example.cn", "554 5.7.1 not wanted")
    mail_sink.refuse_message("busy@example.cn", "421 4.3.2 closing")
    mail_sink.stall_for("stalled@example.cn")
    mail_sink.drop_once("dropped@example.cn")
    told = {name: write(edge, f"{name}@example.cn")
            for name in ("later", "nobody", "unwanted", "busy", "stalled", "dropped", "last")}

    # Each fault of the server rests the channel for half a minute; the other messages go out in between.
    def all_tried() -> bool:
        clock.forward(seconds=20)
        return edge.run(lambda work: work.session.scalar(text("SELECT min(attempts) FROM notice"))) >= 1

    wait_until(all_tried, "an attempt at every message", within_s=40, every_s=0.5)
    wait_until(lambda: state_of(edge, told["last"]) == "sent", "the message behind all the others")
    assert (state_of(edge, told["nobody"]), state_of(edge, told["unwanted"])) == ("failed", "failed")
    assert routed(edge) == len(told)
    mail_sink.accept()

    def all_settled() -> bool:
        clock.forward(minutes=10)
        return states(edge).keys() <= {"sent", "failed"}

    wait_until(all_settled, "every message settled", within_s=40, every_s=0.5)
    assert states(edge) == {"sent": 5, "failed": 2}
    arrived = Counter((mail.recipients[0], mail.message["Message-ID"]) for mail in mail_sink.received)
    assert {address.partition("@")[0]: count for (address, _), count in arrived.items()} == {
        "later": 1, "busy": 1, "stalled": 1, "dropped": 2, "last": 1}


def state_of(edge: Edge, case_id: int) -> str:
    return edge.run(lambda work: work.session.scalars(select(Notice.state).where(Notice.case_id == case_id)).one())


def routed(edge: Edge) -> int:
    return edge.run(lambda work: sum(
        row != State.RECEIVED for row in work.session.scalars(text('SELECT state FROM "case"'))))
