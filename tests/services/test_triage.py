from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from models.assignment import Assignment
from models.case import Letter
from models.event import CaseEvent
from models.notice import Notice
from rules.actors import CITIZEN, SYSTEM, Actor, Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.vocabulary import LETTER_STATES, WITH_DEPARTMENT_STATES, WITH_OFFICE_STATES, DeclineGround, State
from services import triage
from services.work import Work
from tests import factories

UNITS = ("housing", "transport", "taoyuan-town")


def officer(work: Work, role: Role = Role.INTAKE, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, role), **later)


def assignments(work: Work, letter: Letter) -> list[Assignment]:
    return list(work.session.scalars(
        select(Assignment).where(Assignment.case_id == letter.id).order_by(Assignment.decision)))


def others(work: Work, *permitted: Role) -> list[Actor]:
    return [CITIZEN, SYSTEM, *(factories.staff(work, role) for role in Role if role not in permitted)]


@pytest.mark.parametrize("state", sorted(WITH_OFFICE_STATES))
def test_assign_gives_the_letter_to_the_department(work: Work, state: State) -> None:
    letter, unit = factories.letter_in(work, state), factories.department_id(work, "transport")
    before = len(assignments(work, letter))
    triage.assign(officer(work), letter.id, unit)
    assert (letter.state, letter.department_id) == (State.ASSIGNED, unit)
    assert len(assignments(work, letter)) == before + 1
    newest = assignments(work, letter)[-1]
    assert (newest.decision, newest.department_id, newest.ended_at) == (before + 1, unit, None)


@pytest.mark.parametrize("state", sorted(LETTER_STATES - WITH_OFFICE_STATES))
def test_assign_of_a_letter_that_the_office_does_not_hold_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        triage.assign(officer(work), letter.id, factories.department_id(work, "transport"))


@pytest.mark.parametrize("state", sorted(WITH_DEPARTMENT_STATES))
def test_transfer_keeps_the_clock_and_ends_the_earlier_assignment(work: Work, state: State) -> None:
    letter, unit = factories.letter_in(work, state), factories.department_id(work, "transport")
    triage.transfer(officer(work, days=2), letter.id, unit)
    assert (letter.state, letter.department_id) == (State.ASSIGNED, unit)
    *_, first, second = assignments(work, letter)
    assert (first.ended_how, second.decision, second.ended_at) == ("transferred", first.decision + 1, None)
    clock = factories.answer_clocks(work, letter.id)[-1]
    assert clock.stopped_at is None
    assert clock.due_on == (date(2026, 11, 27) if state is State.REWORK else date(2026, 12, 1))


def test_transfer_ten_times_never_moves_the_due_day(work: Work) -> None:
    letter = factories.letter_in(work, State.ASSIGNED)
    for turn in range(10):
        role = Role.INTAKE if turn < 2 else Role.SUPERVISOR
        triage.transfer(officer(work, role, days=turn), letter.id,
                        factories.department_id(work, UNITS[(turn + 1) % 3]))
    clock = factories.answer_clock(work, letter.id)
    assert (clock.due_on, clock.start_on) == (date(2026, 12, 1), date(2026, 11, 24))
    assert [one.decision for one in assignments(work, letter)] == list(range(1, 12))
    assert [one.ended_at is None for one in assignments(work, letter)] == [False] * 10 + [True]


def test_transfer_a_third_time_is_the_supervisors_to_decide(work: Work) -> None:
    letter = factories.letter_in(work, State.ASSIGNED)
    for code in ("transport", "housing"):
        triage.transfer(officer(work), letter.id, factories.department_id(work, code))
    with pytest.raises(NotPermitted, match="督查人员"):
        triage.transfer(officer(work), letter.id, factories.department_id(work, "transport"))
    triage.transfer(officer(work, Role.SUPERVISOR), letter.id, factories.department_id(work, "transport"))
    assert letter.department_id == factories.department_id(work, "transport")


def test_transfer_to_the_same_department_is_refused(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED)
    with pytest.raises(InputRefused, match="本来就在这个单位"):
        triage.transfer(officer(work), letter.id, letter.department_id)


