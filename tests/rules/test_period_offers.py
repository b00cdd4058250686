"""What the page of a period offers: three signatures by three people, and steps that tell where it stands."""

from __future__ import annotations

from datetime import date

import pytest

from rules import period_offers
from rules.actors import Actor, ActorKind, Role
from rules.period_offers import Course, Signers
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import PERIOD_STATES, CaseKind, State

HERE = CaseFacts(7, kind=CaseKind.COMMENT_PERIOD)
COURSE = Course(date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24), date(2026, 12, 24), date(2027, 1, 15), None)
BARE = Course(date(2026, 11, 20), None, date(2026, 11, 24), date(2026, 12, 24), None, None)


def _staff(staff_id: int, role: Role) -> Actor:
    return Actor(ActorKind.STAFF, staff_id, role, None if role is Role.DISCLOSURE else 7)


@pytest.mark.parametrize(("state", "act", "role", "signers"), [
    pytest.param(State.RELEASE_DRAFTED, Act.APPROVE_RELEASE, Role.LEAD, Signers(1), id="approve the release"),
    pytest.param(State.RELEASE_REVIEWED, Act.RELEASE_PERIOD, Role.DISCLOSURE, Signers(1, 2), id="release"),
    pytest.param(State.RESULT_DRAFTED, Act.APPROVE_RESULT, Role.LEAD, Signers(8, 9, 1), id="approve the result"),
    pytest.param(State.RESULT_REVIEWED, Act.RELEASE_RESULT, Role.DISCLOSURE, Signers(8, 9, 1, 2),
                 id="release the result"),
])
def test_offer_the_next_signature_to_another_person_only(state: State, act: Act, role: Role, signers: Signers) -> None:
    assert act in period_offers.offered(_staff(3, role), HERE, state, signers)
    assert act not in period_offers.offered(_staff(1, role), HERE, state, signers)


@pytest.mark.parametrize("state", sorted(PERIOD_STATES))
def test_steps_of_every_state_have_one_present_step_or_are_all_done(state: State) -> None:
    places = [one.place for one in period_offers.steps(state, COURSE)]
    present = places.count("now")
    assert present == (0 if state is State.RESULTED else 1)
    assert places == sorted(places, key=["past", "now", ""].index)


@pytest.mark.parametrize(("course", "place"), [pytest.param(BARE, 1, id="before release"),
                                               pytest.param(COURSE, 2, id="after release")])
def test_steps_of_a_cancelled_period_name_its_end_where_it_stood(course: Course, place: int) -> None:
    assert period_offers.steps(State.CANCELLED, course)[place].label == "已终止"


def test_steps_tell_the_last_day_of_the_feedback_while_it_is_owed() -> None:
    assert period_offers.steps(State.SORTING, COURSE)[4].words == "最晚1月15日"
    assert period_offers.steps(State.OPEN, COURSE)[4].words == ""


@pytest.mark.parametrize("state", sorted(PERIOD_STATES - {State.CANCELLED}))
def test_next_words_of_every_state_but_the_end_say_what_to_do(state: State) -> None:
    assert period_offers.next_words(state, has_draft=True)
