from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from adapters import mail
from adapters.mail import Letter, MailRefused
from app import create_app
from config import MailConfig
from tests.fixtures.app import settings
from tests.harness.processes import free_port
from tests.harness.smtp import MailSink

LETTER = Letter("writer@example.cn", "【云溪县县长信箱】您的来信 X2026-1 已收到", "您好：\n已收到。\n",
                "<p>已收到。</p>", "received.X2026-1.1")
SUBJECTS = ["好\r\nBcc: other@example.cn", "好\nX: y\n\nbody", "=?utf-8?q?x?=\r\n y", "好\0\x0b"]


@pytest.fixture
def mail_app(seeded_dir: Path, tmp_path: Path, mail_sink: MailSink) -> Iterator[Flask]:
    """An application that sends its mail to the sink."""
    config = MailConfig(tmp_path / "mail", server="127.0.0.1", port=mail_sink.port, sender="letters@county.example")
    made = create_app(settings(tmp_path, mail=config, clock_file=None))
    with made.app_context():
        yield made


def test_send_hands_over_text_and_html_in_chinese(mail_app: Flask, mail_sink: MailSink) -> None:
    mail.send(LETTER)
    [received] = mail_sink.received
    assert (received.sender, received.recipients) == ("letters@county.example", ("writer@example.cn",))
    assert (received.subject, received.text.splitlines()) == (LETTER.subject, LETTER.text.splitlines())
    assert "<p>已收到。</p>" in received.message.get_body(("html",)).get_content()
    assert received.message["Message-ID"] == "<received.X2026-1.1@county.example>"
    assert received.message["Auto-Submitted"] == "auto-generated"


def test_send_again_keeps_the_message_id(mail_app: Flask, mail_sink: MailSink) -> None:
    mail.send(LETTER)
    mail.send(LETTER)
    assert len({one.message["Message-ID"] for one in mail_sink.received}) == 1


@pytest.mark.parametrize("subject", SUBJECTS, ids=ascii)
def test_send_lets_no_subject_make_a_header(mail_app: Flask, mail_sink: MailSink, subject: str) -> None:
    mail.send(replace(LETTER, subject=subject))
    [received] = mail_sink.received
    assert received.recipients == ("writer@example.cn",)
    assert (received.message["Bcc"], received.message["X"]) == (None, None)
    assert received.text.splitlines() == LETTER.text.splitlines()


@pytest.mark.parametrize(
    "recipient",
    ["a@example.cn, b@example.cn", "a@example.cn\r\nBcc: b@example.cn", "a@example.cn;b@example.cn", "<b@example.cn>",
     "a@example.cn\nRCPT TO:<b@example.cn>", "a b@example.cn", "", "nobody", "名@例子.中国", "a@example.cn\0"],
    ids=ascii,
)
def test_send_lets_no_address_reach_another_person(mail_app: Flask, mail_sink: MailSink, recipient: str) -> None:
    with pytest.raises(MailRefused) as refused:
        mail.send(replace(LETTER, recipient=recipient))
    assert refused.value.for_good
    assert mail_sink.received == []


@pytest.mark.parametrize(
    ("answer", "for_good"),
    [("451 4.3.0 try again later", False), ("452 4.2.2 mailbox full", False), ("550 5.1.1 no such person", True),
     ("554 5.7.1 not wanted", True), ("535 5.7.8 credentials", False)],
)
def test_send_that_is_refused_says_whether_to_try_again(
    mail_app: Flask, mail_sink: MailSink, answer: str, for_good: bool
) -> None:
    mail_sink.refuse(answer)
    with pytest.raises(MailRefused) as refused:
        mail.send(LETTER)
    assert refused.value.for_good is for_good


def test_send_without_an_answer_raises_the_fault_of_the_network(seeded_dir: Path, tmp_path: Path) -> None:
    config = MailConfig(tmp_path / "mail", server="127.0.0.1", port=free_port())
    made = create_app(settings(tmp_path, mail=config, clock_file=None))
    with made.app_context(), pytest.raises(ConnectionRefusedError):
        mail.send(LETTER)


def test_send_without_a_server_writes_the_message_to_a_file(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        mail.send(LETTER)
        mail.send(LETTER)
    [file] = (tmp_path / "var" / "mail").iterdir()
    assert file.name.endswith("-received.X2026-1.1.eml")
    assert "Message-ID: <received.X2026-1.1@localhost>" in file.read_text()
    assert file.parent.stat().st_mode & 0o777 == 0o700
