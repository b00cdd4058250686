"""Holidays and make-up workdays from the chinesecalendar package, to seed the calendar table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar

from rules.calendar import SATURDAY, SpecialDay

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午", "National Day": "国庆", "Mid-autumn Festival": "中秋",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def known_years() -> list[int]:
    """Return the years that the package covers completely."""
    days = chinese_calendar.constants.holidays
    return list(range(min(days).year, max(days).year + 1))


def special_days(year: int) -> Iterator[SpecialDay]:
    """Yield the days of a year that a notice sets apart: holidays, and weekend days worked instead."""
    day = date(year, 1, 1)
    while day.year == year:
        off, name = chinese_calendar.get_holiday_detail(day)
        if not off and day.weekday() >= SATURDAY:
            yield SpecialDay(day, True, "调休上班", notice_of(year))
        elif off and name:
            yield SpecialDay(day, False, NAMES.get(name, name), notice_of(year))
        day += timedelta(days=1)


def notice_of(year: int) -> str:
    """Return the title of the yearly notice."""
    return f"国务院办公厅关于{year}年节假日安排的通知"
