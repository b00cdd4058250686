from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import delivery
from rules.delivery import BACK_OFF_S, REST_S


def test_wait_after_grows_with_each_attempt_and_ends() -> None:
    waits = [delivery.wait_after(attempts) for attempts in range(1, len(BACK_OFF_S) + 1)]
    assert waits == sorted(waits) == [timedelta(seconds=wait) for wait in BACK_OFF_S]
    assert delivery.wait_after(len(BACK_OFF_S) + 1) is None


@given(st.integers(0, 10**6))
def test_rest_after_is_bounded_however_long_the_server_is_away(faults: int) -> None:
    rest = delivery.rest_after(faults).total_seconds()
    assert REST_S[0] <= rest <= REST_S[-1] == 600
    assert delivery.rest_after(faults + 1).total_seconds() >= rest


@given(st.integers(1, 10**5))
def test_spacing_lets_no_more_than_the_rate_into_a_minute(rate: int) -> None:
    between = delivery.spacing(rate)
    assert between * rate <= timedelta(minutes=1) + timedelta(microseconds=rate)


@pytest.mark.parametrize("rate", [0, -1])
def test_spacing_of_no_rate_is_refused(rate: int) -> None:
    with pytest.raises(ValueError, match="one message a minute"):
        delivery.spacing(rate)
