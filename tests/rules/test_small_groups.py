"""What public tables show of a year, checked by solving them: no count of one or two has only one solution."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.small_groups import LEAST_SHOWN, of_month, of_quarter, of_year, total

KEYS = "abcdef"
Months = Sequence[dict[str, int]]
# Small counts, since those are the ones that must be hidden; a few large ones beside them.
counts = st.one_of(st.just(0), st.integers(1, 4), st.integers(3, 30))
# A whole of one or two letters is public as such, and no table can hide it.
months_of_a_year = st.lists(st.fixed_dictionaries(dict.fromkeys(KEYS, counts)).map(
    lambda month: month if sum(month.values()) not in (1, 2) else month | {"a": 3}), min_size=12, max_size=12)
Equation = dict[tuple[int, str], Fraction]


def equations(months: Months) -> list[Equation]:
    """Return everything that is published as sums over the cells (month, group) that are not, empty ones being known.

    The value of each sum does not matter: whether a cell is fixed depends on the sums alone.
    """
    hidden = {(place, key) for place, month in enumerate(months) for key in KEYS
              if month[key] and key not in of_month(month)}
    whole = [frozenset((place, key) for key in KEYS) for place in range(len(months))]
    for first in range(0, 12, 3):
        span = range(first, first + 3)
        whole += [frozenset((place, key) for place in span) for key in of_quarter(months[first:first + 3])]
    whole += [frozenset((place, key) for place in range(12)) for key in of_year(months)]
    return [{cell: Fraction(1) for cell in published & hidden} for published in whole if published & hidden]


def reduced(rows: list[Equation]) -> dict[tuple[int, str], Equation]:
    """Return the same equations with one unknown at the head of each that no other one has."""
    solved: dict[tuple[int, str], Equation] = {}
    for row in rows:
        left = _without(row, solved)
        if not left:
            continue
        head = min(left)
        left = {cell: factor / left[head] for cell, factor in left.items()}
        solved = {other: _plus(known, left, -known.get(head, Fraction(0))) for other, known in solved.items()}
        solved[head] = left
    return solved


def follows(wanted: frozenset[tuple[int, str]], solved: dict[tuple[int, str], Equation]) -> bool:
    """Tell whether the sum over these cells follows from the equations."""
    return not _without({cell: Fraction(1) for cell in wanted}, solved)


def _without(row: Equation, solved: dict[tuple[int, str], Equation]) -> Equation:
    for head, known in solved.items():
        row = _plus(row, known, -row.get(head, Fraction(0)))
    return row


def _plus(one: Equation, other: Equation, factor: Fraction) -> Equation:
    mixed = {cell: one.get(cell, Fraction(0)) + factor * other.get(cell, Fraction(0)) for cell in one | other}
    return {cell: value for cell, value in mixed.items() if value}


def spans() -> list[tuple[str, range]]:
    return [*((f"month {place + 1}", range(place, place + 1)) for place in range(12)),
            *((f"quarter {first // 3 + 1}", range(first, first + 3)) for first in range(0, 12, 3)),
            ("year", range(12))]


@settings(max_examples=40, deadline=None)
@given(months=months_of_a_year)
def test_choose_what_is_shown_of_a_year_gives_no_small_count_away(months: Months) -> None:
    """I4: no count of one or two of a month, a quarter or the year follows from all that is published together."""
    solved = reduced(equations(months))
    small = [(name, key) for name, span in spans() for key in KEYS
             if 0 < sum(months[place][key] for place in span) < LEAST_SHOWN
             and follows(frozenset((place, key) for place in span if months[place][key]), solved)]
    assert small == []


@given(months=months_of_a_year)
def test_choose_shows_only_groups_that_are_large_enough(months: Months) -> None:
    for shown, sums in ((of_month(months[0]), total(months[:1])), (of_quarter(months[:3]), total(months[:3])),
                        (of_year(months), total(months))):
        hidden = [count for key, count in sums.items() if key not in shown]
        assert all(sums[key] >= LEAST_SHOWN for key in shown)
        assert not hidden or not shown or (len(hidden) > 1 and sum(hidden) >= LEAST_SHOWN)


@pytest.mark.parametrize(("sizes", "shown"), [
    pytest.param((9, 5, 3), 3, id="three are enough to be shown"),
    pytest.param((9, 5, 2, 1), 2, id="two and one make one line of three"),
    pytest.param((9, 5, 2), 1, id="a single small group takes the next smallest with it"),
    pytest.param((9, 5, 1, 1), 1, id="one and one are still too few and take another with them"),
    pytest.param((9, 2), 0, id="two groups cannot hide a small one"),
    pytest.param((2, 1), 0, id="nothing is shown of fewer than three"),
    pytest.param((9, 0, 0), 1, id="empty groups are left out"), pytest.param((), 0, id="nothing gives nothing")])
def test_choose_for_a_month_leaves_none_that_can_be_made_out(sizes: tuple[int, ...], shown: int) -> None:
    named = dict(zip(KEYS, sizes, strict=False))
    assert of_month(named) == set(KEYS[:shown])


def test_choose_for_a_month_among_some_hides_the_others() -> None:
    assert of_month({"a": 9, "b": 8, "c": 7}, allowed=frozenset("ab")) == {"a"}


@pytest.mark.parametrize(("months", "shown"), [
    pytest.param([{"a": 5, "b": 4}] * 3, "ab", id="nothing small anywhere"),
    pytest.param([{"a": 5, "b": 4, "c": 4}, {"a": 5, "b": 4, "c": 4}, {"a": 5, "b": 1, "c": 4}], "a",
                 id="one small month would follow from the other two"),
    pytest.param([{"a": 9, "b": 1, "c": 2}] * 3, "abc", id="small months that cannot be told apart"),
    pytest.param([{"a": 9, "b": 1}, {"a": 9}, {"a": 9}], "", id="one small group and one large"),
    pytest.param([{}, {}, {}], "", id="no letters")])
def test_choose_for_a_quarter_hides_what_would_give_a_month_away(months: Months, shown: str) -> None:
    assert of_quarter(months) == frozenset(shown)


def test_choose_for_a_quarter_sees_through_chains() -> None:
    """Every line here has two hidden counts, and yet one of them follows: only the whole system shows it."""
    months = [{"a": 2, "b": 2, "x": 9}, {"a": 2, "b": 2, "c": 1, "x": 9}, {"c": 2, "d": 2, "e": 2, "x": 9}]
    assert "c" not in of_quarter(months)
    assert "x" in of_quarter(months)
