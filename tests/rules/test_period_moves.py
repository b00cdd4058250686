"""Periods for public comment and their comments: machines and rights, each written down once more by hand."""

from __future__ import annotations

import pytest

from rules.errors import TransitionRefused
from rules.machines import next_state
from rules.permissions import CaseFacts, may, may_read
from rules.transitions import Act
from rules.vocabulary import COMMENT_STATES, OPEN_STATES, PERIOD_STATES, CaseKind, State
from tests.rules.test_permissions import ACTORS, OTHER, OWN

PERIOD, COMMENT = CaseKind.COMMENT_PERIOD, CaseKind.COMMENT
BEFORE = "planned release_drafted release_reviewed scheduled"
# state -> act -> next state, for what moves a case on. None is "not registered yet".
MOVES = {
    PERIOD: {
        None: {"plan_period": "planned"},
        "planned": {"draft_release": "release_drafted"},
        "release_drafted": {"approve_release": "release_reviewed", "send_back_release": "planned"},
        "release_reviewed": {"release_period": "scheduled", "send_back_release": "planned"},
        "scheduled": {"open_period": "open"},
        "open": {"end_period": "sorting"},
        "sorting": {"draft_result": "result_drafted"},
        "result_drafted": {"approve_result": "result_reviewed", "send_back_result": "sorting"},
        "result_reviewed": {"release_result": "resulted", "send_back_result": "sorting"},
    },
    COMMENT: {
        None: {"submit": "held"},
        "held": {"show": "shown", "ask_to_mend": "mending", "set_aside": "set_aside"},
        "mending": {"mend": "held", "set_aside": "set_aside"},
        "shown": {"show": "shown", "ask_to_mend": "mending", "set_aside": "set_aside", "respond": "responded"},
        "responded": {"show": "responded"},
        "set_aside": {"restore": "held"},
    },
}
# act -> where it leads from several states, "" where it stays.
FROM_MANY = {
    PERIOD: {"cancel_period": (f"{BEFORE} open sorting", "cancelled"), "change_period": ("planned", ""),
             "replace_draft": ("scheduled open", ""), "lengthen_period": ("scheduled open", ""),
             "hold_hearing": (f"{BEFORE} open sorting", ""), "register_for_hearing": ("scheduled open sorting", ""),
             "sort_opinions": ("open sorting", ""), "decide_adoption": ("open sorting", ""),
             "publish_final": ("resulted", ""),
             **dict.fromkeys(("recount", "remind", "urge", "supervise", "circulate", "alarm"),
                             ("sorting result_drafted result_reviewed", "")),
             **dict.fromkeys(("issue_paper", "void_paper"), (" ".join(PERIOD_STATES), ""))},
    COMMENT: {"replace": ("held mending shown set_aside", "replaced"),
              "withdraw": ("held mending shown set_aside", "withdrawn"),
              **dict.fromkeys(("copy_own", "correct_contact", "erase_identity", "withdraw_consent", "ask_right",
                               "grant_right", "refuse_right", "confirm_contact"), (" ".join(COMMENT_STATES), ""))},
}
STATES = {PERIOD: PERIOD_STATES, COMMENT: COMMENT_STATES}
TRIPLES = [(kind, state, act) for kind in STATES for state in (None, *sorted(STATES[kind])) for act in Act]
AGENCY, LEAD, OFFICE = ("handler", "lead"), ("lead",), ("disclosure",)
RIGHTS: dict[CaseKind, dict[str, tuple[str, ...]]] = {
    PERIOD: {
        **dict.fromkeys(("plan_period", "change_period", "draft_release", "sort_opinions", "decide_adoption",
                         "draft_result", "hold_hearing", "issue_paper"), AGENCY),
        **dict.fromkeys(("approve_release", "approve_result"), LEAD),
        **dict.fromkeys(("send_back_release", "send_back_result"), ("lead", "disclosure")),
        **dict.fromkeys(("release_period", "release_result", "replace_draft", "lengthen_period", "publish_final",
                         "cancel_period", "urge", "supervise", "void_paper"), OFFICE)},
    COMMENT: {**dict.fromkeys(("submit", "show", "ask_to_mend", "set_aside"), ("handler", "lead", "disclosure")),
              **dict.fromkeys(("restore", "grant_right", "refuse_right"), OFFICE)},
}
STAFF = [name for name, actor in ACTORS.items() if actor.id is not None]


@pytest.mark.parametrize(("kind", "state", "act"), TRIPLES,
                         ids=[f"{act} of a {kind} when {state or 'new'}" for kind, state, act in TRIPLES])
def test_next_state_follows_the_machine_and_refuses_all_else(kind: CaseKind, state: State | None, act: Act) -> None:
    expected = MOVES[kind].get(state, {}).get(act.value)
    possible, leads = FROM_MANY[kind].get(act.value, ("", ""))
    if state in possible.split():
        expected = leads or state
    if expected is not None:
        assert next_state(kind, state, act) == expected
        return
    with pytest.raises(TransitionRefused):
        next_state(kind, state, act)


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("name", STAFF)
@pytest.mark.parametrize("act", Act)
def test_rights_of_staff_are_those_of_the_table(kind: CaseKind, name: str, act: Act) -> None:
    granted = name in RIGHTS[kind].get(act.value, ())
    assert may(ACTORS[name], act, CaseFacts(OWN, kind=kind)) is granted
    assert may(ACTORS[name], act, CaseFacts(OTHER, kind=kind)) is (granted and name == "disclosure")


@pytest.mark.parametrize("kind", STATES)
def test_read_is_for_the_department_the_office_and_the_leader(kind: CaseKind) -> None:
    own = {name for name in STAFF if may_read(ACTORS[name], CaseFacts(OWN, kind=kind))}
    others = {name for name in STAFF if may_read(ACTORS[name], CaseFacts(OTHER, kind=kind))}
    assert (own, others) == ({"handler", "lead", "disclosure", "leader"}, {"disclosure", "leader"})


def test_states_of_periods_and_comments_are_no_open_cases_of_letters_or_requests() -> None:
    assert not (PERIOD_STATES | COMMENT_STATES) & OPEN_STATES
