"""Counting at once: an import and the closing of a day that it adds to, and two who close the same day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from queries import counts
from rules.actors import IMPORTER, Role
from rules.figures import Flow
from rules.localtime import start_of_day
from rules.vocabulary import State
from services import counting, handling, importing, sealing
from services.work import Work
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

FIRST, LAST = date(2026, 11, 10), date(2026, 11, 25)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
TODAY, MIDNIGHT = date(2026, 11, 24), start_of_day(LAST)
ROW = {"title": "加压泵坏了", "text": "小区的加压泵坏了，物业不修。", "department": "housing", "reply": "已修好。"}


def take_in(work: Work) -> None:
    """Import letters that came and were answered on days before the record, on its first day, and on the next."""
    rows = [ROW | {"time": f"2026-11-{came} 09:30", "reply_time": f"2026-11-{answered} 10:00"}
            for came, answered in ((10, 24), (20, 23), (24, 25))]
    as_importer = replace(work, actor=IMPORTER)
    report, good = importing.check(as_importer, rows)
    assert report.refused == []
    importing.store(as_importer, good)


def test_import_while_days_are_closed_is_counted_once(edge: Edge, test_clock: SimulatedClock) -> None:
    """Whoever comes first: the days are what the events give, and no letter is missing or there twice."""
    edge.run(lambda work: factories.letter_in(work, State.ANSWERED))
    test_clock.set(START + timedelta(days=2))
    horizon = edge.run(sealing.look)
    outcomes = edge.race([take_in, lambda work: sealing.seal_next(work, horizon), take_in,
                          lambda work: sealing.seal_next(work, horizon)])
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    # What the import has recorded belongs to the day that is not over yet.
    while edge.run(lambda work: sealing.seal_next(work, sealing.look(work))) is not None:
        continue
    assert edge.run(lambda work: counts.last_closed(work.session)) == LAST
    assert edge.run(lambda work: counting.differences(work, DAYS)) == []
    whole = edge.run(lambda work: counts.whole(work.session, FIRST, LAST))
    assert (whole[Flow.RECEIVED], whole[Flow.CLOSED], whole["open"]) == (7, 7, 0)


def sealed_next(edge: Edge) -> date:
    """Seal the next day and return it."""
    sealed = edge.run(lambda work: sealing.seal_next(work, sealing.look(work)))
    assert sealed is not None
    return sealed.day


def accepted(edge: Edge, case_id: int, seconds: int) -> None:
    """A handler signs for a letter so many seconds after the midnight that ends the first day."""
    def accept(work: Work) -> None:
        then = replace(work, now=MIDNIGHT + timedelta(seconds=seconds))
        handling.accept(factories.acting(then, factories.staff(then, Role.HANDLER)), case_id)
    edge.run(accept)


def accepted_on(edge: Edge) -> list[int]:
    return edge.run(lambda work: [counts.whole(work.session, day, day)[Flow.ACCEPTED] for day in (TODAY, LAST)])


def test_late_event_is_counted_on_its_day_when_the_next_is_closed(edge: Edge, test_clock: SimulatedClock) -> None:
    """Written before midnight, and seen after its day was sealed: the counts of that day are made anew."""
    made = edge.run(lambda work: factories.letter_in(work, State.ASSIGNED).id)
    test_clock.set(MIDNIGHT + timedelta(minutes=10))
    assert sealed_next(edge) == TODAY
    accepted(edge, made, -1)
    assert accepted_on(edge) == [0, 0]
    assert edge.run(lambda work: counting.differences(work, DAYS)) == []
    test_clock.set(START + timedelta(days=2))
    assert sealed_next(edge) == LAST
    assert accepted_on(edge) == [1, 0]
    assert edge.run(lambda work: counting.differences(work, DAYS)) == []


def test_events_numbered_in_another_order_than_their_days_count_on_their_days(
        edge: Edge, test_clock: SimulatedClock) -> None:
    """The letter signed for after midnight got its number first, and stands in the seal of the day before."""
    first, second = (edge.run(lambda work: factories.letter_in(work, State.ASSIGNED).id) for _ in range(2))
    test_clock.set(MIDNIGHT + timedelta(minutes=10))
    accepted(edge, first, 1)
    accepted(edge, second, -1)
    assert sealed_next(edge) == TODAY
    assert accepted_on(edge) == [1, 0]
    test_clock.set(START + timedelta(days=2))
    assert sealed_next(edge) == LAST
    assert accepted_on(edge) == [1, 1]


def test_record_that_was_sealed_long_after_its_days_is_counted_on_them(
        edge: Edge, test_clock: SimulatedClock) -> None:
    """As of a county whose past was lived through in one night: the days lie before the first seal."""
    made = edge.run(lambda work: factories.letter_in(work, State.ASSIGNED).id)
    accepted(edge, made, -10 * 86_400)
    assert edge.run(lambda work: counts.last_closed(work.session)) is None
    test_clock.set(START + timedelta(days=1))
    assert sealed_next(edge) == TODAY
    # No act counts before the one before it, so that the letter was signed for on the day it came.
    assert accepted_on(edge) == [1, 0]
    assert edge.run(lambda work: counting.differences(work, DAYS)) == []
