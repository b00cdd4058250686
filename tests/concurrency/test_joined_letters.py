"""Merging while the other letter ends: whoever is first, nobody's letter is lost with another one."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Letter
from rules.actors import CITIZEN, Role
from rules.errors import Refusal
from rules.vocabulary import ANSWERED_STATES, DeclineGround, State
from services import ledger, merging, replies, reworking, triage, withdrawal
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

ENDS: dict[str, Any] = {
    "withdrawn": lambda work, first: withdrawal.withdraw(factories.acting(work, CITIZEN), first),
    "declined": lambda work, first: triage.decline(officer(work), first, DeclineGround.UNCLEAR, ""),
    "answered": lambda work, first: replies.issue(
        factories.acting(work, factories.staff(work, Role.LEAD)), first, 1),
}


def officer(work: Work) -> Work:
    return factories.acting(work, factories.staff(work, Role.INTAKE))


def states(edge: Edge, *case_ids: int) -> list[str]:
    return edge.run(lambda work: [work.session.get_one(Letter, one).state for one in case_ids])


def two_letters(edge: Edge, state: State) -> tuple[int, int]:
    edge.run(lambda work: [factories.staff(work, role) for role in (Role.INTAKE, Role.LEAD)])
    first = edge.run(lambda work: factories.letter_in(work, state).id)
    return first, edge.run(lambda work: factories.letter_in(work, State.TRIAGE).id)


@pytest.mark.parametrize("end", ENDS)
def test_merge_into_a_letter_that_ends_at_once_loses_neither(edge: Edge, end: str) -> None:
    first, later = two_letters(edge, State.REVIEWED if end == "answered" else State.ASSIGNED)
    results = edge.race([lambda work: merging.merge(officer(work), later, first, shares_reply=False),
                         lambda work: ENDS[end](work, first)])
    faults = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert faults == []
    ended, other = states(edge, first, later)
    assert ended == end
    assert other in ({State.MERGED, State.TRIAGE} if ended in ANSWERED_STATES else {State.TRIAGE})
    assert edge.run(ledger.verify).first_bad is None


def test_merge_of_two_letters_into_one_another_at_once_merges_one_at_most(edge: Edge) -> None:
    first, later = two_letters(edge, State.ASSIGNED)
    edge.race([lambda work: merging.merge(officer(work), later, first, shares_reply=False),
               lambda work: merging.merge(officer(work), first, later, shares_reply=False)])
    assert states(edge, first, later).count(State.MERGED) <= 1
    assert edge.run(ledger.verify).first_bad is None


def test_rework_ordered_twice_at_once_is_one_order(edge: Edge) -> None:
    first, _ = two_letters(edge, State.CLOSED)
    results = edge.race([lambda work: reworking.rework(officer(work), first, factories.REWORK_REASON)] * 3)
    assert sum(isinstance(one, Refusal) for one in results) == 2
    assert states(edge, first) == [State.REWORK]
    assert edge.run(ledger.verify).first_bad is None
