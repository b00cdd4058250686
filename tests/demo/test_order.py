"""Lives that were lived one after the other, recorded in the order of their time."""

from __future__ import annotations

from sqlalchemy import select

from demo.order import in_order
from models.event import CaseEvent
from rules.vocabulary import State
from services import ledger
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge


def test_events_stand_in_the_order_of_their_time_and_chains_are_whole(edge: Edge) -> None:
    edge.run(factories.routed_letter)

    def live(work: Work) -> None:
        with in_order(work):
            for days in (40, 2, 20):
                factories.letter_in(factories.acting(work, work.actor, days=-days), State.ANSWERED)

    edge.run(live)
    recorded = edge.run(lambda work: work.session.execute(
        select(CaseEvent.recorded_at).where(CaseEvent.case_id > 1).order_by(CaseEvent.seq)).scalars().all())
    assert len(recorded) == 3 * 6
    assert recorded == sorted(recorded)
    report = edge.run(ledger.verify)
    assert (report.ok, report.events > 18) == (True, True)
