from __future__ import annotations

from datetime import date

import pytest

from rules.progress import Milestones, letter_steps
from rules.vocabulary import LETTER_STATES, State

REACHED = Milestones(date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 26), date(2026, 12, 15),
                     date(2026, 12, 1))
BARS = [
    (State.RECEIVED, "now - - - -"), (State.TRIAGE, "now - - - -"), (State.RETURNED, "now - - - -"),
    (State.ASSIGNED, "past now - - -"), (State.ACCEPTED, "past past now - -"), (State.DRAFTED, "past past now - -"),
    (State.REVIEWED, "past past now - -"), (State.ANSWERED, "past past past past now"),
    (State.CLOSED, "past past past past now"), (State.DECLINED, "past now - - -"),
    (State.MERGED, "past past now - -"), (State.WITHDRAWN, "past now - - -"), (State.REWORK, "past past now - -"),
]


@pytest.mark.parametrize(("state", "places"), BARS, ids=[state.value for state, _ in BARS])
def test_steps_of_a_state_say_what_is_past_and_what_is_now(state: State, places: str) -> None:
    steps = letter_steps(state, Milestones(date(2026, 11, 24)))
    assert [step.place or "-" for step in steps] == places.split()


def test_steps_of_every_state_are_known() -> None:
    assert {state for state, _ in BARS} == LETTER_STATES


def test_steps_of_a_rated_letter_are_all_past() -> None:
    rated = letter_steps(State.CLOSED, Milestones(date(2026, 11, 24), rated_on=date(2026, 12, 3)))
    assert [step.place for step in rated] == ["past"] * 5
    assert rated[-1].words == "12月3日"


def test_steps_of_an_answered_letter_carry_the_days_they_were_reached() -> None:
    assert [step.words for step in letter_steps(State.ANSWERED, REACHED)] == [
        "11月24日", "11月25日", "11月26日签收", "12月1日", ""]


def test_steps_still_to_come_name_the_last_day() -> None:
    waiting = letter_steps(State.RECEIVED, Milestones(date(2026, 11, 24), route_by=date(2026, 11, 25),
                                                      due_on=date(2026, 12, 15)))
    assert [step.words for step in waiting] == ["11月24日", "最晚11月25日", "", "最晚12月15日", ""]


def test_steps_of_a_declined_letter_name_the_end_and_promise_nothing() -> None:
    declined = letter_steps(State.DECLINED, Milestones(date(2026, 11, 24), due_on=date(2026, 12, 15)))
    assert [step.label for step in declined] == ["收到", "不予受理", "办理", "答复", "评价"]
    assert not any("最晚" in step.words for step in declined)


@pytest.mark.parametrize(("state", "label"), [(State.MERGED, "合并办理"), (State.REWORK, "重办")])
def test_steps_of_a_letter_handled_otherwise_name_how_and_promise_a_day(state: State, label: str) -> None:
    steps = letter_steps(state, Milestones(date(2026, 11, 24), due_on=date(2026, 12, 15)))
    assert [step.label for step in steps] == ["收到", "受理", label, "答复", "评价"]
    assert steps[3].words == "最晚12月15日"


def test_steps_of_a_merged_letter_end_with_the_answer_to_the_first() -> None:
    steps = letter_steps(State.MERGED, REACHED)
    assert [step.place for step in steps] == ["past", "past", "past", "now", ""]
    assert steps[3].words == "12月1日"


def test_steps_of_a_withdrawn_letter_promise_nothing() -> None:
    steps = letter_steps(State.WITHDRAWN, Milestones(date(2026, 11, 24), due_on=date(2026, 12, 15)))
    assert [step.label for step in steps][1] == "已撤回"
    assert not any("最晚" in step.words for step in steps)
