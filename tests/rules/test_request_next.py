"""The next step of a request: by its state, and by what it waits for, the most pressing first."""

from __future__ import annotations

from datetime import date

import pytest

from rules.request_next import WAIT_WORDS, NextFacts, Wait, WaitFor, next_step
from rules.vocabulary import OPEN_STATES, REQUEST_STATES, State
from tests.rules.calendars import CALENDAR

CAME, TODAY = date(2026, 1, 15), date(2026, 1, 16)


def facts(state: State = State.ACCEPTED, *waits: Wait) -> NextFacts:
    return NextFacts(state, CAME, CAME, date(2026, 2, 12), waits=waits)


def test_every_open_state_says_what_comes_next() -> None:
    assert all(next_step(facts(state), TODAY, CALENDAR).words for state in REQUEST_STATES & OPEN_STATES)
    assert not next_step(facts(State.WITHDRAWN), TODAY, CALENDAR).words


@pytest.mark.parametrize(("today", "words", "by"), [
    pytest.param(TODAY, "拟答复；不明确的，发补正告知", date(2026, 1, 26), id="within seven working days"),
    pytest.param(date(2026, 1, 27), "拟答复", date(2026, 2, 12), id="after them"),
])
def test_work_begins_with_whether_the_request_is_clear(today: date, words: str, by: date) -> None:
    step = next_step(facts(), today, CALENDAR)
    assert (step.words, step.by) == (words, by)


def test_after_a_correction_no_second_one_is_proposed() -> None:
    step = next_step(facts(State.ACCEPTED, Wait(WaitFor.REPLY)), TODAY, CALENDAR)
    assert (step.words, step.by) == ("拟答复", date(2026, 2, 12))


PRESSING = [one for one in WaitFor if one is not WaitFor.REPLY]


@pytest.mark.parametrize("what", PRESSING, ids=[one.value for one in PRESSING])
def test_what_is_waited_for_comes_before_the_state(what: WaitFor) -> None:
    later = Wait(WaitFor.REASONS, date(2026, 3, 1))
    step = next_step(facts(State.ACCEPTED, later, Wait(what, date(2026, 1, 16))), TODAY, CALENDAR)
    assert step.words == WAIT_WORDS[what]
    assert next_step(facts(State.ISSUED, later), TODAY, CALENDAR).words == "送达答复"
