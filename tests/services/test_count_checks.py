"""Which days the nightly check of the counts looks at: the last, and in time every one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services import count_checks

FIRST = date(2016, 1, 1)
NIGHTS = st.dates(date(2026, 1, 1), date(2040, 1, 1))


@given(span=st.integers(1, 4_000), night=NIGHTS)
def test_sample_has_the_last_day_and_few_others(span: int, night: date) -> None:
    last = FIRST + timedelta(days=span - 1)
    days = count_checks.sample(FIRST, last, night)
    assert last in days
    assert list(days) == sorted(set(days))
    assert days[0] >= FIRST
    assert len(days) <= 1 + count_checks.WINDOW_DAYS + count_checks.OLD_DAYS
    assert days == count_checks.sample(FIRST, last, night)


@given(span=st.integers(1, 1_000), night=NIGHTS)
def test_samples_of_enough_nights_have_every_day_while_days_go_on(span: int, night: date) -> None:
    nights = 4 * span // count_checks.WINDOW_DAYS + 2
    seen = {day for n in range(nights)
            for day in count_checks.sample(FIRST, FIRST + timedelta(days=span + n), night + timedelta(days=n))}
    assert seen >= {FIRST + timedelta(days=n) for n in range(span)}
