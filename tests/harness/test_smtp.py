from __future__ import annotations

import smtplib
import threading
from email.message import EmailMessage

import pytest

from tests.harness.smtp import MailSink


def send(sink: MailSink, subject: str = "受理告知", timeout: float = 5) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"], message["To"] = "office@example.org", "writer@example.org"
    message.set_content("您的来信已经收到。")
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=timeout) as client:
        client.send_message(message)


def test_sink_keeps_message_and_envelope(mail_sink: MailSink) -> None:
    send(mail_sink)
    (received,) = mail_sink.wait_for(1)
    assert (received.sender, received.recipients) == ("office@example.org", ("writer@example.org",))
    assert (received.subject, received.text.strip()) == ("受理告知", "您的来信已经收到。")


def test_sink_told_to_refuse_answers_so_until_told_otherwise(mail_sink: MailSink) -> None:
    mail_sink.refuse("550 5.1.1 no such mailbox")
    with pytest.raises(smtplib.SMTPDataError, match="no such mailbox"):
        send(mail_sink)
    mail_sink.accept()
    send(mail_sink)
    assert (mail_sink.attempts, len(mail_sink.received)) == (2, 1)


def test_sink_told_to_stall_answers_only_when_it_flows_again(mail_sink: MailSink) -> None:
    mail_sink.stall()
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(mail_sink, timeout=0.3)
    mail_sink.flow()
    send(mail_sink, subject="after")
    assert "after" in [received.subject for received in mail_sink.wait_for(1)]


def test_sink_that_loses_its_answer_has_kept_the_message(mail_sink: MailSink) -> None:
    mail_sink.lose_answers()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mail_sink)
    assert len(mail_sink.received) == 1


def test_sink_takes_several_messages_at_once(mail_sink: MailSink) -> None:
    threads = [threading.Thread(target=send, args=(mail_sink, str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    assert {received.subject for received in mail_sink.wait_for(8)} == {str(number) for number in range(8)}
    for thread in threads:
        thread.join()
