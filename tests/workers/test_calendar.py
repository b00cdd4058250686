"""The recount as a job, and the mail that tells a writer of another last day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.clock import Clock
from models.heartbeat import Heartbeat
from models.identity import Identity
from queries import unfinished
from services.work import Work
from tests import factories
from tests.fixtures.calendars import AMENDMENT, change_calendar
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.smtp import MailSink
from workers.calendar import recount, recount_stragglers
from workers.notices import deliver_due


def verified_letter(work: Work) -> str:
    """Send a letter whose writer has confirmed the address, due on 2026-12-01; return its number."""
    made = factories.letter_with_email(work)
    work.session.scalars(select(Identity).where(Identity.case_id == made.id)).one().email_verified_at = work.now
    return made.number


def test_recount_moves_the_clocks_and_the_mail_says_from_when_to_when_and_why(
        job_edge: Edge, mail_sink: MailSink) -> None:
    number = job_edge.run(verified_letter)
    deliver_due("mail")
    recount(job_edge.run(change_calendar))
    deliver_due("mail")
    mail = mail_sink.received[-1]
    assert mail.subject.endswith(f"您的来信 {number} 的答复期限有变化")
    assert "原来最晚2026年12月1日（星期二），现在最晚2026年12月2日（星期三）。" in mail.text
    assert f"《{AMENDMENT}》" in mail.text


def test_mail_of_a_confirmed_day_says_that_it_is_no_longer_provisional(
        job_edge: Edge, mail_sink: MailSink, test_clock: SimulatedClock) -> None:
    test_clock.forward(days=35)
    job_edge.run(verified_letter)
    recount(job_edge.run(lambda work: change_calendar(work, "2027-01-01 休 元旦", 2027, whole=True)))
    deliver_due("mail")
    assert "最晚2027年1月6日（星期三），不再是暂定。" in mail_sink.received[-1].text


def test_recount_twice_changes_nothing_more(job_edge: Edge) -> None:
    job_edge.run(verified_letter)
    version = job_edge.run(change_calendar)
    for _ in range(2):
        recount(version)
    assert job_edge.run(lambda work: unfinished.calendar_to_recount(work.session)) is None


@pytest.mark.parametrize("versions_behind", [1, 2])
def test_stragglers_on_an_older_calendar_are_brought_to_the_newest(job_edge: Edge, versions_behind: int) -> None:
    job_edge.run(verified_letter)
    version = job_edge.run(change_calendar)
    recount(version)

    def fall_behind(work: Work) -> None:
        clock = work.session.scalars(select(Clock).where(Clock.is_answer)).one()
        clock.due_on, clock.calendar_version = clock.due_on - timedelta(days=1), version - versions_behind

    job_edge.run(fall_behind)
    recount_stragglers()
    clock = job_edge.run(lambda work: work.session.execute(
        select(Clock.due_on, Clock.calendar_version).where(Clock.is_answer)).one())
    assert (clock.due_on.isoformat(), clock.calendar_version) == ("2026-12-02", version)
    assert job_edge.run(lambda work: work.session.get(Heartbeat, "recount")) is not None
