"""The nightly check of the counts: silent while they agree, loud when one was changed, and how it is mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.counts import DailyCount
from models.event import CaseEvent
from models.heartbeat import Heartbeat
from queries import operations
from rules import ledger as written
from rules.vocabulary import State
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from workers import counts, heartbeat, ledger


@pytest.fixture
def closed_day(job_edge: Edge, test_clock: SimulatedClock) -> Edge:
    """A county whose first day is over, sealed and counted."""
    job_edge.run(lambda work: factories.letter_in(work, State.ANSWERED))
    test_clock.set(START + timedelta(days=1))
    ledger.seal_days()
    return job_edge


def last_note(edge: Edge) -> str:
    return edge.run(lambda work: work.session.scalars(select(CaseEvent.payload).where(
        CaseEvent.act == "counts_checked").order_by(CaseEvent.seq.desc())).first() or "")


def alarmed(edge: Edge) -> int:
    return edge.run(lambda work: operations.overview(work.session, work.now).alarms).differing


def test_check_of_counts_that_agree_is_noted_and_silent(closed_day: Edge, caplog: pytest.LogCaptureFixture) -> None:
    counts.check_sample()
    assert last_note(closed_day) == written.canonical({"result": "ok", "days": 1, "differing": 0, "first": ""})
    assert alarmed(closed_day) == 0
    assert "counts" in closed_day.run(lambda work: set(work.session.scalars(select(Heartbeat.name))))
    assert [one for one in caplog.messages if "Alarm" in one] == []


def test_check_of_a_changed_count_raises_the_alarm_until_it_is_counted_anew(
        closed_day: Edge, caplog: pytest.LogCaptureFixture) -> None:
    closed_day.run(lambda work: work.session.execute(
        update(DailyCount).where(DailyCount.dimension == "category").values(received=10)))
    counts.check_sample()
    heartbeat.beat("scheduler")
    assert [one for one in caplog.messages if "counts are not what the events give: daily 2026-11-24 category" in one]
    assert [one for one in caplog.messages if one.endswith("differing counts: 2")]
    assert "daily/2026-11-24/category/consultation/received/10/1" in last_note(closed_day)
    assert alarmed(closed_day) == 2  # the day's, and its month's
    with closed_day.app.app_context():
        runner = closed_day.app.test_cli_runner()
        found = runner.invoke(args=["counts", "check"])
        mended = runner.invoke(args=["counts", "recount", "--since", "2026-11-24"])
        after = runner.invoke(args=["counts", "check", "--json"])
    assert (found.exit_code, found.output.splitlines()[-1]) == (1, "2 counts differ.")
    assert (mended.output, after.exit_code) == ("1 days counted.\n", 0)
    counts.check_sample()
    assert alarmed(closed_day) == 0
