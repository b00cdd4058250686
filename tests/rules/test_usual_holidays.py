from __future__ import annotations

from datetime import date, timedelta

import pytest

from adapters import holidays
from rules.usual_holidays import LAST_YEAR, usual_holidays


@pytest.mark.parametrize(
    ("year", "days"),
    [(2027, "0101 0205 0206 0207 0208 0405 0501 0502 0609 0915 1001 1002 1003"),
     (2028, "0101 0125 0126 0127 0128 0404 0501 0502 0528 1001 1002 1003"),
     (2033, "0101 0130 0131 0201 0202 0404 0501 0502 0601 0908 1001 1002 1003"),
     (2060, "0101 0201 0202 0203 0204 0404 0501 0502 0603 0909 1001 1002 1003")],
    ids=["the first year", "mid-autumn within the National Day", "leap month after mid-autumn", "the last year"],
)
def test_usual_holidays_are_the_legal_days_of_the_year(year: int, days: str) -> None:
    assert " ".join(f"{day:%m%d}" for day in sorted(usual_holidays(year))) == days


@pytest.mark.parametrize("year", range(2027, LAST_YEAR + 1))
def test_usual_holidays_of_each_year_lie_where_moon_and_sun_put_them(year: int) -> None:
    by_name = {name: day for day, name in sorted(usual_holidays(year).items(), reverse=True)}
    eve = by_name["除夕"]
    assert date(year, 1, 20) <= eve <= date(year, 2, 19)
    assert by_name["清明"] in (date(year, 4, 4), date(year, 4, 5))
    # 初一 to 五月初五 are 4 lunar months and 4 days, one month more in some leap years.
    months = (by_name["端午"] - eve - timedelta(days=5)).days / 29.53
    assert abs(months - round(months)) < 0.07
    assert round(months) in (4, 5)


@pytest.mark.parametrize("year", [1900, 2026, 2061, 2200])
def test_usual_holidays_outside_the_table_are_the_fixed_ones(year: int) -> None:
    assert len(usual_holidays(year)) == 6


def test_table_begins_where_the_notices_end() -> None:
    assert max(holidays.known_years()) + 1 >= 2027
    assert LAST_YEAR == 2060
