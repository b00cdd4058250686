"""The job over requests that wait: silence noted, given-up requests ended, once, whatever the portion."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models.disclosure import DisclosureRequest
from models.heartbeat import Heartbeat
from rules.actors import Role
from rules.vocabulary import State
from services import corrections, handling
from services.work import Work
from tests import factories, factories_requests
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from workers import requests

CASES = 3


def demand_one(work: Work) -> None:
    case = factories_requests.request(work)
    handler = factories.acting(work, factories.staff(work, Role.HANDLER))
    handling.accept(handler, case.id)
    corrections.propose(handler, case.id, "没有写明年度", "写明年度", 5)
    corrections.issue(factories.acting(work, factories.staff(work, Role.LEAD)), case.id)


def lapsed(edge: Edge) -> int:
    count = select(func.count()).where(DisclosureRequest.state == State.LAPSED)
    return edge.run(lambda work: work.session.scalar(count))


def test_requests_that_nobody_answers_for_end_in_one_run_after_their_days(
        job_edge: Edge, test_clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(CASES):
        job_edge.run(demand_one)
    monkeypatch.setattr(requests, "BATCH", 2)
    requests.note_due()
    assert lapsed(job_edge) == 0
    test_clock.forward(days=16)
    requests.note_due()
    assert lapsed(job_edge) == CASES
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "requests")) is not None
