from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import SpecialDay, WorkCalendar
from tests.rules.calendars import CALENDAR, DAYS_OFF_2026, MAKE_UP_DAYS, WORKING_DAYS, days_of, walk

known_days = st.dates(date(2016, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(("year", "expected"), WORKING_DAYS.items())
def test_is_working_counts_the_working_days_of_a_year(year, expected):
    assert sum(CALENDAR.is_working(day) for day in days_of(year)) == expected


@pytest.mark.parametrize(("year", "expected"), MAKE_UP_DAYS.items())
def test_is_working_on_weekends_only_on_make_up_days(year, expected):
    worked = [day for day in days_of(year) if day.weekday() >= 5 and CALENDAR.is_working(day)]
    assert " ".join(f"{day:%m-%d}" for day in worked) == expected
    assert {CALENDAR.name_of(day) for day in worked} == {"调休上班"}


@pytest.mark.parametrize(("first", "last"), DAYS_OFF_2026)
def test_is_working_never_in_the_days_off_of_2026(first, last):
    day, end = date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")
    while day <= end:
        assert not CALENDAR.is_working(day)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        ("2020-01-31", False, "春节"), ("2020-02-03", True, "工作日"), ("2015-09-03", False, "抗战胜利纪念日"),
        ("2024-02-09", True, "工作日"), ("2026-11-28", False, "休"), ("2026-10-01", False, "国庆"),
    ],
    ids=["the Spring Festival lengthened in 2020", "the first day after it", "a holiday of one year",
         "New Year's Eve of 2024", "an ordinary Saturday", "the National Day"],
)
def test_name_of_gives_the_reason(day, working, name):
    on = date.fromisoformat(day)
    assert (CALENDAR.is_working(on), CALENDAR.name_of(on)) == (working, name)


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [("2027-01-01", False, "元旦"), ("2027-05-02", False, "休"), ("2027-10-03", False, "休"),
     ("2027-05-03", True, "工作日"), ("2027-10-01", False, "国庆节"), ("2027-02-05", False, "除夕"),
     ("2027-02-06", False, "休"), ("2027-02-08", False, "春节"), ("2027-02-09", True, "工作日"),
     ("2027-04-05", False, "清明"), ("2027-06-09", False, "端午"), ("2027-09-15", False, "中秋"),
     ("2061-01-01", False, "休"), ("2061-01-21", True, "工作日")],
)
def test_year_without_notice_takes_weekdays_less_the_legal_holidays(day, working, name):
    on = date.fromisoformat(day)
    assert CALENDAR.is_provisional(on)
    assert (CALENDAR.is_working(on), CALENDAR.name_of(on)) == (working, name)


def test_fixed_holiday_is_an_ordinary_day_once_the_notice_says_nothing_of_it():
    loaded = WorkCalendar({}, frozenset({2027}), 2)
    assert loaded.is_working(date(2027, 1, 1))
    assert not loaded.is_provisional(date(2027, 1, 1))


def test_notice_loaded_later_moves_a_due_day():
    eve = date(2027, 2, 5)
    notice = {on: SpecialDay(on, False, "春节") for on in (eve, *(eve + timedelta(days=n) for n in range(1, 8)))}
    loaded = WorkCalendar(notice, CALENDAR.years | {2027}, 2)
    assert WorkCalendar().add_working_days(date(2027, 2, 4), 1) == date(2027, 2, 9)
    assert loaded.add_working_days(date(2027, 2, 4), 1) == date(2027, 2, 15)


def test_holiday_set_in_the_middle_of_a_year_moves_what_counts_over_it():
    late = {date(2015, 9, day) for day in (3, 4, 6)}
    before = WorkCalendar({on: day for on, day in CALENDAR.special.items() if on not in late}, CALENDAR.years)
    assert before.add_working_days(date(2015, 8, 31), 5) == date(2015, 9, 7)
    assert CALENDAR.add_working_days(date(2015, 8, 31), 5) == date(2015, 9, 8)


def test_days_of_december_set_by_the_notice_of_the_next_year_count():
    assert CALENDAR.add_working_days(date(2018, 12, 28), 1) == date(2018, 12, 29)
    assert CALENDAR.add_working_days(date(2018, 12, 28), 2) == date(2019, 1, 2)


@pytest.mark.parametrize("year", range(1900, 2201, 25))
def test_counting_in_any_year_works_and_is_provisional_without_its_notice(year):
    start = date(year, 12, 20)
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, 20)) == 20
    assert CALENDAR.is_provisional(start) == (year not in CALENDAR.years)


@given(day=known_days, count=st.integers(0, 60))
def test_add_working_days_equals_a_walk_from_day_to_day(day, count):
    assert CALENDAR.add_working_days(day, count) == walk(CALENDAR, day, count)


@given(day=known_days, count=st.integers(1, 60))
def test_add_working_days_ends_on_a_working_day_that_many_days_on(day, count):
    last = CALENDAR.add_working_days(day, count)
    assert CALENDAR.is_working(last)
    assert CALENDAR.working_days_between(day, last) == count


@given(day=known_days, first=st.integers(1, 30), second=st.integers(1, 30))
def test_add_working_days_in_two_steps_equals_one(day, first, second):
    in_steps = CALENDAR.add_working_days(CALENDAR.add_working_days(day, first), second)
    assert in_steps == CALENDAR.add_working_days(day, first + second)


@given(one=known_days, other=known_days)
def test_working_days_between_changes_sign_with_the_order(one, other):
    assert CALENDAR.working_days_between(one, other) == -CALENDAR.working_days_between(other, one)


@given(day=known_days)
def test_on_or_after_is_the_first_working_day_not_before(day):
    found = CALENDAR.on_or_after(day)
    assert found == (day if CALENDAR.is_working(day) else walk(CALENDAR, day, 1))


@given(special=st.dictionaries(st.dates(date(2030, 1, 1), date(2030, 12, 31)), st.booleans(), max_size=40),
       day=st.dates(date(2030, 1, 1), date(2030, 10, 1)), count=st.integers(0, 30))
def test_add_working_days_follows_any_notice(special, day, count):
    notice = WorkCalendar({on: SpecialDay(on, works, "休") for on, works in special.items()}, frozenset({2030}), 1)
    assert notice.add_working_days(day, count) == walk(notice, day, count)


random_notices = st.dictionaries(st.dates(date(2029, 12, 1), date(2031, 12, 31)), st.booleans(), max_size=60)
random_years = st.frozensets(st.sampled_from([2029, 2030, 2031]))
random_days = st.dates(date(2029, 11, 1), date(2032, 2, 28))


@given(special=random_notices, years=random_years, day=random_days, count=st.integers(0, 60))
def test_counting_agrees_with_a_walk_over_any_days_and_years(special, years, day, count):
    calendar = WorkCalendar({on: SpecialDay(on, works, "休") for on, works in special.items()}, years, 1)
    last = walk(calendar, day, count)
    assert calendar.add_working_days(day, count) == last
    assert calendar.working_days_between(day, last) == count
    assert calendar.working_days_between(last, day) == -count
    rolled = day
    while not calendar.is_working(rolled):
        rolled += timedelta(days=1)
    assert calendar.on_or_after(day) == rolled
