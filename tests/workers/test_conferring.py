"""The job of conferring, with the mails that go out."""

from __future__ import annotations

from datetime import timedelta

from models.staff import Staff
from rules.actors import Role
from services import conferring, handling
from services.conferring import Question
from services.work import Work
from tests import factories, factories_requests
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.smtp import MailSink
from workers import conferring as job
from workers.notices import deliver_due

LEAD = "lead@example.cn"
QUESTION = "老旧小区改造资金安排表能否公开？"


def ask(work: Work) -> None:
    """Put a question to the transport bureau, whose lead has a mail address."""
    work.session.get_one(Staff, factories.staff(work, Role.LEAD, "transport").id).email = LEAD
    handler = factories.acting(work, factories.staff(work, Role.HANDLER))
    request = factories_requests.request(work)
    handling.accept(handler, request.id)
    conferring.confer(handler, request.id, Question(
        QUESTION, work.today + timedelta(days=3), [factories.department_id(work, "transport")]))


def test_agency_hears_of_a_question_and_of_its_day_without_a_word_of_it(
        job_edge: Edge, test_clock: SimulatedClock, mail_sink: MailSink) -> None:
    """M1: a mail says who asks and by when, nothing of the question or the request."""
    job_edge.run(ask)
    for forward in (0, 2, 4):
        test_clock.forward(days=forward)
        job.look_after()
        job.look_after()
        deliver_due("mail")
    received = [mail for mail in mail_sink.received if LEAD in mail.recipients]
    told = [mail.subject.partition("】")[2] for mail in received]
    assert told == ["有一条会商请答复", "会商快到答复日期", "会商已过答复日期"]
    assert "http://localhost/desk/requests/questions" in received[0].text
    assert not any(words in mail.text for mail in received for words in (QUESTION[:8], "G2026-", "林小舟"))