@pytest.mark.parametrize("state", sorted(LETTER_STATES - WITH_DEPARTMENT_STATES))
def test_transfer_of_a_letter_without_department_is_refused(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    with pytest.raises(TransitionRefused):
        triage.transfer(officer(work), letter.id, factories.department_id(work, "transport"))


@pytest.mark.parametrize("act", [triage.assign, triage.transfer], ids=["assign", "transfer"])
@pytest.mark.parametrize("valid_until", [date(2026, 11, 23), None], ids=["that has ended", "that never was"])
def test_giving_a_letter_to_a_department_that_is_not_there_is_refused(work: Work, act, valid_until) -> None:
    letter = factories.letter_in(work, State.TRIAGE if act is triage.assign else State.ASSIGNED)
    unit = 4711
    if valid_until:
        unit = factories.department(work, "old", valid_from=date(2016, 1, 1), valid_until=valid_until).id
    with pytest.raises(InputRefused, match="撤并"):
        act(officer(work), letter.id, unit)


def test_assign_to_a_department_on_its_last_day_is_possible(work: Work) -> None:
    unit = factories.department(work, "old", valid_from=date(2016, 1, 1), valid_until=date(2026, 11, 24))
    letter = factories.letter_in(work, State.TRIAGE)
    assert triage.assign(officer(work), letter.id, unit.id).department_id == unit.id


@pytest.mark.parametrize("state", [*sorted(WITH_OFFICE_STATES), State.ASSIGNED, State.ACCEPTED])
def test_decline_ends_the_letter_and_stops_its_clock(work: Work, state: State) -> None:
    letter = factories.letter_in(work, state)
    triage.decline(officer(work, hours=3), letter.id, DeclineGround.OTHER_BODY, " 请找法院。 ")
    assert (letter.state, letter.department_id) == (State.DECLINED, None)
    assert (letter.declined_ground, letter.declined_words) == ("other_body", "请找法院。")
    assert all(one.ended_at for one in assignments(work, letter))
    clock = factories.answer_clock(work, letter.id)
    assert (clock.stopped_at, clock.next_action_at) == (officer(work, hours=3).now, None)


def test_decline_says_the_ground_in_the_record_and_not_the_words(work: Work) -> None:
    letter = factories.letter_in(work, State.TRIAGE)
    triage.decline(officer(work), letter.id, DeclineGround.UNCLEAR, "请写明地点。")
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "decline"))
    assert json.loads(event.payload) == {"ground": "unclear"}


def test_decline_owes_the_writer_a_notice(work: Work) -> None:
    letter = factories.letter_with_email(work)
    triage.decline(officer(work), letter.id, DeclineGround.UNCLEAR, "")
    kinds = work.session.execute(select(Notice.kind, Notice.state).order_by(Notice.id)).all()
    assert kinds == [("received", "owed"), ("declined", "held")]


@pytest.mark.parametrize("words", ["字" * 501, "\0"], ids=["too long", "not storable"])
def test_decline_with_words_that_cannot_be_kept_is_refused(work: Work, words: str) -> None:
    letter = factories.letter_in(work, State.TRIAGE)
    with pytest.raises(InputRefused) as refused:
        triage.decline(officer(work), letter.id, DeclineGround.UNCLEAR, words)
    assert (refused.value.field, letter.state) == ("words", State.TRIAGE)


ACTS = {
    "assign": triage.assign,
    "transfer": triage.transfer,
    "decline": lambda work, case_id, _unit: triage.decline(work, case_id, DeclineGround.UNCLEAR, ""),
}


@pytest.mark.parametrize("act", ACTS)
def test_triage_by_anybody_else_is_not_permitted(work: Work, act: str) -> None:
    letter = factories.letter_in(work, State.ASSIGNED if act == "transfer" else State.TRIAGE)
    unit = factories.department_id(work, "transport")
    permitted = (Role.INTAKE, Role.SUPERVISOR) if act == "transfer" else (Role.INTAKE,)
    for actor in others(work, *permitted):
        with pytest.raises(NotPermitted):
            ACTS[act](factories.acting(work, actor), letter.id, unit)
    assert letter.chain_length == 2
