from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import statistics
from rules.statistics import LEAST_SHOWN, Group, folded

counts = st.lists(st.integers(0, 40), max_size=15)


def groups(*sizes: int) -> list[Group]:
    return [Group(f"单位{place}", size, size // 2) for place, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        pytest.param((9, 5, 3), [9, 5, 3], id="three are enough to be shown"),
        pytest.param((9, 5, 2, 1), [9, 5, 3], id="two and one make one line of three"),
        pytest.param((9, 5, 2), [9, 7], id="a single small group takes the next smallest with it"),
        pytest.param((9, 5, 1, 1), [9, 7], id="one and one are still too few and take another with them"),
        pytest.param((9, 2), [], id="two groups cannot hide a small one"),
        pytest.param((2, 1), [], id="nothing is shown of fewer than three"),
        pytest.param((9, 0, 0), [9], id="empty groups are left out"),
        pytest.param((), [], id="nothing gives nothing"),
    ])
def test_fold_small_groups_leaves_none_that_can_be_made_out(sizes: tuple[int, ...], shown: list[int]) -> None:
    assert [group.count for group in folded(groups(*sizes), "其他单位")] == shown


def test_fold_small_groups_adds_up_what_was_good_in_them() -> None:
    rest = folded([Group("甲", 9, 9), Group("乙", 2, 1), Group("丙", 1, 0)], "其他单位")[-1]
    assert rest == Group("其他单位", 3, 1)


@given(counts)
def test_fold_any_groups_keeps_the_total_and_shows_no_small_one(sizes: list[int]) -> None:
    shown = folded(groups(*sizes), "其他单位")
    assert all(group.count >= LEAST_SHOWN for group in shown)
    assert not shown or sum(group.count for group in shown) == sum(sizes)
    assert not shown or sum(group.good for group in shown) == sum(size // 2 for size in sizes)


@given(counts)
def test_fold_any_groups_never_lets_one_group_follow_from_the_total(sizes: list[int]) -> None:
    shown = folded(groups(*sizes), "其他单位")
    named = {group.label for group in shown}
    missing = [group for group in groups(*sizes) if group.count and group.label not in named]
    assert not shown or len(missing) != 1


@given(counts)
def test_fold_any_groups_stands_in_falling_order(sizes: list[int]) -> None:
    own = [group.count for group in folded(groups(*sizes), "其他单位") if group.label != "其他单位"]
    assert own == sorted(own, reverse=True)


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
    ("answered_on", "today", "counts"),
    [
        pytest.param(date(2026, 10, 8), date(2026, 10, 9), True, id="answered early counts at once"),
        pytest.param(date(2026, 10, 20), date(2026, 11, 1), True, id="answered late counts"),
        pytest.param(None, date(2026, 10, 15), False, id="the last day is not over"),
        pytest.param(None, date(2026, 10, 16), True, id="unanswered past its day counts"),
    ])
def test_is_due_holds_for_what_is_decided(answered_on: date | None, today: date, counts: bool) -> None:
    assert statistics.is_due(date(2026, 10, 15), answered_on, today) is counts


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
