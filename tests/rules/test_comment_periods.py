"""When a period for public comment is open, and how long it must be: tables of dates (domain.md 1.7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rules import comment_periods
from rules.comment_draft import plain_contact, shown_name
from rules.comment_periods import Window, admit, check_days, public_state, window
from rules.comment_words import DraftKind, PublicPeriodState
from rules.errors import InputRefused, TransitionRefused
from rules.letter_draft import Contact
from rules.vocabulary import State
from tests.rules.calendars import CALENDAR

TIMES = window(date(2026, 11, 9), date(2026, 12, 9))
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OPENS, CLOSES = TIMES.opens_at, TIMES.closes_at
MAJOR, NORMATIVE, PLAN, OTHER = DraftKind


def test_window_is_inclusive_of_both_days_in_china() -> None:
    """C5: the last day ends at 24:00 in China."""
    assert Window(datetime(2026, 11, 8, 16, tzinfo=UTC), datetime(2026, 12, 9, 16, tzinfo=UTC)) == TIMES
    assert comment_periods.opening_words(TIMES) == "2026年11月9日00:00"
    assert comment_periods.closing_words(TIMES) == "2026年12月9日24:00"
    assert comment_periods.last_day(TIMES) == date(2026, 12, 9)


@pytest.mark.parametrize(("now", "opened_at", "in_grace"), [
    pytest.param(OPENS, None, False, id="the opening instant"),
    pytest.param(CLOSES - SECOND, None, False, id="a second before closing"),
    pytest.param(CLOSES, None, False, id="the closing instant"),
    pytest.param(CLOSES + SECOND, CLOSES, True, id="a second late, form opened in time"),
    pytest.param(CLOSES + 10 * MINUTE, CLOSES - MINUTE, True, id="ten minutes late, form opened in time"),
])
def test_admit_takes_what_is_in_time_by_the_server(now: datetime, opened_at: datetime | None, in_grace: bool) -> None:
    """C5: inclusive at both ends, ten minutes for a form that was opened in time."""
    assert admit(TIMES, now, opened_at) is in_grace


@pytest.mark.parametrize(("now", "opened_at", "says"), [
    pytest.param(OPENS - SECOND, None, "11月9日00:00开始", id="a second early"),
    pytest.param(CLOSES + SECOND, None, "12月9日24:00截止", id="a second late without a form"),
    pytest.param(CLOSES + SECOND, CLOSES + SECOND, "截止", id="form opened after closing"),
    pytest.param(CLOSES + 10 * MINUTE + SECOND, CLOSES - MINUTE, "截止", id="more than ten minutes late"),
])
def test_admit_refuses_what_is_not(now: datetime, opened_at: datetime | None, says: str) -> None:
    with pytest.raises(TransitionRefused, match=says):
        admit(TIMES, now, opened_at)


@pytest.mark.parametrize(("kind", "market", "opens_on", "earliest"), [
    pytest.param(MAJOR, False, date(2026, 9, 10), date(2026, 10, 10), id="30 days, example 35"),
    pytest.param(MAJOR, False, date(2026, 9, 1), date(2026, 10, 1), id="a minimum is not moved past a holiday"),
    pytest.param(PLAN, False, date(2026, 9, 10), date(2026, 10, 10), id="important plans are major decisions"),
    pytest.param(NORMATIVE, False, date(2026, 9, 24), date(2026, 10, 12), id="7 working days over two holidays"),
    pytest.param(NORMATIVE, True, date(2026, 9, 10), date(2026, 10, 10), id="30 days where markets are concerned"),
    pytest.param(OTHER, False, date(2026, 9, 10), None, id="no rule"),
    pytest.param(MAJOR, False, date(2019, 8, 31), None, id="before the rules of 2019"),
])
def test_earliest_close_follows_the_kind(kind: DraftKind, market: bool, opens_on: date, earliest: date | None) -> None:
    assert comment_periods.earliest_close(kind, market, opens_on, CALENDAR) == earliest
    if earliest is not None:
        check_days(kind, market, (opens_on, earliest), "", CALENDAR)
        short = opens_on, earliest - timedelta(days=1)
        with pytest.raises(InputRefused, match="理由会一同公布"):
            check_days(kind, market, short, " ", CALENDAR)
        check_days(kind, market, short, "防汛应急需要", CALENDAR)
        assert comment_periods.is_short(kind, market, short, CALENDAR)


@pytest.mark.parametrize(("days", "says"), [
    pytest.param((date(2026, 9, 10), date(2026, 9, 9)), "不能早于", id="in the wrong order"),
    pytest.param((date(2026, 9, 10), date(2027, 9, 12)), "最长366天", id="longer than a year"),
])
def test_check_days_refuses_days_that_cannot_be(days: tuple[date, date], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        check_days(OTHER, False, days, "", CALENDAR)


@pytest.mark.parametrize(("state", "now", "seen"), [
    (State.RELEASE_REVIEWED, OPENS, None), (State.SCHEDULED, OPENS - SECOND, PublicPeriodState.PLANNED),
    # The sweep has not come yet: the clock decides all the same.
    (State.SCHEDULED, OPENS, PublicPeriodState.OPEN), (State.OPEN, CLOSES, PublicPeriodState.OPEN),
    (State.OPEN, CLOSES + SECOND, PublicPeriodState.CLOSED), (State.SORTING, CLOSES, PublicPeriodState.OPEN),
    (State.CANCELLED, OPENS, PublicPeriodState.CLOSED), (State.RESULTED, CLOSES, PublicPeriodState.RESULTED),
])
def test_public_state_follows_the_clock(state: State, now: datetime, seen: PublicPeriodState | None) -> None:
    assert public_state(state, TIMES, now) == seen


def test_window_of_a_day_begins_with_its_release() -> None:
    noon = datetime(2026, 11, 9, 4, tzinfo=UTC)
    assert window(date(2026, 11, 9), date(2026, 12, 9), noon) == Window(noon, CLOSES)


@pytest.mark.parametrize(("contact", "plain"), [
    (Contact(email="Lin.Xiao+draft@Example.CN"), "linxiao@example.cn"),
    (Contact(email="ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｎ"), "lin@example.cn"),
    (Contact(phone="+86 138-1234-5678"), "13812345678"), (Contact(phone="１３８１２３４５６７８"), "13812345678"),
    (Contact(email="a@b.cn", phone="13812345678"), "a@b.cn"), (Contact(name="林"), ""),
])
def test_plain_contact_is_one_for_all_spellings(contact: Contact, plain: str) -> None:
    """C1: aliases, dots and widths are one contact."""
    assert plain_contact(contact) == plain


@pytest.mark.parametrize(("name", "shown"), [
    ("张三祥", "张*祥"), ("朱云", "朱*"), ("欧阳小丽", "欧**丽"), ("林", "林*"), ("", "")])
def test_shown_name_tells_little(name: str, shown: str) -> None:
    assert shown_name(name) == shown
