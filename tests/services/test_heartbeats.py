"""Heartbeats: every job of the timetable is expected, late ones are seen, and the alarm is raised once an hour."""

from __future__ import annotations

from datetime import timedelta

from queries import operations
from rules.operations import Alarms
from services import heartbeats
from services.work import Work
from tests.fixtures.engines import Edge

TIMES = {"reconcile": 20, "orphans": 21_600}


def later(work: Work, **span: float) -> Work:
    work.now += timedelta(**span)
    return work


def late_jobs(work: Work) -> list[str]:
    return [job.name for job in operations.overview(work.session, work.now).jobs if job.is_late]


def test_job_that_never_ran_is_late_when_its_time_has_passed_twice(edge: Edge) -> None:
    edge.run(lambda work: heartbeats.expect(work, TIMES))
    assert edge.run(late_jobs) == []
    assert edge.run(lambda work: late_jobs(later(work, minutes=10))) == ["reconcile"]
    assert edge.run(lambda work: late_jobs(later(work, hours=13))) == ["orphans", "reconcile"]


def test_run_of_a_late_job_makes_it_timely_again(edge: Edge) -> None:
    edge.run(lambda work: heartbeats.expect(work, TIMES))
    edge.run(lambda work: heartbeats.beat(later(work, hours=1), "reconcile", 20))
    assert edge.run(lambda work: late_jobs(later(work, hours=1))) == []


def test_job_that_left_the_timetable_is_missed_no_more(edge: Edge) -> None:
    edge.run(lambda work: heartbeats.expect(work, TIMES))
    edge.run(lambda work: heartbeats.beat(work, "backup"))
    edge.run(lambda work: heartbeats.expect(work, {"reconcile": 30}))
    view = edge.run(lambda work: operations.overview(work.session, work.now))
    assert [(job.name, job.every_s) for job in view.jobs] == [("reconcile", 30)]
    assert view.backed_up_at is not None


def test_alarm_that_lasts_is_raised_once_an_hour(edge: Edge) -> None:
    lasting = Alarms(1000, ())
    assert edge.run(lambda work: heartbeats.alarm_is_new(work, Alarms(0, ()))) is False
    raised = [edge.run(lambda work, at=at: heartbeats.alarm_is_new(later(work, minutes=at), lasting))
              for at in (0, 20, 59, 61, 100)]
    assert raised == [True, False, False, True, False]
