"""The daily retention job as the queue runs it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from models.heartbeat import Heartbeat
from models.identity import Identity
from models.retention import RetentionRun
from rules.letter_draft import Contact
from rules.retention import PERIODS, DataKind
from rules.vocabulary import State
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from workers import retention


def identities(edge: Edge) -> int | None:
    return edge.run(lambda work: work.session.scalar(select(func.count()).select_from(Identity)))


def test_job_removes_what_is_over_once_and_records_every_kind(job_edge: Edge, test_clock: SimulatedClock) -> None:
    """G4: the daily job takes all kinds, leaves a heartbeat, and a second run changes nothing."""
    job_edge.run(lambda work: factories.letter_in(work, State.DECLINED, contact=Contact(name="林小舟")).id)
    job_edge.run(lambda work: factories.letter_in(work, State.ACCEPTED, contact=Contact(name="林大舟")).id)
    retention.purge()
    assert identities(job_edge) == 2
    test_clock.forward(days=PERIODS[DataKind.IDENTITY] / timedelta(days=1) + 2)
    for _ in range(2):
        retention.purge()
        assert identities(job_edge) == 1
    runs = job_edge.run(lambda work: [(row.kind, row.count) for row in work.session.scalars(
        select(RetentionRun).where(RetentionRun.kind == "identity").order_by(RetentionRun.id))])
    assert runs == [("identity", 0), ("identity", 1), ("identity", 0)]
    beat = job_edge.run(lambda work: work.session.get_one(Heartbeat, "retention").every_s)
    assert beat == 24 * 3600
