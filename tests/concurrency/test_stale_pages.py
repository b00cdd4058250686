"""Two officers who act on one page at the same moment: one act takes effect, the other is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from models.assignment import Assignment
from queries import letter_file
from rules.actors import Actor, Role
from rules.errors import Conflict
from rules.vocabulary import State
from services import ledger, standing, triage
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

# A build races some of the rounds, the long run all five hundred.
ROUNDS = [pytest.param(40, id="some"), pytest.param(500, id="all", marks=pytest.mark.soak)]


def page(work: Work, number: str) -> str:
    """How the letter stands on the page that both officers have before them."""
    letter = letter_file.read(work.session, number, work.today, work.calendar)
    assert letter is not None
    return letter.standing


def handing_on(case_id: int, officer: Actor, unit: int, seen: str) -> Callable[[Work], object]:
    def act(work: Work) -> None:
        acting = factories.acting(work, officer)
        standing.require(acting, case_id, seen)
        triage.transfer(acting, case_id, unit)

    return act


@pytest.mark.parametrize("rounds", ROUNDS)
def test_transfer_by_two_officers_at_once_has_one_effect_in_every_round(edge: Edge, rounds: int) -> None:
    """Z4: 500 rounds; in each the letter goes to one of two units, and the other officer gets a conflict."""
    case_id, number = edge.run(lambda work: (lambda one: (one.id, one.number))(
        factories.letter_in(work, State.ASSIGNED)))
    officers = [edge.run(lambda work, n=n: factories.staff(work, Role.SUPERVISOR, person=n)) for n in (1, 2)]
    units = edge.run(lambda work: [factories.department_id(work, code)
                                   for code in ("housing", "transport", "taoyuan-town")])
    for turn in range(1, rounds + 1):
        seen = edge.run(lambda work: page(work, number))
        here = edge.run(lambda work: work.session.scalar(
            select(Assignment.department_id).where(Assignment.case_id == case_id, Assignment.ended_at.is_(None))))
        targets = [unit for unit in units if unit != here]
        results = edge.race([handing_on(case_id, officer, unit, seen)
                             for officer, unit in zip(officers, targets, strict=True)])
        assert sorted(type(one) for one in results if one is not None) == [Conflict], f"round {turn}: {results}"
    decisions = edge.run(lambda work: work.session.scalar(select(func.count()).select_from(Assignment)))
    assert decisions == rounds + 1
    assert edge.run(ledger.verify).first_bad is None
