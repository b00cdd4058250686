"""Counts that roll up, over a December in which everything happens: against brute force, against themselves, anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from extensions import db
from models.counts import ClosedDay, DailyCount, MonthlyCount
from models.department import Department
from queries import counts, period_cases
from rules.actors import SYSTEM
from rules.figures import LABELS, Dimension, Figures, Flow, total
from services import counting, sealing
from services.work import Work
from tests import factories
from tests.services import counted_month, recounting
from tests.services.counted_month import Town

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
OCTOBER = date(2026, 10, 28)  # the receipt of the oldest imported letter
COUNTED = [flow.value for flow in Flow]


@pytest.fixture(scope="module")
def town(shared_engines: Flask) -> Iterator[Town]:
    """The month, lived once on each engine and never committed."""
    with shared_engines.app_context():
        secrets = shared_engines.extensions["mailbox.secrets"]
        yield counted_month.live(Work(db.session, SYSTEM, datetime(2026, 11, 25, tzinfo=UTC), secrets))
        db.session.rollback()


@pytest.fixture
def lived(town: Town) -> Iterator[Work]:
    """The month for a test that changes something: what it does is undone."""
    undo = town.work.session.begin_nested()
    yield town.by(SYSTEM)
    undo.rollback()


def stored(work: Work) -> dict[tuple[object, ...], tuple[int, ...]]:
    """Return every row of both tables that has something in it."""
    found = {}
    for model, day in ((DailyCount, DailyCount.day), (MonthlyCount, MonthlyCount.month)):
        columns = [getattr(model, name) for name in COUNTED]
        for row in work.session.execute(select(day, model.dimension, model.key, *columns)):
            if any(row[3:]):
                found[model.__tablename__, *row[:3]] = tuple(row[3:])
    return found


def every_day(work: Work) -> list[date]:
    first, last = counts.first_counted(work.session), counts.last_closed(work.session)
    assert first is not None
    assert last is not None
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), (FIRST, date(2026, 12, 8)), (OCTOBER, FIRST)], ids=str)
@pytest.mark.parametrize("dimension", [Dimension.DEPARTMENT, Dimension.CHANNEL, Dimension.MAILBOX])
def test_days_counted_by_brute_force_are_what_the_counts_say(town: Town, dimension: Dimension, first: date,
                                                             last: date) -> None:
    """Every flow of every key, of a month and of other times; the stocks as well, letter by letter."""
    expected = recounting.flows(town.work, first, last, dimension.value)
    found = counts.figures(town.work.session, dimension, first, last)
    assert {key: {name: row[name] for name in COUNTED if row[name]} for key, row in found.items() if row.flows} == {
        key: {name: counts[name] for name in COUNTED if counts[name]} for key, counts in expected.items()}
    if dimension is Dimension.DEPARTMENT:
        letters = recounting.letters(town.work)
        for key, row in found.items():
            for name, day, is_so in (("opening", first - recounting.ONE, "is_in_hand"), ("open", last, "is_in_hand"),
                                     ("opening_overdue", first - recounting.ONE, "is_late"),
                                     ("overdue", last, "is_late")):
                assert row[name] == sum(getattr(one, is_so)(day) and one.holder(day) == key for one in letters), name


def test_month_in_which_everything_happens_has_every_figure(town: Town) -> None:
    """A figure that is nowhere above 0 would be compared with nothing."""
    whole = counts.whole(town.work.session, FIRST, LAST)
    assert [name for name in LABELS if not whole[name]] == ["circulated"]


def test_counts_of_all_days_are_what_the_events_give_and_counting_anew_changes_nothing(lived: Work) -> None:
    """Among them the days of October that an import added to long after they were over."""
    days = every_day(lived)
    assert days[0] == OCTOBER
    assert counting.differences(lived, days) == []
    before = stored(lived)
    counting.recount(lived, days)
    assert stored(lived) == before


def test_days_and_months_add_up_to_any_time(town: Town) -> None:
    session, first, last = town.work.session, date(2026, 11, 18), date(2027, 1, 5)
    whole = counts.figures(session, Dimension.DEPARTMENT, first, last)
    for middle in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 17), date(2026, 12, 31), date(2027, 1, 4)):
        halves = [counts.figures(session, Dimension.DEPARTMENT, *span)
                  for span in ((first, middle), (middle + recounting.ONE, last))]
        for key, row in whole.items():
            before, after = (half.get(key, Figures()) for half in halves)
            assert total([before, replace(after, opening=0, opening_overdue=0)]).as_json() == row.as_json()
            assert (before["open"], before["overdue"]) == (after.opening, after.opening_overdue)
    months = counts.by_month(session, Dimension.DEPARTMENT, first, last)
    assert list(months) == [date(2026, 11, 1), FIRST, date(2027, 1, 1)]
    assert months[FIRST] == counts.figures(session, Dimension.DEPARTMENT, FIRST, LAST)
    received = counts.by_month(session, Dimension.MAILBOX, FIRST, LAST, [Flow.RECEIVED])[FIRST]
    assert sum(row[Flow.RECEIVED] for row in received.values()) == counts.whole(session, FIRST, LAST)["received"]


def test_cases_behind_every_figure_are_as_many_as_it_says(town: Town) -> None:
    session, places = town.work.session, {dimension: place for place, dimension in enumerate(Dimension)}
    cases = period_cases.behind(session, FIRST, LAST, town.work.calendar)
    whole = counts.whole(session, FIRST, LAST)
    sums = {"working_days", "calendar_days", "valid"}
    assert {name: whole[name] for name in LABELS if whole[name] and name not in sums} == {
        name: sum(map(len, groups.values())) for name, groups in cases.items()}
    for dimension, place in places.items():
        for key, row in counts.figures(session, dimension, FIRST, LAST).items():
            behind = {name: sum(len(ids) for keys, ids in groups.items() if keys.split("|")[place] == key)
                      for name, groups in cases.items()}
            assert all(row[flow] == behind.get(flow.value, 0) for flow in Flow
                       if flow.value not in sums and flow is not Flow.OVERDUE_CHANGE)
    stands = period_cases.standings(session, LAST, town.work.calendar)
    assert [one.case for one in stands if one.is_in_hand] == sorted(sum(cases["open"].values(), []))


def test_first_day_that_is_closed_counts_all_before_it(lived: Work) -> None:
    """As after an upgrade: days were sealed, and nobody had counted them."""
    before = stored(lived)
    for model in (DailyCount, MonthlyCount, ClosedDay):
        lived.session.execute(delete(model))
    assert counts.last_closed(lived.session) is None
    later = replace(lived, now=lived.now + timedelta(days=1))
    assert sealing.seal_next(later, sealing.look(lived)) is not None
    assert counts.last_closed(lived.session) == later.today - recounting.ONE
    assert stored(lived).items() >= before.items()
    assert counting.differences(later, every_day(later)) == []


def test_letter_registered_days_after_it_came_is_counted_on_its_day_when_the_next_one_closes(lived: Work) -> None:
    """The event appears behind the seal of its day: that day is rewritten, and its month."""
    on = date(2026, 12, 18)
    before = counts.whole(lived.session, on, on)["received"]
    made = factories.letter(replace(lived, now=datetime(2026, 12, 18, 3, tzinfo=UTC)), mailbox="housing")
    assert counting.differences(lived, [on]) == []
    later = replace(lived, now=lived.now + timedelta(days=1))
    sealing.seal_next(later, sealing.look(lived))
    assert counts.whole(lived.session, on, on)["received"] == before + 1
    assert counting.differences(later, every_day(later)) == []
    behind = period_cases.behind(lived.session, on, on, lived.calendar)
    assert made.id in sum(behind["received"].values(), [])


def test_department_that_was_merged_keeps_its_own_line(lived: Work) -> None:
    """What it received is its own, also when it is counted anew; what its successor gets has moved."""
    before = counts.figures(lived.session, Dimension.DEPARTMENT, FIRST, LAST)["transport"]
    lived.session.execute(update(Department).where(Department.code == "transport").values(
        valid_until=date(2026, 12, 31), successor_id=factories.department_id(lived)))
    counting.recount(lived, every_day(lived))
    assert counts.figures(lived.session, Dimension.DEPARTMENT, FIRST, LAST)["transport"] == before


def test_count_that_was_changed_is_named_with_what_it_should_be(lived: Work) -> None:
    on = date(2026, 12, 14)
    lived.session.execute(update(DailyCount).where(
        DailyCount.day == on, DailyCount.dimension == "department", DailyCount.key == "housing").values(closed=7))
    lived.session.execute(text("DELETE FROM monthly_counts WHERE dimension = 'channel' AND month = '2026-12-01'"))
    found = counting.differences(lived, [on])
    assert str(found[0]) == "daily 2026-12-14 department housing closed: 7 is stored, the events give 1"
    assert {(one.table, one.dimension) for one in found[1:]} == {("monthly", "department"), ("monthly", "channel")}
    counting.recount(lived, [on])
    assert counting.differences(lived, [on]) == []
