"""The holidays that the law gives to every year, for years whose notice has not come: by the sun and by the moon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

# 全国年节及纪念日放假办法, as in force since 2025: month and day of those that the sun fixes.
FIXED_HOLIDAYS: dict[tuple[int, int], str] = {
    (1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节",
}
# 正月初一, 清明, 端午 and 中秋 of each year as month and day. Astronomical facts: two lunar calendars and the formula
# of the solar term of the 21st century agree on them, and on the years before with the notices of those years.
_FIRST_YEAR = 2027
_MOON_AND_SUN = """
0206 0405 0609 0915  0126 0404 0528 1003  0213 0404 0616 0922  0203 0405 0605 0912  0123 0405 0624 1001
0211 0404 0612 0919  0131 0404 0601 0908  0219 0405 0620 0927  0208 0405 0610 0916  0128 0404 0530 1004
0215 0404 0618 0924  0204 0405 0607 0913  0124 0405 0527 1002  0212 0404 0614 0920  0201 0404 0603 0910
0122 0404 0622 0928  0210 0405 0611 0917  0130 0404 0531 1005  0217 0404 0619 0925  0206 0404 0608 0915
0126 0405 0529 1004  0214 0404 0615 0922  0202 0404 0604 0911  0123 0404 0623 0930  0211 0405 0613 0919
0201 0404 0601 0907  0219 0404 0620 0926  0208 0404 0610 0916  0128 0405 0530 1005  0215 0404 0617 0924
0204 0404 0606 0913  0124 0404 0625 1002  0212 0405 0614 0921  0202 0404 0603 0909
""".split()  # noqa: SIM905 - a table of five years a line
_MOVABLE = ("春节", "清明", "端午", "中秋")
LAST_YEAR = _FIRST_YEAR + len(_MOON_AND_SUN) // len(_MOVABLE) - 1


@lru_cache(maxsize=512)
def usual_holidays(year: int) -> Mapping[date, str]:
    """Return the legal holidays of a year with their names: 13 days at most, fewer where two fall on one day.

    Outside the years of the table only the fixed ones are known.
    """
    days = {date(year, month, day): name for (month, day), name in FIXED_HOLIDAYS.items()}
    if not _FIRST_YEAR <= year <= LAST_YEAR:
        return MappingProxyType(days)
    place = (year - _FIRST_YEAR) * len(_MOVABLE)
    for name, written in zip(_MOVABLE, _MOON_AND_SUN[place:place + len(_MOVABLE)], strict=True):
        day = date(year, int(written[:2]), int(written[2:]))
        days.setdefault(day, name)
        if name == "春节":
            days[day - timedelta(days=1)] = "除夕"
            days |= {day + timedelta(days=later): name for later in (1, 2)}
    return MappingProxyType(days)
