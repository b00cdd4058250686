from __future__ import annotations

from datetime import date

import pytest

from adapters import holidays


def test_known_years_are_whole_and_end_with_the_newest_notice() -> None:
    years = holidays.known_years()
    assert years == list(range(2004, 2027))


@pytest.mark.parametrize("year", holidays.known_years())
def test_special_days_lie_in_their_year_and_have_chinese_names(year: int) -> None:
    days = list(holidays.special_days(year))
    assert {day.on.year for day in days} == {year}
    assert len({day.on for day in days}) == len(days)
    assert all(not day.name.isascii() and str(year) in day.notice for day in days)
    assert all(day.on.weekday() >= 5 for day in days if day.working)


def test_special_days_of_2026_begin_with_the_new_year() -> None:
    first = next(holidays.special_days(2026))
    assert (first.on, first.working, first.name) == (date(2026, 1, 1), False, "元旦")
    assert first.notice == "国务院办公厅关于2026年节假日安排的通知"
