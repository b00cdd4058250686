"""The mails about a changed time limit: the day before, the day now, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from models.clock import ClockExtension, ClockPause
from rules.actors import CITIZEN, Role
from rules.clock_kinds import ClockKind, PauseReason
from rules.clocks import ClockFacts, ClockTerms
from rules.letter_draft import Contact
from rules.vocabulary import Category, State
from services import clocks, confirmations, extensions, pauses, reclassification
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.smtp import MailSink
from workers.notices import deliver_due

REASON = "要等配件到货，还要五个工作日。"


def by(work: Work, role: Role) -> Work:
    return factories.acting(work, factories.staff(work, role))


def extend(work: Work, case_id: int) -> None:
    extensions.ask(by(work, Role.HANDLER), case_id, 5, REASON)
    work.session.flush()
    extensions.decide(by(work, Role.SUPERVISOR), work.session.scalar(select(ClockExtension.id)), True, "")


def pause(work: Work, case_id: int) -> None:
    clocks.start(work, case_id, ClockFacts(ClockTerms(ClockKind.DISCLOSURE_REPLY, 20), work.today))
    pauses.ask(by(work, Role.HANDLER), case_id, PauseReason.THIRD_PARTY, "EMS1234", work.today)
    work.session.flush()
    pauses.decide(by(work, Role.SUPERVISOR), work.session.scalar(select(ClockPause.id)), True, "")


def resume(work: Work, case_id: int) -> None:
    pause(work, case_id)
    pauses.end(by(work, Role.HANDLER), work.session.scalar(select(ClockPause.id)), date(2026, 11, 24))


def complain(work: Work, case_id: int) -> None:
    reclassification.reclassify(by(work, Role.INTAKE), case_id, Category.COMPLAINT)


def praise(work: Work, case_id: int) -> None:
    reclassification.reclassify(by(work, Role.INTAKE), case_id, Category.PRAISE)


@pytest.mark.parametrize(("change", "subject", "words"), [
    pytest.param(extend, "延长", ["2026年12月1日", "2026年12月8日", REASON], id="extended"),
    pytest.param(pause, "中止", ["2026年12月22日", "2027年1月", "2026年12月15日恢复", "征求第三方意见"], id="paused"),
    pytest.param(resume, "恢复", ["2026年12月22日", "征求第三方意见"], id="resumed"),
    pytest.param(complain, "类别", ["投诉", "2026年12月1日", "2026年12月15日"], id="another category"),
    pytest.param(praise, "类别", ["表扬", "不定答复期限"], id="a category without a limit"),
])
def test_mail_says_the_day_before_the_day_now_and_why(
        job_edge: Edge, mail_sink: MailSink, change: Callable[[Work, int], None], subject: str,
        words: list[str]) -> None:
    def act(work: Work) -> None:
        letter = factories.letter_in(work, State.ACCEPTED, contact=Contact(email=factories.EMAIL))
        confirmations.confirm_email(work, confirmations.token(work, letter))
        change(work, letter.id)

    job_edge.run(lambda work: act(factories.acting(work, CITIZEN)))
    deliver_due("mail")
    mail = mail_sink.received[-1]
    assert subject in mail.subject
    assert [one for one in words if one not in mail.text] == []
    [html] = [part.get_content() for part in mail.message.walk() if part.get_content_type() == "text/html"]
    assert [one for one in words if one not in html] == []
