from __future__ import annotations

from dataclasses import replace

import pytest

from rules.actors import Role
from rules.audience import Directory, Holding, Person
from rules.ladder import STEPS, Audience, RungName
from rules.vocabulary import CaseKind, Category, State

HOUSING, TRANSPORT = 1, 2
FIRST, SECOND, LEAD, OUTSIDER, OUTSIDE_LEAD, INTAKE, SUPERVISOR, LEADER, OPEN_GOVERNMENT = range(11, 20)
PEOPLE = (
    Person(FIRST, Role.HANDLER, HOUSING), Person(SECOND, Role.HANDLER, HOUSING), Person(LEAD, Role.LEAD, HOUSING),
    Person(OUTSIDER, Role.HANDLER, TRANSPORT), Person(OUTSIDE_LEAD, Role.LEAD, TRANSPORT),
    Person(INTAKE, Role.INTAKE, None), Person(SUPERVISOR, Role.SUPERVISOR, None), Person(LEADER, Role.LEADER, None))
SIGNED = Holding(HOUSING, FIRST, State.ACCEPTED, Category.COMPLAINT)
UNSIGNED = replace(SIGNED, handler_id=None, state=State.ASSIGNED)
AUDIENCES = {step.rung: step.audience for step in STEPS}


def told(rung: RungName, holding: Holding, people: tuple[Person, ...] = PEOPLE) -> tuple[int, ...]:
    return Directory(people).told(AUDIENCES[rung], holding)


@pytest.mark.parametrize(("rung", "expected"), [
    (RungName.HALF, (FIRST,)), (RungName.SOON, (FIRST,)), (RungName.TODAY, (FIRST, LEAD)),
    (RungName.URGE, (FIRST, LEAD)), (RungName.SUPERVISE, (FIRST, LEAD, SUPERVISOR)),
    (RungName.CIRCULATE, (LEAD, SUPERVISOR, LEADER)), (RungName.VETO, (LEAD, SUPERVISOR, LEADER))])
def test_rung_of_a_signed_letter_is_told_to_those_it_concerns(rung: RungName, expected: tuple[int, ...]) -> None:
    assert told(rung, SIGNED) == expected


@pytest.mark.parametrize(("holding", "expected"), [
    (UNSIGNED, (FIRST, SECOND)), (replace(SIGNED, state=State.DRAFTED), (LEAD,)),
    (replace(SIGNED, handler_id=OUTSIDER), (FIRST, SECOND)), (replace(SIGNED, handler_id=99), (FIRST, SECOND)),
    (replace(UNSIGNED, category=Category.REPORT), (LEAD,)), (replace(SIGNED, category=Category.REPORT), (FIRST,)),
], ids=["nobody signed: the department's handlers", "waits for review: the head",
        "its handler has left for another unit", "its handler's account is shut",
        "a report nobody signed for: the head only", "a report: who signed for it"])
def test_reminder_reaches_who_can_do_something(holding: Holding, expected: tuple[int, ...]) -> None:
    assert told(RungName.SOON, holding) == expected


@pytest.mark.parametrize("rung", AUDIENCES)
def test_rung_of_a_letter_with_no_department_is_told_to_the_office(rung: RungName) -> None:
    waiting = Holding(None, None, State.TRIAGE, Category.REPORT)
    above = {LEADER} if Audience.LEADER in AUDIENCES[rung] else set()
    assert set(told(rung, waiting)) == {INTAKE, SUPERVISOR} | above


@pytest.mark.parametrize("rung", AUDIENCES)
@pytest.mark.parametrize("category", [Category.REPORT, Category.COMPLAINT])
def test_rung_is_never_told_to_another_department(rung: RungName, category: Category) -> None:
    for holding in (SIGNED, UNSIGNED):
        assert not {OUTSIDER, OUTSIDE_LEAD} & set(told(rung, replace(holding, category=category)))


def test_rung_of_a_department_without_people_is_told_to_the_supervisor() -> None:
    assert told(RungName.HALF, replace(UNSIGNED, department_id=3)) == (SUPERVISOR,)


def test_rung_with_nobody_at_all_is_told_to_nobody() -> None:
    assert told(RungName.CIRCULATE, SIGNED, ()) == ()


@pytest.mark.parametrize(("rung", "expected"), [
    (RungName.URGE, (FIRST, LEAD)), (RungName.SUPERVISE, (FIRST, LEAD, OPEN_GOVERNMENT)),
    (RungName.CIRCULATE, (LEAD, LEADER, OPEN_GOVERNMENT))])
def test_rung_of_a_disclosure_request_never_reaches_the_letters_office(rung: RungName,
                                                                       expected: tuple[int, ...]) -> None:
    """I1: above the agency stands the office for open government, which reads no letters."""
    holding = Holding(HOUSING, FIRST, State.ACCEPTED, None, CaseKind.DISCLOSURE_REQUEST)
    assert told(rung, holding, (*PEOPLE, Person(OPEN_GOVERNMENT, Role.DISCLOSURE, None))) == expected


@pytest.mark.parametrize(("rung", "state", "expected"), [
    (RungName.SOON, State.SORTING, (FIRST, SECOND)), (RungName.URGE, State.SORTING, (FIRST, SECOND, LEAD)),
    (RungName.SOON, State.RESULT_DRAFTED, (LEAD,)),
    (RungName.SOON, State.RESULT_REVIEWED, (FIRST, SECOND, OPEN_GOVERNMENT)),
    (RungName.SUPERVISE, State.SORTING, (FIRST, SECOND, LEAD, OPEN_GOVERNMENT)),
    (RungName.CIRCULATE, State.SORTING, (LEAD, LEADER, OPEN_GOVERNMENT)),
], ids=["soon", "late", "waits for the head", "waits for the office", "order", "reported"])
def test_rung_of_a_late_feedback_reaches_whoever_it_waits_for(rung: RungName, state: State,
                                                              expected: tuple[int, ...]) -> None:
    """The result of a comment period waits for the department, then its head, then the office for open government."""
    holding = Holding(HOUSING, None, state, None, CaseKind.COMMENT_PERIOD)
    assert told(rung, holding, (*PEOPLE, Person(OPEN_GOVERNMENT, Role.DISCLOSURE, None))) == expected
