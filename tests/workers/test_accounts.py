from __future__ import annotations

from models.heartbeat import Heartbeat
from models.staff import Staff
from rules.actors import Role
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from workers import accounts


def test_periodic_job_disables_what_nobody_has_used(job_edge: Edge, test_clock: SimulatedClock) -> None:
    """N10: an aged account is disabled by the periodic job, which leaves its heartbeat."""
    staff_id = job_edge.run(lambda work: factories.staff(work, Role.INTAKE).id)
    accounts.disable_unused()
    assert job_edge.run(lambda work: work.session.get_one(Staff, staff_id).is_active)
    test_clock.forward(days=91)
    accounts.disable_unused()
    assert not job_edge.run(lambda work: work.session.get_one(Staff, staff_id).is_active)
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "accounts")) is not None
