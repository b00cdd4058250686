"""The public work calendar: which days count, and where a year is provisional."""

from __future__ import annotations

import pytest

from tests.fixtures.calendars import NOTICE_2027, change_calendar
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor


def test_calendar_is_linked_from_the_guide_and_shows_this_year(visitor: Visitor) -> None:
    address = visitor.get("/guide").links()["工作日历"]
    page = visitor.get(address)
    assert page.heading == "2026年工作日历"
    for words in ("国务院办公厅关于2026年节假日安排的通知", "全年248个工作日", "春节2月15日至2月23日9天"):
        assert words in page.text


@pytest.mark.parametrize(("year", "provisional"), [(2004, False), (2026, False), (2027, True)])
def test_calendar_of_a_year_says_whether_it_is_provisional(visitor: Visitor, year: int, provisional: bool) -> None:
    text = visitor.get(f"/calendar/{year}").text
    assert ("还没有公布" in text) == ("要等通知公布才知道" in text) == provisional


@pytest.mark.parametrize("year", ["2003", "2028", "0000", "9999", "20260", "x"])
def test_calendar_of_a_year_that_is_not_shown_is_not_found(visitor: Visitor, year: str) -> None:
    visitor.get(f"/calendar/{year}", status=404)


def test_calendar_shows_a_change_as_soon_as_it_is_in_force(visitor: Visitor, office: Office) -> None:
    assert "还没有公布" in visitor.get("/calendar/2027").text
    office.do(None, lambda work: change_calendar(work, NOTICE_2027, 2027, whole=True))
    page = visitor.get("/calendar/2027")
    assert "还没有公布" not in page.text
    assert "春节2月5日至2月12日8天" in page.text
    assert "下一年" not in page.links()
