"""Several sweeps at once, and a sweep while a letter is answered or its mail goes out, on each engine."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select, update

from models.clock import Clock
from models.event import CaseEvent
from models.notice import Notice
from models.rung import Rung, RungTelling
from models.staff import Staff
from rules.actors import Role
from rules.delivery import Channel
from rules.vocabulary import State
from services import climbing, ledger, outbox, replies
from services.outbox import Terms
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

LETTERS = 12
MAIL = Terms(Channel.MAIL, lease_s=60, rate_per_minute=10**9)


def all_of(edge: Edge, *columns: Any) -> list[tuple[Any, ...]]:
    return edge.run(lambda work: [tuple(row) for row in work.session.execute(select(*columns))])


def faults(results: list[Any]) -> list[Exception]:
    return [one for one in results if isinstance(one, Exception)]


@pytest.fixture
def case_ids(edge: Edge, test_clock: SimulatedClock) -> list[int]:
    """Letters of two departments that are all five working days late and have not been looked at since."""
    def hire(work: Work) -> None:
        for role in (Role.LEAD, Role.SUPERVISOR, Role.LEADER):
            factories.staff(work, role)
        work.session.execute(update(Staff).values(email="staff@example.cn"))

    made = [edge.run(lambda work, n=n: factories.letter_in(work, State.ACCEPTED, ("housing", "transport")[n % 2]).id)
            for n in range(LETTERS)]
    edge.run(hire)
    test_clock.forward(days=14)
    return made


def drain(work: Work) -> int:
    return climbing.climb(work, 3).rungs


def test_sweeps_at_once_do_no_rung_twice_and_leave_none(edge: Edge, case_ids: list[int]) -> None:
    assert faults(edge.race([drain] * 6)) == []
    while edge.run(drain):
        pass
    rungs = all_of(edge, Rung.clock_id, Rung.rung, Rung.of_on)
    assert Counter(rungs).most_common(1)[0][1] == 1
    assert len(rungs) == LETTERS * 6
    events = Counter(all_of(edge, CaseEvent.case_id, CaseEvent.act))
    assert {events[case_id, "urge"] for case_id in case_ids} == {1}
    assert Counter(all_of(edge, RungTelling.rung_id, RungTelling.staff_id)).most_common(1)[0][1] == 1
    assert edge.run(ledger.verify).first_bad is None


def test_sweeps_at_once_gather_into_one_mail_per_person(edge: Edge, case_ids: list[int]) -> None:
    assert faults(edge.race([drain] * 4)) == []
    mails = all_of(edge, Notice.staff_id)
    assert Counter(mails).most_common(1)[0][1] == 1
    assert all(notice_id is not None for (notice_id,) in all_of(edge, RungTelling.notice_id))


def test_orders_of_sweeps_at_once_are_numbered_without_gap(edge: Edge, case_ids: list[int]) -> None:
    edge.race([drain] * 4)
    while edge.run(drain):
        pass
    numbers = sorted(number for (number,) in all_of(edge, Rung.number) if number)
    assert numbers == sorted(f"督〔2026〕{serial}号" for serial in range(1, LETTERS + 1))


def test_sweep_while_a_letter_is_answered_comes_before_or_not_at_all(edge: Edge, test_clock: SimulatedClock) -> None:
    case_id = edge.run(lambda work: factories.letter_in(work, State.REVIEWED).id)
    lead = edge.run(lambda work: factories.staff(work, Role.LEAD))
    test_clock.forward(days=14)
    assert faults(edge.race([drain, lambda work: replies.issue(factories.acting(work, lead), case_id, 1) and None])) \
        == []
    acts = [act for (act,) in edge.run(lambda work: [tuple(row) for row in work.session.execute(
        select(CaseEvent.act).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq))])]
    assert acts.index("issue") == len(acts) - 1
    assert all_of(edge, Clock.stopped_at, Clock.next_action_at)[0][1] is None
    assert edge.run(drain) == 0
    assert edge.run(ledger.verify).first_bad is None


def test_mail_that_is_claimed_while_the_sweep_gathers_holds_all_that_is_ever_told_in_it(
        edge: Edge, case_ids: list[int], test_clock: SimulatedClock) -> None:
    edge.run(drain)
    test_clock.forward(days=1)
    sent: dict[int, int] = {}

    def tellings(work: Work, notice_id: int) -> int:
        return len(work.session.execute(select(RungTelling.id).where(RungTelling.notice_id == notice_id)).all())

    def claim(work: Work) -> None:
        turn = outbox.next_turn(work, MAIL)
        assert turn.notice_id is not None
        # The text is read under the claim: what is told in this mail from now on would never be sent.
        sent[turn.notice_id] = tellings(work, turn.notice_id)

    assert faults(edge.race([drain, claim, drain])) == []
    while edge.run(drain):
        pass
    assert sent
    assert {notice_id: edge.run(lambda work, one=notice_id: tellings(work, one)) for notice_id in sent} == sent
