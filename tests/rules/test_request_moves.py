"""A disclosure request: its machine and its rights, each written down once more by hand."""

from __future__ import annotations

import pytest

from rules.errors import TransitionRefused
from rules.machines import MACHINES, act_label, is_possible, next_state
from rules.permissions import CaseFacts, may, may_read
from rules.request_words import PUBLIC_REQUEST_STATE_LABELS, REQUEST_STATE_LABELS
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES, REQUEST_STATES, CaseKind, State
from tests.rules.test_permissions import ACTORS, OTHER, OWN

KIND = CaseKind.DISCLOSURE_REQUEST
# state -> act -> next state, for what moves a request on. None is "not registered yet".
MACHINE = {
    None: {"submit": "received", "arrive": "unconfirmed", "import_answered": "closed"},
    "unconfirmed": {"confirm_receipt": "received", "withdraw": "withdrawn"},
    "received": {"accept": "accepted", "withdraw": "withdrawn"},
    "accepted": {"demand_correction": "correcting", "charge": "charging", "draft": "drafted",
                 "withdraw": "withdrawn"},
    "correcting": {"take_correction": "accepted", "lapse": "lapsed", "withdraw": "withdrawn"},
    "charging": {"take_payment": "accepted", "lapse": "lapsed", "withdraw": "withdrawn"},
    "drafted": {"approve": "reviewed", "send_back": "accepted", "withdraw": "withdrawn"},
    "reviewed": {"issue": "issued", "send_back": "accepted", "withdraw": "withdrawn"},
    "issued": {"deliver": "answered"},
    "answered": {"archive": "closed", "close": "closed", "rework": "rework"},
    "closed": {"rework": "rework"},
    "rework": {"draft": "drafted"},
}
IN_WORK = "received accepted drafted reviewed rework"
RUNNING = f"{IN_WORK} correcting charging issued"
EVERYWHERE = " ".join(REQUEST_STATES)
# What leaves the state alone, and where it is possible.
STAYS = {
    **dict.fromkeys(("consult", "decide_opinion", "confer", "take_conferred", "ask_reasons", "judge_reasons",
                     "ask_extension", "ask_pause", "redact_document"), IN_WORK),
    "save_draft": "accepted rework", "propose_step": "accepted", "refuse_step": "accepted",
    **dict.fromkeys(("take_opinion", "state_deadline", "extend", "refuse_extension", "pause", "refuse_pause",
                     "resume", "recount", "remind", "urge", "supervise", "circulate", "alarm"), RUNNING),
    **dict.fromkeys(("redact", "propose_publication", "send_back_publication", "publish", "withhold", "unpublish",
                     "decide_proactive"), "answered closed"),
    **dict.fromkeys(("copy_own", "correct_contact", "erase_identity", "withdraw_consent", "ask_right", "grant_right",
                     "refuse_right", "confirm_contact", "register_remedy", "update_remedy", "void_paper",
                     "issue_paper"), EVERYWHERE),
}
PAIRS = [(state, act) for state in (None, *sorted(REQUEST_STATES)) for act in Act]
OWN_CASES, ALL_CASES = {"own"}, {"own", "other"}
AGENCY, LEAD, BOTH = ("handler", "lead"), ("lead",), ("handler", "lead", "disclosure")
CASES = {"own": CaseFacts(OWN, kind=KIND), "other": CaseFacts(OTHER, kind=KIND)}
# Who of the staff may do what: people of the agency on its own requests, the office for open government on all.
RIGHTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("submit", "arrive", "confirm_receipt", "resume", "withdraw", "register_remedy",
                     "update_remedy", "issue_paper", "take_conferred"), BOTH),
    **dict.fromkeys(("accept", "propose_step", "save_draft", "draft", "ask_extension", "ask_pause", "take_correction",
                     "take_payment",
                     "lapse", "consult", "take_opinion", "confer", "ask_reasons",
                     "redact_document", "deliver", "archive", "redact", "propose_publication"), AGENCY),
    **dict.fromkeys(("approve", "send_back", "refuse_step", "issue", "demand_correction", "charge", "judge_reasons",
                     "decide_opinion", "void_paper"), LEAD),
    **dict.fromkeys(("extend", "refuse_extension", "decide_proactive", "send_back_publication", "publish", "withhold",
                     "unpublish"), ("lead", "disclosure")),
    **dict.fromkeys(("pause", "refuse_pause", "state_deadline", "urge", "supervise", "rework", "grant_right",
                     "refuse_right"), ("disclosure",)),
}
STAFF = [name for name, actor in ACTORS.items() if actor.id is not None]


@pytest.mark.parametrize(("state", "act"), PAIRS, ids=[f"{act} when {state or 'new'}" for state, act in PAIRS])
def test_next_state_of_a_request_follows_the_machine_and_refuses_all_else(state: State | None, act: Act) -> None:
    expected = MACHINE.get(state, {}).get(act.value)
    if state in STAYS.get(act, "").split():
        expected = state
    if expected is not None:
        assert next_state(KIND, state, act) == expected
        return
    with pytest.raises(TransitionRefused):
        next_state(KIND, state, act)


@pytest.mark.parametrize("person", STAFF)
@pytest.mark.parametrize("act", sorted({act for _, act in MACHINES[KIND]}))
def test_may_on_a_request_covers_exactly_the_cases_of_the_table(person: str, act: Act) -> None:
    covered = {name for name, case in CASES.items() if may(ACTORS[person], act, case)}
    reach = ALL_CASES if person == "disclosure" else OWN_CASES
    assert covered == (reach if person in RIGHTS.get(act, ()) else set())


@pytest.mark.parametrize("person", STAFF)
def test_may_read_a_request_is_for_its_agency_its_office_and_the_leader(person: str) -> None:
    covered = {name for name, case in CASES.items() if may_read(ACTORS[person], case)}
    assert covered == {"handler": OWN_CASES, "lead": OWN_CASES, "disclosure": ALL_CASES,
                       "leader": ALL_CASES}.get(person, set())


def test_letters_office_and_open_government_have_nothing_to_do_with_each_others_cases() -> None:
    assert not any(may(ACTORS["disclosure"], act, CaseFacts(OWN)) for act in Act)
    assert not any(may(ACTORS[person], act, CASES["own"]) for person in ("intake", "supervisor") for act in Act)


def test_every_state_of_a_request_has_its_words_and_every_open_one_an_end() -> None:
    assert set(REQUEST_STATE_LABELS) == set(PUBLIC_REQUEST_STATE_LABELS) == REQUEST_STATES
    for state in REQUEST_STATES & OPEN_STATES:
        assert any(is_possible(KIND, state, act) for act in Act)


def test_acts_of_a_request_are_read_with_the_applicants_name() -> None:
    assert act_label(KIND, Act.SUBMIT) == "收到申请并登记"
    assert act_label(KIND, Act.ASK_RIGHT) == "申请人提出个人信息申请"
    assert act_label(CaseKind.LETTER, Act.SUBMIT) == "收到来信并登记"
