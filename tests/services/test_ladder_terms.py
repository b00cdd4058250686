from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.clock import Clock
from models.event import CaseEvent
from models.rung import LadderTerm, Rung
from rules.actors import Role
from rules.errors import InputRefused, NotPermitted
from rules.ladder import RungName
from rules.vocabulary import Category, State
from services import climbing, ladder_terms, replanning
from services.work import Work
from tests import factories


@pytest.fixture
def supervising(work: Work) -> Work:
    return factories.acting(work, factories.staff(work, Role.SUPERVISOR))


def test_ladder_set_today_counts_from_tomorrow(supervising: Work) -> None:
    since = ladder_terms.set_ladder(supervising, {RungName.SUPERVISE: (2, True)})
    assert since == date(2026, 11, 25)
    offsets = [next(step.offset for step in supervising.settings.ladder_steps(on) if step.rung is RungName.SUPERVISE)
               for on in (date(2026, 11, 24), date(2026, 11, 25))]
    assert offsets == [3, 2]
    assert supervising.jobs == [(replanning.REPLAN_JOB, (0,))]


def test_ladder_set_again_adds_rows_and_changes_none(supervising: Work) -> None:
    ladder_terms.set_ladder(supervising, {RungName.SUPERVISE: (2, True)})
    assert ladder_terms.set_ladder(supervising, {RungName.SUPERVISE: (2, True), RungName.HALF: (50, True)}) is None
    ladder_terms.set_ladder(supervising, {RungName.SUPERVISE: (4, True)})
    rows = supervising.session.scalars(select(LadderTerm).order_by(LadderTerm.id))
    assert [(row.rung, row.offset) for row in rows] == [("supervise", 2), ("supervise", 4)]


def test_ladder_set_is_on_the_system_chain(supervising: Work) -> None:
    ladder_terms.set_ladder(supervising, {RungName.HALF: (60, True), RungName.SOON: (1, False)})
    payload = supervising.session.scalars(select(CaseEvent.payload).where(CaseEvent.act == "ladder_set")).one()
    assert json.loads(payload) == {"result": "ok", "since": "2026-11-25",
                                   "rungs": {"half": [60, True], "soon": [1, False]}}


@pytest.mark.parametrize(("terms", "field"), [
    ({RungName.SUPERVISE: (9, True)}, "circulate"), ({RungName.URGE: (1, False)}, "urge"),
    ({RungName.VETO: (60, False)}, "veto"), ({RungName.VETO: (95, True)}, "veto")],
    ids=["out of order", "no urging", "no alarm", "an alarm after the veto"])
def test_ladder_without_sense_is_refused(supervising: Work, terms: ladder_terms.Terms, field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        ladder_terms.set_ladder(supervising, terms)
    assert refusal.value.field == field


@pytest.mark.parametrize("role", [Role.LEADER, Role.INTAKE, Role.LEAD, Role.SECURITY_ADMIN])
def test_ladder_set_by_anybody_else_is_refused(work: Work, role: Role) -> None:
    with pytest.raises(NotPermitted):
        ladder_terms.set_ladder(factories.acting(work, factories.staff(work, role)), {RungName.SUPERVISE: (2, True)})


def test_clock_that_runs_is_looked_at_when_the_new_ladder_begins(supervising: Work) -> None:
    made = factories.letter_in(supervising, State.ACCEPTED, category=Category.COMPLAINT)
    ladder_terms.set_ladder(supervising, {RungName.HALF: (10, True)})
    supervising.session.flush()
    replanning.replan(supervising, 0)
    looks = supervising.session.scalars(select(Clock.next_action_at).where(
        Clock.case_id == made.id, Clock.stopped_at.is_(None))).one()
    # Half of fifteen working days falls on 3 December; a tenth of them on the very next day.
    assert looks is not None
    assert looks - supervising.now < timedelta(days=1)
    next_day = factories.acting(supervising, factories.SYSTEM, days=1)
    assert climbing.climb(next_day).rungs == 1
    assert supervising.session.scalars(select(Rung.rung)).one() == "half"
