from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import quiet_hours
from rules.calendar import SpecialDay, WorkCalendar
from rules.localtime import CHINA, local_time
from rules.quiet_hours import SMS_HOURS, STAFF_HOURS, Hours
from tests.rules.calendars import CALENDAR

instants = st.datetimes(datetime(2018, 1, 1), datetime(2026, 11, 30), timezones=st.just(UTC))
hours = st.sampled_from([SMS_HOURS, STAFF_HOURS, Hours(time(0), time(23, 59), True), Hours(time(6, 15), time(6, 16))])
MINUTE = timedelta(minutes=1)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("which", "at", "goes"),
    [
        (SMS_HOURS, "2026-11-24T12:00", "2026-11-24T12:00"), (SMS_HOURS, "2026-11-24T07:59", "2026-11-24T08:00"),
        (SMS_HOURS, "2026-11-24T08:00", "2026-11-24T08:00"), (SMS_HOURS, "2026-11-24T20:00", "2026-11-25T08:00"),
        (SMS_HOURS, "2026-11-28T21:00", "2026-11-29T08:00"), (STAFF_HOURS, "2026-11-24T17:29", "2026-11-24T17:29"),
        (STAFF_HOURS, "2026-11-24T17:30", "2026-11-25T08:30"), (STAFF_HOURS, "2026-11-28T10:00", "2026-11-30T08:30"),
        (STAFF_HOURS, "2026-09-30T18:00", "2026-10-08T08:30"), (STAFF_HOURS, "2026-10-10T09:00", "2026-10-10T09:00"),
    ],
    ids=["by day", "before eight", "at eight", "at night", "on a Sunday morning", "just before the end",
         "after work", "on a Saturday", "before the National Day", "on a make-up Saturday"],
)
def test_next_open_waits_for_the_hours(which: Hours, at: str, goes: str) -> None:
    assert quiet_hours.next_open(which, china(at), CALENDAR) == china(goes)


@given(which=hours, instant=instants)
def test_next_open_is_open_and_never_earlier(which: Hours, instant: datetime) -> None:
    found = quiet_hours.next_open(which, instant, CALENDAR)
    assert found >= instant
    assert quiet_hours.is_open(which, found, CALENDAR)
    assert quiet_hours.next_open(which, found, CALENDAR) == found


@given(which=hours, instant=instants, ahead=st.integers(0, 14 * 24 * 60))
def test_next_open_leaves_out_no_open_minute(which: Hours, instant: datetime, ahead: int) -> None:
    between = instant + ahead * MINUTE
    if between < quiet_hours.next_open(which, instant, CALENDAR):
        assert not quiet_hours.is_open(which, between, CALENDAR)


@given(which=hours, instant=instants)
def test_is_open_keeps_to_the_clock_and_the_calendar_in_china(which: Hours, instant: datetime) -> None:
    local = local_time(instant)
    working = CALENDAR.is_working(local.date()) or not which.working_days_only
    assert quiet_hours.is_open(which, instant, CALENDAR) == (working and which.start <= local.time() < which.end)


def test_next_open_without_any_working_day_is_refused() -> None:
    start = china("2026-11-01T00:00").date()
    off = {start + timedelta(days=n): SpecialDay(start + timedelta(days=n), False, "停工") for n in range(90)}
    with pytest.raises(ValueError, match="no working day"):
        quiet_hours.next_open(STAFF_HOURS, china("2026-11-02T09:00"), WorkCalendar(off))


@pytest.mark.parametrize("text", ["", "08:00", "20:00-08:00", "08:00-08:00", "8 to 20", "08:00-25:00"])
def test_parse_of_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="isoformat|must be"):
        quiet_hours.parse(text)


def test_parse_reads_hours_and_minutes() -> None:
    assert quiet_hours.parse("08:30 - 17:30", working_days_only=True) == STAFF_HOURS
