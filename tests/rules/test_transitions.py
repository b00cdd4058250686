from __future__ import annotations

import pytest

from rules.errors import TransitionRefused
from rules.machines import MACHINES
from rules.transitions import ACT_LABELS, ALLOWED, Act, is_possible, next_state
from rules.vocabulary import (
    ANSWERED_STATES,
    COMMENT_STATES,
    ENDED_STATES,
    LETTER_STATES,
    OPEN_STATES,
    PERIOD_STATES,
    PUBLIC_STATE_LABELS,
    STATE_LABELS,
    STATE_TONES,
    UNANSWERED_ENDS,
    WITH_DEPARTMENT_STATES,
    WITH_OFFICE_STATES,
    State,
)

# The whole machine, written down once more by hand: state -> act -> next state. None is "not registered yet".
MACHINE = {
    None: {"submit": "received", "import_answered": "closed"},
    "received": {"route": "assigned", "refer": "triage", "assign": "assigned", "decline": "declined",
                 "merge": "merged", "withdraw": "withdrawn"},
    "triage": {"assign": "assigned", "decline": "declined", "merge": "merged", "withdraw": "withdrawn"},
    "returned": {"assign": "assigned", "decline": "declined", "merge": "merged", "withdraw": "withdrawn",
                 "unpublish": "returned"},
    "assigned": {"accept": "accepted", "return": "returned", "transfer": "assigned", "decline": "declined",
                 "recall": "triage", "merge": "merged", "withdraw": "withdrawn", "unpublish": "assigned"},
    "accepted": {"save_draft": "accepted", "draft": "drafted", "transfer": "assigned", "decline": "declined",
                 "recall": "triage", "merge": "merged", "withdraw": "withdrawn", "unpublish": "accepted"},
    "drafted": {"approve": "reviewed", "send_back": "accepted", "transfer": "assigned", "withdraw": "withdrawn",
                "recall": "triage", "unpublish": "drafted"},
    "reviewed": {"issue": "answered", "send_back": "accepted", "transfer": "assigned", "withdraw": "withdrawn",
                 "recall": "triage", "unpublish": "reviewed"},
    "answered": {"rate": "closed", "close": "closed", "publish": "answered", "withhold": "answered",
                 "unpublish": "answered", "rework": "rework"},
    "closed": {"rate": "closed", "publish": "closed", "withhold": "closed", "unpublish": "closed",
               "rework": "rework"},
    "rework": {"save_draft": "rework", "draft": "drafted", "transfer": "assigned", "unpublish": "rework"},
    "declined": {},
    "merged": {"separate": "triage"},
    "withdrawn": {},
}
# Acts on the clock leave the state alone; all need a case in hand, and those of a department that it has the case.
IN_HAND = {"received", "triage", "returned", "assigned", "accepted", "drafted", "reviewed", "rework"}
WITH_A_DEPARTMENT = IN_HAND - {"received", "triage", "returned"}
ON_THE_CLOCK = {
    "set_subject": IN_HAND | {"answered", "closed"},
    **dict.fromkeys(("bar", "propose_lift", "refuse_lift", "lift_bar"), IN_HAND),
    "ask_extension": WITH_A_DEPARTMENT, "ask_pause": WITH_A_DEPARTMENT,
    **dict.fromkeys(("extend", "refuse_extension", "pause", "refuse_pause", "resume", "reclassify", "state_deadline",
                     "recount", "remind", "urge", "supervise", "circulate", "alarm"), IN_HAND)}
# What a writer may do about the own address and data, whatever has become of the letter.
IN_EVERY_STATE = {"confirm_contact", "copy_own", "correct_contact", "erase_identity", "withdraw_consent", "ask_right",
                  "grant_right", "refuse_right"}
PUBLISHING = {"redact", "propose_publication", "send_back_publication"}
# The two ways back: an answer that was not good enough, and a letter whose matter turned out to be another one.
WAYS_BACK = {Act.REWORK: ANSWERED_STATES, Act.SEPARATE: {State.MERGED}}
PAIRS = [(state, act) for state in (None, *State) for act in Act]
OPEN_LETTERS = OPEN_STATES & LETTER_STATES


@pytest.mark.parametrize(("state", "act"), PAIRS, ids=[f"{act} when {state or 'new'}" for state, act in PAIRS])
def test_next_state_follows_the_machine_and_refuses_all_else(state, act):
    expected = MACHINE.get(state.value if state else None, {}).get(act.value)
    if act in IN_EVERY_STATE and state in LETTER_STATES:
        expected = state.value
    if act in PUBLISHING and state in ANSWERED_STATES:
        expected = state.value
    if state in ON_THE_CLOCK.get(act, ()):
        expected = state.value
    if expected is not None:
        assert next_state(state, act) == expected
        return
    with pytest.raises(TransitionRefused) as refused:
        next_state(state, act)
    assert ACT_LABELS[act] in refused.value.message
    assert (STATE_LABELS[state] if state else "尚未登记") in refused.value.message


def test_every_state_can_be_reached():
    reached: set[State] = set()
    while True:
        more = {to for (state, _), to in ALLOWED.items() if state is None or state in reached} - reached
        if not more:
            break
        reached |= more
    assert reached == LETTER_STATES


@pytest.mark.parametrize("state", sorted(OPEN_LETTERS))
def test_every_open_state_has_a_way_to_an_end(state):
    reached, before = {state}, set()
    while reached != before:
        before = set(reached)
        reached |= {to for (where, _), to in ALLOWED.items() if where in before}
    assert reached & ANSWERED_STATES


@pytest.mark.parametrize("state", sorted(ENDED_STATES & LETTER_STATES))
def test_ended_state_opens_again_only_by_the_ways_back(state):
    back = {act for (where, act), to in ALLOWED.items() if where == state and to in OPEN_STATES}
    assert back == {act for act, states in WAYS_BACK.items() if state in states}


def test_every_act_and_state_has_its_words():
    assert set(ACT_LABELS) == set(Act)
    assert set(STATE_LABELS) == set(PUBLIC_STATE_LABELS) == set(STATE_TONES) == set(State)
    assert len(set(ACT_LABELS.values())) == len(Act)


def test_every_act_is_possible_somewhere():
    assert {act for machine in MACHINES.values() for _, act in machine} == set(Act)
    assert is_possible(State.TRIAGE, Act.ASSIGN)
    assert not is_possible(State.TRIAGE, Act.ISSUE)


def test_groups_of_states_cover_every_state_once():
    assert set(State) - PERIOD_STATES - (COMMENT_STATES - {State.WITHDRAWN}) == OPEN_STATES | ENDED_STATES
    assert not OPEN_STATES & ENDED_STATES
    assert WITH_OFFICE_STATES | WITH_DEPARTMENT_STATES == OPEN_STATES & LETTER_STATES
    assert ENDED_STATES == ANSWERED_STATES | UNANSWERED_ENDS
    assert not ANSWERED_STATES & UNANSWERED_ENDS
