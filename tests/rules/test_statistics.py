from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import statistics


@pytest.mark.parametrize(
    ("total", "count", "words"),
    [
        pytest.param(0, 0, "—", id="no letters have no mean"), pytest.param(0, 4, "0.0", id="all on the same day"),
        pytest.param(27, 5, "5.4", id="an exact tenth"), pytest.param(1, 4, "0.3", id="a half is rounded up"),
        pytest.param(10, 3, "3.3", id="a third is rounded down"), pytest.param(20, 3, "6.7", id="two thirds are not"),
    ])
def test_mean_of_working_days_has_one_decimal(total: int, count: int, words: str) -> None:
    assert statistics.mean(total, count) == words


@given(st.integers(0, 10_000), st.integers(1, 500))
def test_mean_of_any_days_is_within_half_a_tenth(total: int, count: int) -> None:
    assert abs(Fraction(statistics.mean(total, count)) - Fraction(total, count)) <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        pytest.param("2026-10", date(2026, 10, 1), id="a month"),
        pytest.param("2026-13", None, id="no thirteenth month"),
        pytest.param("2026-1", None, id="one digit"), pytest.param("20261001", None, id="a day"),
        pytest.param("", None, id="nothing"), pytest.param("2026-W1", None, id="a week"),
        pytest.param("０２６-10", None, id="full-width digits"),
    ])
def test_month_of_reads_only_whole_months(text: str, month: date | None) -> None:
    assert statistics.month_of(text) == month


@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)))
def test_month_before_and_after_any_month_lead_back(day: date) -> None:
    month = day.replace(day=1)
    assert statistics.month_before(statistics.month_after(month)) == month
    assert 28 <= (statistics.month_after(month) - month).days <= 31
