"""Delivery of owed messages to a real mail server, and what happens when it says no."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models.notice import Notice
from models.staff import Staff
from queries.notices import signed_message_id
from rules.actors import CITIZEN, Role
from rules.delivery import SMS_LENGTH, Channel
from rules.vocabulary import DeclineGround
from services import confirmations, notices, outbox, triage
from services.outbox import Terms
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.smtp import MailSink
from workers.notices import BOUNCED, deliver_due

TERMS = Terms(Channel.MAIL, lease_s=60, rate_per_minute=10**9)


@pytest.fixture
def owed(job_edge: Edge) -> int:
    """The receipt of a letter, owed and not yet sent."""
    job_edge.run(lambda work: factories.letter_with_email(work, text="路灯坏了。", title="东街的路灯"))
    return 1


def deliver() -> None:
    deliver_due("mail")


def state(edge: Edge, notice_id: int = 1) -> tuple[str, int, str]:
    columns = select(Notice.state, Notice.attempts, Notice.last_error).where(Notice.id == notice_id)
    return tuple(edge.run(lambda work: work.session.execute(columns).one()))


def test_deliver_sends_the_receipt_and_settles_it(job_edge: Edge, owed: int, mail_sink: MailSink) -> None:
    deliver()
    [received] = mail_sink.received
    assert received.recipients == (factories.EMAIL,)
    assert "X2026-1" in received.subject
    assert "2026年12月1日" in received.text
    assert state(job_edge) == ("sent", 1, "")


def test_deliver_puts_no_word_of_the_letter_no_name_and_no_code_into_the_mail(
    job_edge: Edge, owed: int, mail_sink: MailSink
) -> None:
    """M1, K1: number and link, no word of the letter, no name, no code."""
    code = job_edge.run(lambda work: factories.submission(work).query_code)
    deliver()
    whole = mail_sink.received[0].message.as_string() + mail_sink.received[0].text + mail_sink.received[0].subject
    for secret in ("路灯", "林小禾", code):
        assert secret not in whole


def test_deliver_link_confirms_the_address(job_edge: Edge, owed: int, mail_sink: MailSink) -> None:
    deliver()
    address = next(line for line in mail_sink.received[0].text.splitlines() if "/confirm/" in line)
    assert address.startswith("http://localhost/confirm/")
    token = address.rpartition("/")[2]
    assert job_edge.run(lambda work: confirmations.read(work, token)).number == "X2026-1"


def test_deliver_twice_sends_once(job_edge: Edge, owed: int, mail_sink: MailSink) -> None:
    deliver()
    deliver()
    assert len(mail_sink.received) == 1


def test_deliver_sends_everything_that_is_due_over_one_connection(job_edge: Edge, mail_sink: MailSink) -> None:
    job_edge.run(lambda work: [factories.letter_with_email(work) for _ in range(5)])
    deliver()
    assert [one.message["Message-ID"].split(".")[1] for one in mail_sink.received] == [
        f"X2026-{n}" for n in range(1, 6)]
    assert mail_sink.connections == 1


def test_deliver_after_a_temporary_refusal_waits_and_sends_later(
    job_edge: Edge, owed: int, mail_sink: MailSink, test_clock: SimulatedClock
) -> None:
    mail_sink.refuse("451 4.3.0 try again later")
    deliver()
    assert state(job_edge) == ("owed", 1, "邮件服务器答复451")
    mail_sink.accept()
    deliver()
    assert mail_sink.received == []
    test_clock.forward(seconds=31)
    deliver()
    assert (len(mail_sink.received), state(job_edge)) == (1, ("sent", 2, ""))


def test_deliver_refused_for_good_is_given_up_in_sight_of_staff(
    job_edge: Edge, owed: int, mail_sink: MailSink
) -> None:
    mail_sink.refuse("550 5.1.1 no such person")
    deliver()
    assert state(job_edge) == ("failed", 1, "邮件服务器答复550")


def test_deliver_to_a_server_that_hangs_up_waits(job_edge: Edge, owed: int, mail_sink: MailSink) -> None:
    mail_sink.refuse("421 4.2.1 closing")
    deliver()
    assert state(job_edge) == ("owed", 1, "邮件服务器答复421")


def test_deliver_under_another_sender_s_lease_does_nothing(job_edge: Edge, owed: int, mail_sink: MailSink) -> None:
    job_edge.run(lambda work: outbox.next_turn(work, TERMS))
    deliver()
    assert (mail_sink.received, state(job_edge)) == ([], ("owed", 1, ""))


def test_deliver_takes_over_from_a_sender_that_died(
    job_edge: Edge, owed: int, mail_sink: MailSink, test_clock: SimulatedClock
) -> None:
    job_edge.run(lambda work: outbox.next_turn(work, TERMS))
    test_clock.forward(seconds=61)
    deliver()
    assert (len(mail_sink.received), state(job_edge)) == (1, ("sent", 2, ""))


def test_deliver_to_a_deleted_address_is_given_up(job_edge: Edge, owed: int, mail_sink: MailSink) -> None:
    job_edge.run(lambda work: work.session.execute(text("UPDATE identity SET email = NULL")))
    deliver()
    assert (mail_sink.received, state(job_edge)[:2]) == ([], ("failed", 1))


def test_deliver_to_an_address_that_cannot_be_read_is_counted_and_holds_up_nobody(
    job_edge: Edge, owed: int, mail_sink: MailSink
) -> None:
    job_edge.run(lambda work: work.session.execute(text("UPDATE identity SET email = x'0102'")))
    job_edge.run(factories.letter_with_email)
    deliver()
    found, attempts, error = state(job_edge)
    assert (found, attempts, len(mail_sink.received)) == ("owed", 1, 1)
    assert "Undecipherable" in error


def test_deliver_what_is_held_waits_for_the_confirmation(job_edge: Edge, owed: int, mail_sink: MailSink) -> None:
    def decline(work: Work) -> str:
        officer = factories.acting(work, factories.staff(work, Role.INTAKE))
        return confirmations.token(work, triage.decline(officer, 1, DeclineGround.LEGAL_REMEDY, ""))

    token = job_edge.run(decline)
    deliver()
    assert ["已收到" in one.subject for one in mail_sink.received] == [True]
    job_edge.run(lambda work: confirmations.confirm_email(work, token), CITIZEN)
    deliver()
    assert ["已收到" in one.subject for one in mail_sink.received] == [True, False]


def test_deliver_of_every_attempt_has_the_same_message_id(
    job_edge: Edge, owed: int, mail_sink: MailSink, test_clock: SimulatedClock
) -> None:
    mail_sink.lose_answers()
    deliver()
    test_clock.forward(seconds=timedelta(minutes=1).total_seconds())
    deliver()
    signed = job_edge.run(lambda work: signed_message_id(work.secrets.code, "received.X2026-1.1"))
    assert [one.message["Message-ID"] for one in mail_sink.received] == [f"<{signed}@localhost>"] * 2


def test_deliver_to_an_address_that_bounced_is_given_up_unsent(
    job_edge: Edge, owed: int, mail_sink: MailSink
) -> None:
    job_edge.run(lambda work: work.session.execute(text("UPDATE identity SET email_bounced_at = '2026-11-24'")))
    deliver()
    assert (mail_sink.received, state(job_edge)) == ([], ("failed", 1, BOUNCED))


def test_deliver_to_staff_goes_to_the_address_of_the_account(job_edge: Edge, mail_sink: MailSink) -> None:
    def remind(work: Work) -> None:
        person = work.session.get_one(Staff, factories.staff(work, Role.LEAD).id)
        person.email = "lead@county.example"
        notices.owe_staff(work, person.id, "deadlines", "2026-11-24")

    job_edge.run(remind)
    deliver()
    [received] = mail_sink.received
    assert received.recipients == ("lead@county.example",)
    assert state(job_edge)[0] == "sent"


def test_deliver_by_short_message_writes_number_and_text_to_a_file(job_edge: Edge, tmp_path: Path) -> None:
    contact = factories.Contact(name="林小禾", phone="138 0013 8000")
    code = job_edge.run(lambda work: factories.submission(work, contact=contact).query_code)
    deliver_due("sms")
    [file] = (tmp_path / "var" / "sms").iterdir()
    number, words = file.read_text("utf-8").splitlines()
    assert number == "13800138000"
    assert "X2026-1" in words
    assert "12月1日" in words
    assert len(words) <= SMS_LENGTH
    assert not any(secret in words for secret in (code, "林小禾", "加压泵"))
    assert state(job_edge)[0] == "sent"


def test_deliver_with_much_to_do_offers_itself_again(
    job_edge: Edge, owed: int, mail_sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[tuple[object, ...]] = []
    monkeypatch.setattr("workers.notices.RUN_S", 0.0)
    monkeypatch.setattr("workers.unit_of_work.queue.enqueue", lambda *job: offered.append(job))
    deliver()
    assert (offered, mail_sink.received) == ([(notices.DELIVER_JOB, "mail")], [])
