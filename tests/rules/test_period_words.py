"""Words of the public pages of a period: days left with their date, and what closes soon."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import comment_periods, period_words
from rules.comment_figures import tally
from rules.comment_periods import Window
from rules.comment_words import PublicPeriodState, Stance
from rules.localtime import CHINA, local_date
from rules.vocabulary import State

TIMES = comment_periods.window(date(2026, 11, 9), date(2026, 12, 9))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("state", "today", "words"), [
    (PublicPeriodState.OPEN, date(2026, 11, 24), "还有15天 · 12月9日截止"),
    (PublicPeriodState.OPEN, date(2026, 12, 8), "还有1天 · 12月9日截止"),
    (PublicPeriodState.OPEN, date(2026, 12, 9), "今天24:00截止"),
    (PublicPeriodState.PLANNED, date(2026, 11, 7), "还有2天 · 11月9日开始"),
    (PublicPeriodState.CLOSED, date(2026, 12, 10), ""), (PublicPeriodState.RESULTED, date(2026, 12, 20), ""),
], ids=["half-way", "the day before", "the last day", "before it opens", "closed", "with its result"])
def test_days_left_are_said_with_their_date(state: PublicPeriodState, today: date, words: str) -> None:
    assert period_words.due_words(state, TIMES, today) == words


@pytest.mark.parametrize(("closes_on", "words"), [
    (date(2026, 12, 9), "30日，其中22个工作日"), (date(2026, 11, 9), "当天截止")], ids=["a month", "one day"])
def test_length_is_said_in_days_and_working_days(closes_on: date, words: str) -> None:
    assert period_words.length_words(comment_periods.window(date(2026, 11, 9), closes_on), 22) == words


@pytest.mark.parametrize(("now", "soon"), [
    (datetime(2026, 12, 5, 23, 59, 59, tzinfo=CHINA), False), (datetime(2026, 12, 6, tzinfo=CHINA), True),
    (TIMES.closes_at, True), (TIMES.closes_at + SECOND, False),
], ids=["four days before", "three days before", "at the closing instant", "a second after it"])
def test_period_closes_soon_from_three_days_before_its_last_day(now: datetime, soon: bool) -> None:
    assert period_words.closes_soon(TIMES, now) is soon


@given(st.datetimes(datetime(2026, 11, 1), datetime(2027, 1, 31)), st.integers(0, 60))
def test_what_closes_soon_is_open_and_has_few_days_left(moment: datetime, days: int) -> None:
    now = moment.replace(tzinfo=CHINA)
    times = Window(now - timedelta(days=40), TIMES.opens_at + timedelta(days=days))
    if period_words.closes_soon(times, now):
        assert comment_periods.public_state(State.OPEN, times, now) is PublicPeriodState.OPEN
        assert (comment_periods.last_day(times) - local_date(now)).days <= period_words.SOON_DAYS


def test_every_comment_of_a_place_is_accounted_for_in_words() -> None:
    """C3: what is not public is said with how many."""
    numbers = dict.fromkeys(((state, Stance.SUGGEST, True) for state in (
        State.SHOWN, State.RESPONDED, State.HELD, State.MENDING, State.REPLACED, State.WITHDRAWN, State.SET_ASIDE)), 1)
    assert period_words.tally_words(tally(numbers)) == (
        "2条已公开，2条等待公开，1条已由本人新的意见代替，1条已由本人撤回，1条没有列入统计。")
    assert period_words.tally_words(tally({})) == ""
