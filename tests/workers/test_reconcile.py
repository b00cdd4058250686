"""Routing jobs, and the sweep that finds what never reached the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from adapters import jobs
from extensions import queue
from models.case import Case, Letter
from models.heartbeat import Heartbeat
from models.notice import Notice
from models.search_index import letter_index
from queries import unfinished
from queries.search import search_letters
from rules.errors import NotFound
from rules.vocabulary import State
from services.work import Work
from tests import factories
from tests.fixtures.calendars import change_calendar
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.redis import RedisServer
from workers.calendar import recount
from workers.reconcile import YOUNG_S, close_answered, offer_unfinished
from workers.routing import route_letter


@pytest.fixture
def waiting(job_edge: Edge, redis_server: RedisServer) -> Iterator[Callable[[], list[str]]]:
    """Tell, each time it is called, which jobs wait in a Redis of the test's own."""
    def names() -> list[str]:
        with redis_server.client() as redis:
            return sorted(name.decode() for each in jobs.QUEUES for name in redis.lrange(f"rq:queue:{each}", 0, -1))

    queue.bind(lambda: redis_server.url)
    yield names
    queue.bind(lambda: "")


def states(edge: Edge) -> list[str]:
    return edge.run(lambda work: list(work.session.scalars(select(Case.state).order_by(Case.id))))


def test_route_letter_gives_it_to_the_department_and_lets_staff_find_it(job_edge: Edge) -> None:
    job_edge.run(lambda work: factories.letter(work, mailbox="housing"))
    route_letter(1)
    assert states(job_edge) == [State.ASSIGNED]
    assert job_edge.run(lambda work: search_letters(work.session, "加压泵", department_id=None)) == [1]


def test_route_letter_twice_changes_nothing_more(job_edge: Edge) -> None:
    job_edge.run(lambda work: factories.letter(work, mailbox="housing"))
    route_letter(1)
    route_letter(1)
    assert job_edge.run(lambda work: work.session.get_one(Letter, 1).chain_length) == 2
    assert job_edge.run(lambda work: len(work.session.execute(select(letter_index)).all())) == 1


def test_route_letter_of_no_letter_raises(job_edge: Edge) -> None:
    with pytest.raises(NotFound):
        route_letter(4711)


def test_offer_unfinished_offers_letters_and_notices_that_wait(
    job_edge: Edge, waiting: Callable[[], list[str]], test_clock: SimulatedClock
) -> None:
    job_edge.run(lambda work: [factories.letter_with_email(work), factories.letter_in(work, State.ASSIGNED)])
    offer_unfinished()
    assert waiting() == []
    test_clock.forward(seconds=YOUNG_S + 1)
    offer_unfinished()
    offer_unfinished()
    assert waiting() == ["deliver-mail", "route-1"]


def test_offer_unfinished_offers_the_recount_until_every_clock_is_on_the_newest_calendar(
    job_edge: Edge, waiting: Callable[[], list[str]]
) -> None:
    job_edge.run(lambda work: factories.letter(work))
    version = job_edge.run(change_calendar)
    offer_unfinished()
    assert f"recount-{version}" in waiting()
    recount(version)
    assert job_edge.run(lambda work: unfinished.calendar_to_recount(work.session)) is None


def test_offer_unfinished_leaves_what_is_done_held_or_leased(
    job_edge: Edge, waiting: Callable[[], list[str]], test_clock: SimulatedClock
) -> None:
    def settle(work: Work) -> None:
        for _ in range(3):
            factories.letter_with_email(work, mailbox="housing")
        held, sent, leased = work.session.scalars(select(Notice).order_by(Notice.id))
        held.state, held.next_attempt_at = "held", None
        sent.state, sent.next_attempt_at, sent.sent_at = "sent", None, work.now
        leased.lease_until = work.now.replace(year=2027)
        for letter in work.session.scalars(select(Letter)):
            factories.routing.route(work, letter.id)

    job_edge.run(settle)
    test_clock.forward(minutes=1)
    offer_unfinished()
    assert waiting() == []


def test_offer_unfinished_without_a_queue_leaves_its_heartbeat_and_loses_nothing(
    job_edge: Edge, test_clock: SimulatedClock
) -> None:
    job_edge.run(factories.letter)
    test_clock.forward(minutes=1)
    offer_unfinished()
    assert job_edge.run(lambda work: work.session.get_one(Heartbeat, "reconcile").beat_at) >= test_clock.now().replace(
        second=0, microsecond=0)
    assert states(job_edge) == [State.RECEIVED]


def test_close_answered_closes_after_thirty_days_and_not_before(job_edge: Edge, test_clock: SimulatedClock) -> None:
    job_edge.run(lambda work: [factories.answered_letter(work), factories.letter_in(work, State.REVIEWED)])
    test_clock.forward(days=29, hours=23)
    close_answered()
    assert states(job_edge) == [State.ANSWERED, State.REVIEWED]
    test_clock.forward(hours=2)
    close_answered()
    close_answered()
    assert states(job_edge) == [State.CLOSED, State.REVIEWED]
    assert job_edge.run(lambda work: work.session.get_one(Letter, 1).chain_length) == 7
