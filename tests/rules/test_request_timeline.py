"""The history and the five steps of a request, as its applicant reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rules.progress import Milestones, request_steps
from rules.request_moves import ALLOWED
from rules.request_timeline import WORDS, request_entries
from rules.timeline import EventFact
from rules.transitions import Act
from rules.vocabulary import REQUEST_STATES, State

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
# What the agency and the office do among themselves; the applicant hears of the result.
INNER = frozenset({
    Act.APPROVE, Act.SEND_BACK, Act.SAVE_DRAFT, Act.ASK_EXTENSION, Act.REFUSE_EXTENSION, Act.ASK_PAUSE,
    Act.REFUSE_PAUSE, Act.STATE_DEADLINE, Act.REMIND, Act.ALARM, Act.CONFER, Act.TAKE_CONFERRED, Act.ISSUE_PAPER,
    Act.VOID_PAPER, Act.REDACT_DOCUMENT, Act.REDACT, Act.PROPOSE_PUBLICATION, Act.SEND_BACK_PUBLICATION, Act.WITHHOLD,
    Act.UPDATE_REMEDY, Act.CLOSE, Act.COPY_OWN, Act.WITHDRAW_CONSENT, Act.WITHDRAW, Act.DECIDE_OPINION,
    Act.PROPOSE_STEP, Act.REFUSE_STEP})


def test_words_of_the_history_are_there_for_every_act_that_is_not_an_inner_step() -> None:
    """A new act is told to the applicant, or is said here to be inner."""
    assert {act for _, act in ALLOWED} - INNER == set(WORDS)


def test_entries_name_the_agency_from_the_first_event_on() -> None:
    lines = request_entries([EventFact(act, AT) for act in (Act.SUBMIT, Act.ACCEPT, Act.APPROVE)], "县住建局",
                            is_open=True)
    assert [(line.title, line.who, line.tone) for line in lines] == [
        ("已签收，正在审核", "县住建局", "now"), ("收到申请并登记", "县住建局", "")]


@pytest.mark.parametrize("state", sorted(REQUEST_STATES))
def test_steps_of_a_request_are_five_and_at_most_one_is_now(state: State) -> None:
    steps = request_steps(state, Milestones(DAY, due_on=DAY))
    assert len(steps) == 5
    assert [step.place for step in steps].count("now") == (0 if state is State.CLOSED else 1)


@pytest.mark.parametrize(("state", "label"), [
    (State.CORRECTING, "补正"), (State.CHARGING, "缴费"), (State.LAPSED, "已终止"), (State.REWORK, "重新办理")],
    ids=str)
def test_steps_name_what_a_request_waits_for_or_how_it_ended(state: State, label: str) -> None:
    assert label in [step.label for step in request_steps(state, Milestones(DAY)) if step.place == "now"]


def test_steps_show_no_last_day_while_it_is_counted_anew() -> None:
    waiting, working = (request_steps(state, Milestones(DAY, due_on=DAY))[3].words
                        for state in (State.CORRECTING, State.ACCEPTED))
    assert (waiting, working) == ("", "最晚11月24日")
