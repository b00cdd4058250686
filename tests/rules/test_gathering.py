from __future__ import annotations

from datetime import date, datetime, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.gathering import MOST_WINDOWS, window_key, windows
from rules.localtime import CHINA, local_time
from tests.rules.calendars import CALENDAR

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 30), timezones=st.just(CHINA))


def first(*moment: int) -> str:
    return f"{local_time(next(windows(datetime(*moment, tzinfo=CHINA), CALENDAR))):%m-%d %H:%M}"


@pytest.mark.parametrize(("moment", "expected"), [
    ((2026, 11, 24, 8, 30), "11-24 08:31"), ((2026, 11, 24, 17, 28), "11-24 17:29"),
    ((2026, 11, 24, 17, 29), "11-25 08:30"),
    ((2026, 11, 24, 3, 0), "11-24 08:30"), ((2026, 11, 28, 10, 0), "11-30 08:30"), ((2026, 10, 1, 9, 0), "10-08 08:30"),
    ((2026, 10, 10, 9, 0), "10-10 09:01"),
], ids=["at work", "just before closing", "after closing", "at night", "on a Saturday", "on a holiday",
        "on a make-up day"])
def test_mail_of_reminders_goes_out_in_working_hours(moment: tuple[int, ...], expected: str) -> None:
    assert first(*moment) == expected


@given(MOMENTS)
def test_windows_are_hours_of_their_own_in_order_and_in_working_hours(moment: datetime) -> None:
    found = list(windows(moment, CALENDAR))
    assert len({window_key(at) for at in found}) == len(found) == MOST_WINDOWS
    assert all(earlier < later for earlier, later in pairwise([moment, *found]))
    assert all(CALENDAR.is_working(local_time(at).date()) and time(8, 30) <= local_time(at).time() < time(17, 30)
               for at in found)


def test_window_is_named_after_its_hour_in_china() -> None:
    assert window_key(datetime.combine(date(2026, 11, 24), time(8, 31), CHINA)) == "2026-11-24T08"
