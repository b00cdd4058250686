"""Line and column charts: what is drawn stands for the numbers, at any size of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import charts
from rules.charts import Point


def points(*values: int | None) -> list[Point]:
    return [Point(f"{month}月", str(month), value) for month, value in enumerate(values, 1)]


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**7)), max_size=14))
def test_line_of_any_series_stays_on_the_paper_and_keeps_the_order_of_the_values(values: list[int | None]) -> None:
    drawn = charts.line(points(*values))
    heights = [y for stroke in drawn.strokes for y in (stroke.y1, stroke.y2)] + [mark.y for mark in drawn.marks]
    assert all(charts.TOP <= y <= charts.BASE for y in heights)
    assert len(drawn.rules) <= charts.HAIRLINES
    assert all(charts.TOP <= y < charts.BASE for y, _ in drawn.rules)
    for stroke, (one, two) in zip(drawn.strokes, [(a, b) for a, b in zip(values, values[1:], strict=False)
                                                  if a is not None and b is not None], strict=True):
        assert (stroke.y1 >= stroke.y2) if one <= two else (stroke.y1 <= stroke.y2)


@pytest.mark.parametrize(("values", "words", "marked"), [
    ((148, 92, 214), "从1月148件到3月214件，最低2月92件，最高3月214件。", ["148", "92", "214"]),
    ((5, None, 7), "从1月5件到3月7件，最低1月5件，最高3月7件。", ["5", "7"]),
    ((3,), "1月3件。", ["3"]),
    ((0, 0), "从1月0件到2月0件，最低1月0件，最高1月0件。", ["0", "0"]),
    ((), "这段时间没有数。", []),
], ids=["fall-and-rise", "a-month-not-counted", "one-month", "nothing-at-all", "no-month"])
def test_line_marks_ends_and_extremes_and_says_the_same_in_words(values: tuple[int | None, ...], words: str,
                                                                 marked: list[str]) -> None:
    drawn = charts.line(points(*values))
    assert drawn.words == words
    assert [mark.words for mark in drawn.marks] == marked


@given(st.lists(st.integers(0, 10**7), max_size=400))
def test_columns_of_any_counts_stand_on_the_base_in_their_order_and_are_as_high_as_their_counts(
        values: list[int]) -> None:
    drawn = charts.columns(points(*values))
    assert all(pillar.y + pillar.height == charts.BASE and pillar.y >= charts.TOP for pillar in drawn.pillars)
    places = [float(pillar.x.rstrip("%")) for pillar in drawn.pillars]
    assert places == sorted(places)
    assert all(charts.LEFT <= place <= charts.RIGHT for place in places)
    most = max(values, default=0)
    assert [mark.words for mark in drawn.marks] == ([str(most)] if most else [])
    assert len(drawn.ticks) <= 3
    if most:
        assert max(pillar.height for pillar in drawn.pillars) == charts.BASE - charts.TOP
