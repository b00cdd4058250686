"""Offers: a page never shows a button that the rules would refuse, and explains those that are missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import offers
from rules.actors import DEPARTMENT_ROLES, Actor, ActorKind, Role
from rules.offers import LetterFacts
from rules.permissions import CaseFacts, may
from rules.transitions import Act, is_possible
from rules.vocabulary import LETTER_STATES, Category, State

ROLES = st.sampled_from(list(Role))
LETTERS = st.builds(
    LetterFacts, state=st.sampled_from(sorted(LETTER_STATES)), department_id=st.sampled_from([None, 1, 2]),
    drafted_by=st.sampled_from([None, 7, 8]), returned_before=st.booleans(),
    consents_to_publication=st.booleans(), publication_decision=st.sampled_from([None, "published", "withheld"]),
    is_public=st.booleans(), answered_before=st.booleans(), reworked_before=st.booleans(),
    return_is_late=st.booleans(), transfers=st.integers(0, 3))


def member(role: Role, department_id: int = 1) -> Actor:
    return Actor(ActorKind.STAFF, 7, role, department_id if role in DEPARTMENT_ROLES else None)


@given(ROLES, LETTERS)
def test_offered_act_is_one_that_rights_and_state_allow(role: Role, letter: LetterFacts) -> None:
    actor = member(role)
    for act in offers.offered(actor, letter):
        assert may(actor, act, CaseFacts(letter.department_id))
        assert is_possible(letter.state, act)


@given(ROLES, LETTERS)
def test_own_draft_is_never_offered_for_review_or_issue(role: Role, letter: LetterFacts) -> None:
    if letter.drafted_by == 7:
        assert not offers.offered(member(role), letter) & {Act.APPROVE, Act.SEND_BACK, Act.ISSUE}


@given(ROLES, LETTERS)
def test_publication_is_offered_only_with_consent(role: Role, letter: LetterFacts) -> None:
    if not letter.consents_to_publication:
        assert Act.PUBLISH not in offers.offered(member(role), letter)


@given(ROLES, LETTERS)
def test_taking_down_is_offered_only_for_what_is_public(role: Role, letter: LetterFacts) -> None:
    acts = offers.offered(member(role), letter)
    assert letter.is_public or Act.UNPUBLISH not in acts
    assert not letter.is_public or Act.WITHHOLD not in acts


@given(ROLES, LETTERS)
def test_answered_letter_is_never_offered_an_end_without_an_answer(role: Role, letter: LetterFacts) -> None:
    acts = offers.offered(member(role), letter)
    assert not letter.answered_before or not acts & {Act.DECLINE, Act.MERGE, Act.WITHDRAW}
    assert not letter.reworked_before or Act.REWORK not in acts


@given(ROLES, LETTERS)
def test_what_is_late_or_the_supervisors_is_not_offered(role: Role, letter: LetterFacts) -> None:
    acts = offers.offered(member(role), letter)
    assert not letter.return_is_late or Act.RETURN not in acts
    assert letter.transfers < 2 or role is Role.SUPERVISOR or Act.TRANSFER not in acts


@pytest.mark.parametrize(("role", "letter", "words"), [
    pytest.param(Role.HANDLER, LetterFacts(State.DRAFTED, 1, 7), (offers.WAITS_FOR_LEAD,), id="a handler waits"),
    pytest.param(Role.LEAD, LetterFacts(State.REVIEWED, 1, 7), (offers.OWN_DRAFT,), id="a lead's own draft"),
    pytest.param(Role.LEAD, LetterFacts(State.REVIEWED, 1, 8), (), id="a lead may act"),
    pytest.param(Role.HANDLER, LetterFacts(State.ASSIGNED, 1, returned_before=True), (offers.RETURNED_BEFORE,),
                 id="returned once"),
    pytest.param(Role.HANDLER, LetterFacts(State.ASSIGNED, 2, returned_before=True), (), id="another department"),
    pytest.param(Role.HANDLER, LetterFacts(State.ASSIGNED, 1, return_is_late=True), (offers.RETURN_IS_LATE,),
                 id="too late to return"),
    pytest.param(Role.INTAKE, LetterFacts(State.ACCEPTED, 1, transfers=2), (offers.TRANSFERRED_TWICE,),
                 id="handed on twice"),
    pytest.param(Role.SUPERVISOR, LetterFacts(State.ACCEPTED, 1, transfers=2), (), id="the supervisor hands on"),
    pytest.param(Role.PUBLISHER, LetterFacts(State.ANSWERED, 1), (offers.NO_CONSENT,), id="no consent"),
    pytest.param(Role.PUBLISHER, LetterFacts(State.ACCEPTED, 1), (), id="not answered yet"),
    pytest.param(Role.INTAKE, LetterFacts(State.CLOSED, 1, reworked_before=True), (offers.REWORKED_BEFORE,),
                 id="reworked once"),
    pytest.param(Role.INTAKE, LetterFacts(State.REWORK, 1, reworked_before=True), (), id="reworked now"),
])
def test_explanation_says_why_an_act_is_missing(role: Role, letter: LetterFacts, words: tuple[str, ...]) -> None:
    assert offers.explanations(member(role), letter) == words


@given(ROLES, st.sampled_from([None, 1, 2]), st.booleans(), st.sampled_from(list(Category)))
def test_contact_is_shown_only_to_the_handling_department_with_leave(
        role: Role, department_id: int | None, name_hidden: bool, category: Category) -> None:
    shown = offers.may_see_contact(member(role), department_id, name_hidden, category)
    assert shown == (role in DEPARTMENT_ROLES and department_id == 1 and not name_hidden
                     and category is not Category.REPORT)
