from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from models.assignment import Assignment
from models.case import Letter
from models.event import CaseEvent
from rules.actors import IMPORTER, SYSTEM, Role
from rules.errors import InputRefused, NotFound, NotPermitted
from rules.vocabulary import LETTER_STATES, State
from services import routing, seeding
from services.work import Work
from tests import factories


def route(work: Work, letter: Letter) -> Letter:
    return routing.route(factories.acting(work, SYSTEM), letter.id)


def decisions(work: Work) -> list[Assignment]:
    return list(work.session.scalars(select(Assignment).order_by(Assignment.id)))


def test_route_a_letter_to_a_department_goes_there(work: Work) -> None:
    letter = route(work, factories.letter(work, mailbox="transport"))
    assert (letter.state, letter.department_id) == (State.ASSIGNED, factories.department_id(work, "transport"))
    [decision] = decisions(work)
    assert (decision.decision, decision.assigned_by, json.loads(decision.reasons)) == (1, "system", {"by": "addressee"})


def test_route_a_letter_to_the_county_leader_follows_its_words_and_keeps_the_reasons(work: Work) -> None:
    letter = route(work, factories.letter(work, title="小区的加压泵", text="小区物业不修加压泵。"))
    assert (letter.state, letter.department_id) == (State.ASSIGNED, factories.department_id(work, "housing"))
    reasons = json.loads(decisions(work)[0].reasons)
    assert reasons["by"] == "words"
    assert {"小区", "加压泵"} <= {one["word"] for one in reasons["words"]}
    assert 0 < reasons["confidence"] <= 1000


def test_route_a_letter_whose_words_fit_nobody_goes_to_a_person(work: Work) -> None:
    letter = route(work, factories.letter(work, **factories.VAGUE))
    assert (letter.state, letter.department_id, decisions(work)) == (State.TRIAGE, None, [])


@pytest.mark.parametrize("state", [state for state in sorted(LETTER_STATES) if state is not State.RECEIVED])
def test_route_again_changes_nothing(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    before = (letter.state, letter.department_id, letter.chain_length, len(decisions(work)))
    route(work, letter)
    assert (letter.state, letter.department_id, letter.chain_length, len(decisions(work))) == before


def test_route_leaves_one_event_without_the_words_of_the_letter(work: Work) -> None:
    letter = route(work, factories.letter(work, title="小区的加压泵", text="小区物业不修加压泵。"))
    [event] = work.session.scalars(select(CaseEvent).where(CaseEvent.act == "route"))
    assert json.loads(event.payload) == {"by": "words", "decision": 1, "department": letter.department_id}


def test_route_of_no_letter_is_not_found(work: Work) -> None:
    with pytest.raises(NotFound):
        routing.route(factories.acting(work, SYSTEM), 4711)


@pytest.mark.parametrize("role", Role)
def test_route_by_a_person_is_not_permitted(work: Work, role: Role) -> None:
    letter = factories.letter(work, mailbox="housing")
    with pytest.raises(NotPermitted):
        routing.route(factories.acting(work, factories.staff(work, role)), letter.id)
    assert work.session.scalar(select(func.count()).select_from(Assignment)) == 0


def test_route_to_a_named_department_beats_the_addressee(work: Work) -> None:
    letter, unit = factories.letter(work, mailbox="housing"), factories.department_id(work, "transport")
    assert routing.route(factories.acting(work, IMPORTER), letter.id, unit).department_id == unit


def test_route_never_to_a_department_that_has_ended(work: Work) -> None:
    ended = seeding.UnitRow("lamps", "县路灯所", seeding.DepartmentKind.BUREAU, "路灯。", ("路灯",),
                            valid_until=seeding.date(2026, 6, 30))
    seeding.import_departments(work, [ended])
    assert route(work, factories.letter(work, title="路灯坏了", text="路灯不亮。")).state == State.TRIAGE


def test_route_to_the_mailbox_of_a_department_that_has_ended_goes_to_a_person(work: Work) -> None:
    ended = seeding.UnitRow("lamps", "县路灯所", seeding.DepartmentKind.BUREAU, "路灯。", ("路灯",))
    seeding.import_departments(work, [ended])
    letter = factories.letter(work, mailbox="lamps", **factories.VAGUE)
    seeding.import_departments(work, [seeding.UnitRow(**{**ended.__dict__, "valid_until": seeding.date(2026, 11, 23)})])
    assert route(work, letter).state == State.TRIAGE


def test_route_to_a_named_department_that_has_ended_is_refused(work: Work) -> None:
    seeding.import_departments(work, [seeding.UnitRow(
        "lamps", "县路灯所", seeding.DepartmentKind.BUREAU, valid_until=seeding.date(2026, 6, 30))])
    letter = factories.letter(work)
    with pytest.raises(InputRefused, match="已经撤并"):
        routing.route(factories.acting(work, IMPORTER), letter.id, factories.department_id(work, "lamps"))
