"""The calendar of the known years for tests of rules, and a day walker to hold it against."""

from __future__ import annotations

from datetime import date, timedelta

from adapters import holidays
from rules.calendar import WorkCalendar

CALENDAR = WorkCalendar({day.on: day for year in holidays.known_years() for day in holidays.special_days(year)},
                        frozenset(holidays.known_years()), 1)
# Weekend days that were worked, by the yearly notices, as month and day.
MAKE_UP_DAYS = {
    2018: "02-11 02-24 04-08 04-28 09-29 09-30 12-29", 2019: "02-02 02-03 04-28 05-05 09-29 10-12",
    2020: "01-19 04-26 05-09 06-28 09-27 10-10", 2021: "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    2022: "01-29 01-30 04-02 04-24 05-07 10-08 10-09", 2023: "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12", 2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
# The days off of 2026 as its notice of 4 November 2025 gives them: first and last day.
DAYS_OFF_2026 = (("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
                 ("09-25", "09-27"), ("10-01", "10-07"))
WORKING_DAYS = {2016: 250, 2017: 249, 2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251,
                2025: 248, 2026: 248}


def days_of(year: int) -> list[date]:
    """Return every day of a year."""
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def walk(calendar: WorkCalendar, day: date, count: int) -> date:
    """Return the count-th working day after the day, one day at a time."""
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working(day)
    return day
