"""The jobs of the record: sealing what is over, mailing the root, verifying and keeping what was found."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from models.event import CaseEvent
from models.heartbeat import Heartbeat
from models.staff import Staff
from queries import audit_trail, sealed_days
from rules.actors import Role
from rules.vocabulary import State
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.smtp import MailSink
from workers import ledger, notices


def test_seal_job_seals_missed_days_and_mails_the_root(
        job_edge: Edge, test_clock: SimulatedClock, mail_sink: MailSink) -> None:
    """U2: the head goes to the auditor out of band, at any hour and on any day."""
    job_edge.run(lambda work: factories.letter_in(work, State.ANSWERED))
    job_edge.run(lambda work: factories.staff(work, Role.AUDITOR))
    job_edge.run(lambda work: work.session.execute(update(Staff).values(email="audit@example.cn")))
    # A Sunday, ten minutes after midnight in China: no reminder goes out at this hour.
    test_clock.set(START + timedelta(days=4, hours=13, minutes=28))
    ledger.seal_days()
    ledger.seal_days()
    notices.deliver_due("mail")
    days = job_edge.run(lambda work: sealed_days.latest(work.session, 10))
    assert [day.day.isoformat() for day in days] == [f"2026-11-{n}" for n in (28, 27, 26, 25, 24)]
    [mail] = mail_sink.received
    assert "2026年11月28日的办理记录已经封存" in mail.subject
    assert f"flask ledger verify --root 2026-11-28:{days[0].root}" in mail.text
    assert all(day.root in mail.text for day in days)


def test_verify_job_keeps_what_it_found(job_edge: Edge) -> None:
    """U2: what the daily check found stands in the record itself."""
    job_edge.run(lambda work: factories.letter_in(work, State.ANSWERED))
    ledger.verify()
    found = job_edge.run(lambda work: audit_trail.last_check(work.session))
    assert found is not None
    assert found[1]["first_bad"] == ""
    assert found[1]["events"] == job_edge.run(lambda work: work.session.query(CaseEvent).count()) - 1
    beats = job_edge.run(lambda work: set(work.session.scalars(select(Heartbeat.name))))
    assert "verify" in beats
