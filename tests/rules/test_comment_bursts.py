"""Bursts are told from what is usual, and a burst does not make itself usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules import comment_bursts
from rules.comment_bursts import Burst, slot_of

OPENED = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = slot_of(OPENED)


def _at(slot: int) -> datetime:
    return OPENED + timedelta(seconds=slot * comment_bursts.SLOT_S)


@pytest.mark.parametrize(("counts", "expected"), [
    pytest.param({}, [], id="nobody wrote"),
    pytest.param({3: 19}, [], id="nineteen in ten minutes are none"),
    pytest.param({3: 20}, [(3, 4, 20)], id="twenty where nobody wrote are one"),
    pytest.param({3: 300, 4: 25, 9: 21}, [(3, 5, 325), (9, 10, 21)], id="slots in a row are one burst"),
    pytest.param(dict.fromkeys(range(144), 8) | {70: 39}, [], id="busy: thirty-nine are none"),
    pytest.param(dict.fromkeys(range(144), 8) | {70: 40}, [(70, 71, 40)], id="busy: five times the usual is one"),
])
def test_bursts_of_a_day(counts: dict[int, int], expected: list[tuple[int, int, int]]) -> None:
    found = comment_bursts.bursts({FIRST + slot: count for slot, count in counts.items()}, OPENED, OPENED + DAY)
    assert found == tuple(Burst(_at(first), _at(end), count) for first, end, count in expected)


def test_burst_in_the_first_minutes_of_a_period_is_found() -> None:
    found = comment_bursts.bursts({FIRST: 500}, OPENED, OPENED + timedelta(minutes=5))
    assert [one.count for one in found] == [500]


def test_burst_is_found_again_by_its_address() -> None:
    found = comment_bursts.bursts({FIRST + 3: 20}, OPENED, OPENED + DAY)
    assert comment_bursts.key(found[0]) == "202611010030"
    assert comment_bursts.burst_at(found, "202611010030") == found[0]
    assert comment_bursts.burst_at(found, "202611010040") is None
