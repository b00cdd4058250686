from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.digest_body import Line
from rules.figures import UNASSIGNED, Figures, Flow
from rules.ranking import rank

Counts = tuple[int, int, int, int, int, int]  # due, on time, rated, satisfied, closed, working days


def line(key: str, counts: Counts) -> Line:
    names = (Flow.DUE, Flow.ON_TIME, Flow.RATED, Flow.SATISFIED, Flow.CLOSED, Flow.WORKING_DAYS)
    return Line(key, f"{key}局", Figures(dict(zip(names, counts, strict=True))))


def places(*units: Counts) -> list[tuple[str, int | None]]:
    return [(one.key, one.rank) for one in rank([line("abcdef"[at], unit) for at, unit in enumerate(units)])]


@pytest.mark.parametrize(("units", "expected"), [
    pytest.param([(8, 7, 1, 1, 8, 8), (9, 9, 1, 0, 9, 90)], [("b", 1), ("a", 2)], id="being on time comes first"),
    pytest.param([(9, 9, 4, 3, 9, 9), (5, 5, 4, 4, 5, 50)], [("b", 1), ("a", 2)], id="then whether people are content"),
    pytest.param([(9, 9, 4, 4, 9, 45), (5, 5, 2, 2, 5, 20)], [("b", 1), ("a", 2)], id="then who is quicker"),
    pytest.param([(9, 9, 4, 4, 2, 9), (3, 3, 2, 2, 4, 18), (4, 3, 1, 1, 1, 1)], [("a", 1), ("b", 1), ("c", 3)],
                 id="equal ones share a place and the next is counted behind both"),
    pytest.param([(0, 0, 3, 3, 3, 1), (2, 0, 0, 0, 0, 0)], [("b", 1), ("a", None)],
                 id="nothing due has no place, nothing on time has one"),
    pytest.param([(1, 1, 9, 9, 1, 1), (1, 1, 0, 0, 1, 1), (1, 1, 9, 0, 1, 1)], [("a", 1), ("b", 2), ("c", 3)],
                 id="without ratings stands between the better and the worse than all together"),
    pytest.param([(3, 1, 0, 0, 0, 0), (6, 2, 0, 0, 0, 0)], [("a", 1), ("b", 1)], id="one of three is two of six"),
    pytest.param([(9999, 9998, 0, 0, 1, 1), (9998, 9997, 0, 0, 1, 1)], [("a", 1), ("b", 2)],
                 id="what prints as the same percentage is still told apart"),
    pytest.param([], [], id="nobody"),
])
def test_rank_units_follows_the_rule_of_the_bulletin(
        units: list[Counts], expected: list[tuple[str, int | None]]) -> None:
    assert places(*units) == expected


def test_rank_leaves_out_letters_that_are_with_no_department() -> None:
    assert [one.key for one in rank([line(UNASSIGNED, (9, 9, 0, 0, 9, 9)), line("a", (1, 0, 0, 0, 0, 0))])] == ["a"]


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    due, rated = draw(st.integers(0, 4)), draw(st.integers(0, 3))
    return (due, draw(st.integers(0, due)), rated, draw(st.integers(0, rated)),
            draw(st.integers(0, 3)), draw(st.integers(0, 6)))


@given(st.lists(counts(), max_size=6), st.randoms(use_true_random=False))
def test_rank_gives_the_same_places_in_whatever_order_units_come(units: list[Counts], chance: object) -> None:
    lines = [line("abcdef"[at], unit) for at, unit in enumerate(units)]
    mixed = list(lines)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert rank(mixed) == rank(lines)


@given(st.lists(counts(), max_size=6))
def test_rank_never_puts_a_unit_before_one_that_is_better_in_the_first_that_differs(units: list[Counts]) -> None:
    given_lines = {f"{at}": unit for at, unit in enumerate(units)}
    ranked = rank([line(key, unit) for key, unit in given_lines.items()])
    assert sorted(one.key for one in ranked) == sorted(given_lines)
    with_place = [one for one in ranked if one.rank is not None]
    assert list(ranked[:len(with_place)]) == with_place
    for better, worse in zip(with_place, with_place[1:], strict=False):
        (due, on_time, *_), (due_after, on_time_after, *_) = given_lines[better.key], given_lines[worse.key]
        assert Fraction(on_time, due) >= Fraction(on_time_after, due_after)
    for at, one in enumerate(with_place):
        assert one.rank == at + 1 or (at and one.rank == with_place[at - 1].rank)
