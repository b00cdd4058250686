"""Hearings: days that leave time for the materials, and a draw that is fair, complete and the same for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import hearings
from rules.comment_words import Stance
from rules.errors import InputRefused
from rules.hearings import Registered, Times

NOW = datetime(2026, 11, 24, 2, 42, tzinfo=UTC)
SIDES = st.lists(st.sampled_from(list(Stance)), max_size=60)


def _instant(day: int, hour: int = 1) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def _people(sides: list[Stance]) -> list[Registered]:
    return [Registered(place, side) for place, side in enumerate(sides, 1)]


@pytest.mark.parametrize(("held", "until", "words"), [
    pytest.param(_instant(20), _instant(12, 16), "", id="registering until the twelfth for a hearing on the twentieth"),
    pytest.param(_instant(20), _instant(12, 17), "报名最晚到2026年12月12日截止", id="a day too long to register"),
    pytest.param(_instant(1), datetime(2026, 11, 24, 16, tzinfo=UTC), "最早2026年12月2日举行", id="too soon"),
    pytest.param(_instant(20), NOW, "报名截止要晚于现在", id="registering is over already"),
])
def test_check_times_of_a_hearing_leaves_seven_days_for_the_materials(held: datetime, until: datetime,
                                                                      words: str) -> None:
    if not words:
        hearings.check_times(Times(held, until), NOW)
        return
    with pytest.raises(InputRefused, match=words):
        hearings.check_times(Times(held, until), NOW)


@pytest.mark.parametrize(("sent", "words"), [
    pytest.param(date(2026, 12, 13), "", id="seven days before"),
    pytest.param(date(2026, 12, 14), "改到2026年12月21日或者以后", id="six days before"),
    pytest.param(date(2026, 12, 16), "还没有送达", id="tomorrow"),
])
def test_check_materials_refuses_what_comes_less_than_seven_days_before(sent: date, words: str) -> None:
    if not words:
        hearings.check_materials(date(2026, 12, 20), sent, date(2026, 12, 15))
        return
    with pytest.raises(InputRefused, match=words):
        hearings.check_materials(date(2026, 12, 20), sent, date(2026, 12, 15))


@given(SIDES, st.integers(1, 70))
def test_draw_fills_every_seat_and_leaves_no_side_out(sides: list[Stance], seats: int) -> None:
    people = _people(sides)
    drawn = hearings.draw(people, seats, "seed")
    chosen = {one.id for one in drawn if one.is_chosen}
    assert sorted(one.id for one in drawn) == [one.id for one in people]
    assert [one.place for one in drawn] == list(range(1, len(people) + 1))
    assert len(chosen) == min(seats, len(people))
    if seats >= len(set(sides)):
        assert {one.stance for one in people if one.id in chosen} == set(sides)


@given(SIDES, st.integers(1, 70))
def test_shares_of_the_seats_follow_the_number_of_people(sides: list[Stance], seats: int) -> None:
    people = _people(sides)
    shares = hearings.shares(people, seats)
    counts = {stance: sides.count(stance) for stance in set(sides)}
    assert sum(shares.values()) == min(seats, len(people))
    assert all(shares[stance] <= counts[stance] for stance in shares)
    assert all(shares.get(more, 0) >= shares.get(less, 0) for more in counts for less in counts
               if counts[more] > counts[less])


def test_draw_with_another_seed_gives_another_order_and_with_the_same_the_same() -> None:
    people = _people([Stance.SUPPORT, Stance.OPPOSE] * 10)
    again = hearings.draw(list(reversed(people)), 6, hearings.seed("head", 1))
    assert hearings.draw(people, 6, hearings.seed("head", 1)) == again
    assert hearings.draw(people, 6, hearings.seed("head", 2)) != again


def test_next_in_line_is_of_the_same_side_before_anybody_else() -> None:
    waiting = [(3, Stance.OPPOSE), (1, Stance.SUPPORT)]
    assert hearings.next_in_line(waiting, Stance.SUPPORT) == 1
    assert hearings.next_in_line(waiting, Stance.SUGGEST) == 3
    assert hearings.next_in_line([], Stance.SUGGEST) is None
