"""Days that somebody sets: they never move the day that the writer was told."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from models.case import Letter
from models.clock import ClockReading
from models.event import CaseEvent
from rules.actors import Role
from rules.clock_kinds import ClockKind
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.vocabulary import Category, State
from services import clocks, merging, stated_deadlines
from services.work import Work
from tests import factories

FOREIGN, INTERNAL = ClockKind.FOREIGN_DEADLINE, ClockKind.INTERNAL_DATE
DUE, TODAY = date(2026, 12, 1), date(2026, 11, 24)


def officer(work: Work, role: Role = Role.INTAKE, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, role), **later)


@pytest.fixture
def letter(work: Work) -> Letter:
    return factories.letter_in(work, State.ACCEPTED)


def stated(work: Work, letter: Letter, kind: ClockKind) -> list[date]:
    return [clock.due_on for clock in clocks.running(work, letter.id, kind)]


@pytest.mark.parametrize(("kind", "on"), [
    pytest.param(FOREIGN, date(2026, 11, 30), id="the superior's, earlier"),
    pytest.param(FOREIGN, date(2027, 1, 20), id="the superior's, later"),
    pytest.param(INTERNAL, TODAY, id="the office's, today"),
    pytest.param(INTERNAL, date(2026, 11, 29), id="the office's, a Sunday")])
def test_stated_day_stands_beside_the_promised_one(work: Work, letter: Letter, kind: ClockKind, on: date) -> None:
    clock = stated_deadlines.state(officer(work), letter.id, kind, on)
    assert (clock.due_on, clock.stated_on, clock.is_answer) == (on, on, False)
    assert clocks.due_on(work, letter.id) == DUE
    event = work.session.scalar(select(CaseEvent).where(CaseEvent.act == "state_deadline"))
    assert json.loads(event.payload) == {"kind": kind.value, "on": on.isoformat()}


def test_stated_day_is_set_anew_and_the_first_is_kept(work: Work, letter: Letter) -> None:
    stated_deadlines.state(officer(work), letter.id, FOREIGN, date(2026, 11, 30))
    stated_deadlines.state(officer(work, Role.SUPERVISOR), letter.id, FOREIGN, date(2026, 12, 10))
    assert stated(work, letter, FOREIGN) == [date(2026, 12, 10)]
    assert [(row.cause, row.stated_on) for row in work.session.scalars(select(ClockReading))] == [
        ("stated", date(2026, 11, 30))]


def test_superiors_number_is_kept_when_the_letter_has_none(work: Work, letter: Letter) -> None:
    stated_deadlines.state(officer(work), letter.id, FOREIGN, DUE, " 市交办〔2026〕88号 ")
    stated_deadlines.state(officer(work), letter.id, FOREIGN, DUE, "别的编号")
    assert letter.source_id == "市交办〔2026〕88号"


@pytest.mark.parametrize(("kind", "on", "words"), [
    pytest.param(INTERNAL, DUE, "早于答复期限", id="internal, not earlier"),
    pytest.param(INTERNAL, date(2026, 11, 23), "过去", id="internal, past"),
    pytest.param(FOREIGN, date(2026, 11, 23), "收到来信", id="foreign, before receipt"),
    pytest.param(FOREIGN, date(2028, 1, 1), "核对年份", id="too far"),
    pytest.param(ClockKind.LETTER_HELP, DUE, "请选", id="a kind that is counted")])
def test_day_that_does_not_fit_is_refused(work: Work, letter: Letter, kind: ClockKind, on: date, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        stated_deadlines.state(officer(work), letter.id, kind, on)


def test_internal_day_of_praise_has_nothing_to_be_earlier_than(work: Work) -> None:
    letter = factories.letter(work, category=Category.PRAISE)
    assert stated_deadlines.state(officer(work), letter.id, INTERNAL, date(2026, 12, 31))


def test_stated_days_stop_with_the_case_and_come_back_with_it(work: Work, letter: Letter) -> None:
    later = factories.letter_in(work, State.ACCEPTED)
    stated_deadlines.state(officer(work), later.id, FOREIGN, DUE)
    merging.merge(officer(work), later.id, letter.id, shares_reply=False)
    assert stated(work, later, FOREIGN) == []
    merging.separate(officer(work), later.id)
    assert stated(work, later, FOREIGN) == [DUE]


@pytest.mark.parametrize("state", [State.ANSWERED, State.DECLINED], ids=str)
def test_day_for_a_letter_that_is_not_in_hand_is_refused(work: Work, state: State) -> None:
    with pytest.raises(TransitionRefused):
        stated_deadlines.state(officer(work), factories.letter_in(work, state).id, FOREIGN, DUE)


def test_day_set_by_a_department_is_not_permitted(work: Work, letter: Letter) -> None:
    for role in (Role.HANDLER, Role.LEAD, Role.LEADER, Role.PUBLISHER):
        with pytest.raises(NotPermitted):
            stated_deadlines.state(officer(work, role), letter.id, FOREIGN, DUE)
