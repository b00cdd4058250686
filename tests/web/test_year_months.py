from __future__ import annotations

from datetime import date

import pytest

from rules.calendar import WorkCalendar
from tests.rules.calendars import CALENDAR
from web.year_months import DayCell, months

TODAY = date(2026, 11, 24)


def cell(year: int, month: int, day: int, calendar: WorkCalendar = CALENDAR) -> DayCell:
    weeks = months(calendar, year, TODAY)[month - 1].weeks
    return next(one for week in weeks for one in week if one is not None and one.day == day)


@pytest.mark.parametrize("year", [2024, 2026, 2027, 2100])
def test_months_lay_every_day_of_a_year_into_full_weeks(year: int) -> None:
    laid = months(CALENDAR, year, TODAY)
    assert [month.number for month in laid] == list(range(1, 13))
    assert all(len(week) == 7 for month in laid for week in month.weeks)
    days = [day for month in laid for week in month.weeks for day in week if day is not None]
    assert len(days) == (date(year + 1, 1, 1) - date(year, 1, 1)).days


def test_months_put_each_day_under_its_weekday() -> None:
    first = months(CALENDAR, 2026, TODAY)[10].weeks[0]
    assert [one.day if one else None for one in first] == [None, None, None, None, None, None, 1]


@pytest.mark.parametrize(
    ("month", "day", "tone", "word", "spoken"),
    [(10, 1, "off", "休", "（国庆）"), (10, 10, "counted extra", "班", "（调休上班）"), (10, 11, "", "", ""),
     (10, 12, "plain", "", ""), (10, 3, "off", "休", "（国庆）"), (11, 24, "plain today", "", "（今天）")],
    ids=["a holiday", "a make-up day", "a Sunday", "a Monday", "a holiday on a Saturday", "today"],
)
def test_cell_says_what_the_day_is(month: int, day: int, tone: str, word: str, spoken: str) -> None:
    assert cell(2026, month, day) == DayCell(day, tone, word, spoken)


def test_cell_of_a_year_without_notice_names_the_legal_holiday() -> None:
    assert cell(2027, 2, 8) == DayCell(8, "off", "休", "（春节）")
    assert cell(2027, 2, 7).tone == ""
