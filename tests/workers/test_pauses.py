from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models.clock import ClockPause
from models.heartbeat import Heartbeat
from rules.actors import Role
from rules.clock_kinds import ClockKind, PauseReason
from rules.clocks import ClockFacts, ClockTerms
from rules.vocabulary import State
from services import clocks
from services import pauses as services
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from workers import pauses

CASES = 5


def pause_one(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED)
    clocks.start(work, letter.id, ClockFacts(ClockTerms(ClockKind.DISCLOSURE_REPLY, 20), work.today))
    handler = factories.acting(work, factories.staff(work, Role.HANDLER))
    pause = services.ask(handler, letter.id, PauseReason.THIRD_PARTY, "EMS1234", work.today)
    work.session.flush()
    services.decide(factories.acting(work, factories.staff(work, Role.SUPERVISOR)), pause.id, True, "")


def ended(edge: Edge) -> int:
    count = select(func.count()).where(ClockPause.state == "ended")
    return edge.run(lambda work: work.session.scalar(count))


def test_every_expired_pause_ends_in_one_run(
        job_edge: Edge, test_clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(CASES):
        job_edge.run(pause_one)
    monkeypatch.setattr(pauses, "BATCH", 2)
    pauses.end_expired()
    assert ended(job_edge) == 0
    test_clock.forward(days=22)
    pauses.end_expired()
    assert ended(job_edge) == CASES
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "pauses")) is not None
