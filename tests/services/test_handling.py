from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from models.assignment import Assignment
from models.event import CaseEvent
from rules.actors import CITIZEN, Role
from rules.errors import InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.vocabulary import LETTER_STATES, State
from services import handling, triage
from services.work import Work
from tests import factories

REASON = "这件事归交通局管。"


def handler(work: Work, code: str = "housing", **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.HANDLER, code), **later)


def current(work: Work, case_id: int) -> Assignment:
    return work.session.scalars(
        select(Assignment).where(Assignment.case_id == case_id).order_by(Assignment.decision.desc())).first()


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEAD])
def test_accept_makes_the_person_the_handler(work: Work, role: Role) -> None:
    letter, person = factories.letter_in(work, State.ASSIGNED), factories.staff(work, role)
    handling.accept(factories.acting(work, person, hours=1), letter.id)
    row = current(work, letter.id)
    assert (letter.state, row.handler_id, row.accepted_at) == (
        State.ACCEPTED, person.id, factories.acting(work, person, hours=1).now)


@pytest.mark.parametrize("state", sorted(LETTER_STATES - {State.ASSIGNED}))
def test_accept_of_a_letter_that_does_not_wait_for_it_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    refusal = TransitionRefused if letter.department_id else NotPermitted
    with pytest.raises(refusal):
        handling.accept(handler(work), letter.id)


ACTS = {
    "accept": handling.accept,
    "return": lambda work, case_id: handling.return_to_office(work, case_id, REASON, None),
}


@pytest.mark.parametrize("act", ACTS)
def test_handling_by_another_department_or_the_office_is_not_permitted(work: Work, act: str) -> None:
    letter = factories.letter_in(work, State.ASSIGNED)
    strangers = [factories.staff(work, Role.HANDLER, "transport"), factories.staff(work, Role.LEAD, "transport"),
                 factories.staff(work, Role.INTAKE), factories.staff(work, Role.SECURITY_ADMIN), CITIZEN]
    for actor in strangers:
        with pytest.raises(NotPermitted):
            ACTS[act](factories.acting(work, actor), letter.id)
    assert letter.state == State.ASSIGNED


def test_return_takes_the_letter_back_to_the_office_with_reason_and_proposal(work: Work) -> None:
    letter, transport = factories.letter_in(work, State.ASSIGNED), factories.department_id(work, "transport")
    handling.return_to_office(handler(work), letter.id, f" {REASON} ", transport)
    row = current(work, letter.id)
    assert (letter.state, letter.department_id) == (State.RETURNED, None)
    assert (row.ended_how, row.return_reason, row.proposed_department_id) == ("returned", REASON, transport)
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "return"))
    assert json.loads(event.payload) == {"department": row.department_id, "proposed": transport}


def test_return_a_second_time_by_the_same_department_is_refused(work: Work) -> None:
    letter = factories.letter_in(work, State.RETURNED)
    officer = factories.acting(work, factories.staff(work, Role.INTAKE))
    triage.assign(officer, letter.id, factories.department_id(work, "housing"))
    with pytest.raises(TransitionRefused, match="已经退回过"):
        handling.return_to_office(handler(work), letter.id, REASON, None)
    assert letter.state == State.ASSIGNED


def test_return_by_another_department_after_the_first_is_possible(work: Work) -> None:
    letter = factories.letter_in(work, State.RETURNED)
    officer = factories.acting(work, factories.staff(work, Role.INTAKE))
    triage.assign(officer, letter.id, factories.department_id(work, "transport"))
    handling.return_to_office(handler(work, "transport"), letter.id, REASON, None)
    assert letter.state == State.RETURNED


def test_return_of_one_letter_does_not_forbid_returning_another(work: Work) -> None:
    factories.letter_in(work, State.RETURNED)
    other = factories.letter_in(work, State.ASSIGNED)
    assert handling.return_to_office(handler(work), other.id, REASON, None).state == State.RETURNED


@pytest.mark.parametrize(("days", "possible"), [
    pytest.param(2, True, id="on the second working day"), pytest.param(3, False, id="on the third")])
def test_return_is_possible_within_two_working_days(work: Work, days: int, possible: bool) -> None:
    letter = factories.letter_in(work, State.ASSIGNED)
    at = factories.acting(work, factories.staff(work, Role.HANDLER), days=days)
    if possible:
        assert handling.return_to_office(at, letter.id, REASON, None).state == State.RETURNED
        return
    with pytest.raises(TransitionRefused, match="联系县信访局改派"):
        handling.return_to_office(at, letter.id, REASON, None)
    assert letter.state == State.ASSIGNED


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DRAFTED, State.REVIEWED, State.ANSWERED])
def test_return_after_signing_for_it_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        handling.return_to_office(handler(work), letter.id, REASON, None)


@pytest.mark.parametrize(
    ("reason", "proposed", "field"),
    [("", None, "reason"), (" \n", None, "reason"), ("字" * 501, None, "reason"), ("a\0", None, "reason"),
     (REASON, 4711, "proposed_department")],
    ids=["no reason", "blank reason", "too long", "not storable", "a unit that is not there"],
)
def test_return_without_a_usable_reason_is_refused(work: Work, reason: str, proposed: int | None, field: str) -> None:
    letter = factories.letter_in(work, State.ASSIGNED)
    with pytest.raises(InputRefused) as refused:
        handling.return_to_office(handler(work), letter.id, reason, proposed)
    assert (refused.value.field, letter.state, letter.chain_length) == (field, State.ASSIGNED, 2)


def test_handling_of_no_letter_is_not_found(work: Work) -> None:
    with pytest.raises(NotFound):
        handling.accept(handler(work), 4711)
