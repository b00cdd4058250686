"""Periods of digests: their forms, their neighbours, and which days a working day's issue covers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import periods
from rules.calendar import SpecialDay, WorkCalendar
from rules.digest_body import DigestKind
from rules.errors import InputRefused

DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from(DigestKind)
TODAY = date(2026, 11, 24)


@given(KINDS, DAYS)
def test_period_of_a_day_holds_it_and_reads_back(kind, day):
    period = periods.containing(kind, day)
    assert period.first_on <= day <= period.last_on
    assert periods.parse(kind, period.text) == periods.read(period.text) == period


@given(KINDS, DAYS)
def test_neighbours_leave_no_day_out_and_none_twice(kind, day):
    period = periods.containing(kind, day)
    assert period.before().last_on + timedelta(days=1) == period.first_on
    assert period.before().after() == period
    assert period.last_year().first_on.year == period.first_on.year - 1
    assert len(period.last_year().text) == len(period.text)


@given(DAYS)
def test_months_of_a_quarter_are_its_days(day):
    quarter = periods.containing(DigestKind.QUARTERLY, day)
    months = quarter.months()
    assert len(months) == 3
    assert (months[0].first_on, months[-1].last_on) == (quarter.first_on, quarter.last_on)
    assert sum(month.days for month in months) == quarter.days


@given(DAYS, st.sets(DAYS, max_size=5))
def test_every_day_is_issued_on_exactly_one_working_day(day, holidays):
    calendar = WorkCalendar({free: SpecialDay(free, False, "放假") for free in holidays | {day}})
    issued_on = periods.issue_day(day, calendar)
    assert calendar.is_working(issued_on)
    assert issued_on > day
    assert day in periods.covered(issued_on, calendar)
    following = calendar.add_working_days(issued_on, 1)
    assert periods.covered(following, calendar)[0] == issued_on


@pytest.mark.parametrize(("kind", "text", "label"), [
    ("daily", "2026-11-22", "2026年11月22日"), ("monthly", "2026-01", "2026年1月"),
    ("quarterly", "2026-Q3", "2026年第三季度"), ("daily", "2024-02-29", "2024年2月29日")])
def test_label_says_the_period_in_words(kind, text, label):
    assert periods.parse(kind, text).label == label


@pytest.mark.parametrize(("kind", "text", "words"), [
    pytest.param("quarterly", "2026-Q5", "不是季度", id="a fifth quarter"),
    pytest.param("quarterly", "2026-Q0", "不是季度", id="no quarter"),
    pytest.param("quarterly", "2026-q1", "不是季度", id="a small letter"),
    pytest.param("monthly", "2026-13", "不是月份", id="a thirteenth month"),
    pytest.param("monthly", "2026-00", "不是月份", id="no month"),
    pytest.param("monthly", "2026-1", "不是月份", id="one digit"),
    pytest.param("monthly", "２０２６-11", "不是月份", id="wide digits"),
    pytest.param("daily", "2026-02-30", "不是日期", id="a day that there is none of"),
    pytest.param("daily", "2026-W01-1", "不是日期", id="a week"),
    pytest.param("daily", "20261122", "不是日期", id="no hyphens"),
    pytest.param("daily", "2026-11-22\n", "不是日期", id="a line break"),
    pytest.param("monthly", "9999-12", "不是月份", id="the end of the calendar"),
    pytest.param("monthly", "1999-12", "2000年", id="before 2000"),
    pytest.param("daily", "0000-01-01", "2000年", id="year nought"),
    pytest.param("yearly", "2026", "没有“yearly”", id="another kind")])
def test_parse_what_is_no_period_says_how_to_write_it(kind, text, words):
    with pytest.raises(InputRefused) as refused:
        periods.parse(kind, text)
    assert words in refused.value.message
    assert "。" in refused.value.message


def test_read_what_is_no_period_says_how_to_write_it():
    with pytest.raises(InputRefused, match="2026-Q4"):
        periods.read("去年")


@pytest.mark.parametrize(("text", "last_closed", "words"), [
    pytest.param("2026-11", date(2026, 11, 23), "还没有结束，12月1日起", id="a running month"),
    pytest.param("2026-11-24", date(2026, 11, 23), "还没有结束，11月25日起", id="today"),
    pytest.param("2027-Q1", date(2026, 11, 23), "还没有开始", id="a future quarter"),
    pytest.param("2026-11-23", date(2026, 11, 22), "还没有封存", id="yesterday before it is sealed"),
    pytest.param("2026-10", None, "还没有封存", id="nothing is counted")])
def test_require_over_before_the_last_day_is_closed_refuses(text, last_closed, words):
    with pytest.raises(InputRefused, match=words):
        periods.require_over(periods.read(text), last_closed, TODAY)


def test_require_over_a_closed_period_says_nothing():
    periods.require_over(periods.read("2026-11-23"), date(2026, 11, 23), TODAY)


@given(KINDS, DAYS, st.integers(0, 800))
def test_due_periods_are_in_order_and_over(kind, since, length):
    last = since + timedelta(days=length)
    found = list(periods.due(kind, since, last))
    assert all(one.after() == other for one, other in zip(found, found[1:], strict=False))
    assert all(period.last_on <= last for period in found)
    assert not found or found[0] == periods.containing(kind, since)
    following = found[-1].after() if found else periods.containing(kind, since)
    assert following.last_on > last


def test_monday_covers_friday_to_sunday():
    assert [day.isoformat() for day in periods.covered(date(2026, 11, 23), WorkCalendar())] == [
        "2026-11-20", "2026-11-21", "2026-11-22"]
