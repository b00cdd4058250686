from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import deadline_receipt
from rules.clock_kinds import ClockKind
from rules.clocks import ClockFacts, ClockTerms
from tests.rules.calendars import CALENDAR
from web.calendar_weeks import Cell, weeks

TODAY = date(2026, 10, 9)


def receipt(start_on: date, length: int, today: date = TODAY) -> list[list[Cell | None]]:
    facts = ClockFacts(ClockTerms(ClockKind.LETTER_COMPLAINT, length), start_on)
    return weeks(list(deadline_receipt.day_by_day(facts, CALENDAR)), today)


@pytest.fixture
def october() -> dict[tuple[int, int], Cell]:
    """Five working days from 30 September 2026, a Wednesday, over the national holidays, by month and day."""
    return {(cell.month, cell.day): cell for week in receipt(date(2026, 9, 30), 5) for cell in week if cell}


@pytest.mark.parametrize(("on", "tone", "words", "spoken"), [
    pytest.param((9, 30), "", "收到", "", id="the day of receipt"),
    pytest.param((10, 1), "off", "国庆", "", id="a holiday"),
    pytest.param((10, 8), "counted", "1", "", id="the first day that counts"),
    pytest.param((10, 9), "counted today", "2", "（今天）", id="today"),
    pytest.param((10, 10), "counted extra", "3", "（调休上班）", id="a make-up workday"),
    pytest.param((10, 11), "", "休", "", id="a weekend"),
    pytest.param((10, 13), "last", "5", "（最后一天）", id="the last day")])
def test_weeks_say_in_words_what_each_colour_says(
        october: dict[tuple[int, int], Cell], on: tuple[int, int], tone: str, words: str, spoken: str) -> None:
    cell = october[on]
    assert (cell.tone, cell.number or cell.word, cell.spoken) == (tone, words, spoken)


@pytest.mark.parametrize(("on", "shown"), [
    pytest.param((9, 30), "", id="always on the first day"),
    pytest.param((10, 1), "", id="always on the first of a month"),
    pytest.param((10, 12), "month", id="on a wide screen on Mondays"),
    pytest.param((10, 8), "hide", id="else for a voice")])
def test_weeks_name_the_month_where_it_helps(
        october: dict[tuple[int, int], Cell], on: tuple[int, int], shown: str) -> None:
    assert october[on].month_shown == shown


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 20))
def test_weeks_of_any_clock_are_whole_and_hold_every_day_once(start_on: date, length: int) -> None:
    laid_out = receipt(start_on, length)
    assert {len(week) for week in laid_out} == {7}
    cells = [(place % 7, cell) for place, cell in enumerate(sum(laid_out, [])) if cell]
    for offset, (weekday, cell) in enumerate(cells):
        on = start_on + timedelta(days=offset)
        assert (cell.month, cell.day, weekday) == (on.month, on.day, on.weekday())
    assert [cell.number for _, cell in cells if cell.number] == [str(n) for n in range(1, length + 1)]
    assert [cell.tone.split()[0] for _, cell in cells if cell.tone][-1] == "last"
