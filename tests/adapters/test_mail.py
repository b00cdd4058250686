from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from adapters import mail
from adapters.delivery import Refused, ServerAway
from adapters.mail import Letter, Postman
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
    """M2: no subject makes a header, read back from a real server."""
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
    """M2: no address reaches anybody else."""
    with pytest.raises(Refused) as refused:
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
    with pytest.raises(Refused) as refused:
        mail.send(LETTER)
    assert refused.value.for_good is for_good


@pytest.mark.parametrize(
    ("answer", "for_good"),
    [("550 5.1.1 no such person", True), ("554 5.7.1 refused", True), ("450 4.2.1 greylisted", False),
     ("452 4.2.2 full", False)])
def test_send_to_a_refused_recipient_concerns_that_one_only(
    mail_app: Flask, mail_sink: MailSink, answer: str, for_good: bool
) -> None:
    mail_sink.refuse_recipient(LETTER.recipient, answer)
    with Postman(limit_s=5) as postman:
        with pytest.raises(Refused) as refused:
            postman.send(LETTER)
        postman.send(replace(LETTER, recipient="another@example.cn"))
    assert (refused.value.for_good, str(refused.value)) == (for_good, f"收件地址被拒（邮件服务器答复{answer[:3]}）")
    assert [one.recipients for one in mail_sink.received] == [("another@example.cn",)]
    assert mail_sink.connections == 1


@pytest.mark.parametrize("where", ["a recipient", "a message"])
def test_send_that_is_told_421_means_the_server_and_not_the_message(
    mail_app: Flask, mail_sink: MailSink, where: str
) -> None:
    closing = "421 4.3.2 closing"
    mail_sink.refuse_recipient(LETTER.recipient, closing) if where == "a recipient" else mail_sink.refuse(closing)
    with Postman(limit_s=5) as postman:
        with pytest.raises(ServerAway) as away:
            postman.send(LETTER)
        mail_sink.accept()
        postman.send(LETTER)
    assert away.value.begun
    assert len(mail_sink.received) == 1


def test_send_to_nobody_who_listens_has_not_begun(seeded_dir: Path, tmp_path: Path) -> None:
    config = MailConfig(tmp_path / "mail", server="127.0.0.1", port=free_port())
    made = create_app(settings(tmp_path, mail=config, clock_file=None))
    with made.app_context(), pytest.raises(ServerAway, match="连接被拒") as away:
        mail.send(LETTER)
    assert not away.value.begun


def test_send_to_a_server_that_stalls_is_cut_in_time(mail_app: Flask, mail_sink: MailSink) -> None:
    mail_sink.stall()
    began = time.monotonic()
    with Postman(limit_s=0.4) as postman, pytest.raises(ServerAway) as away:
        postman.send(LETTER)
    assert away.value.begun
    assert time.monotonic() - began < 3


def test_send_to_a_server_that_drips_is_cut_in_time(seeded_dir: Path, tmp_path: Path) -> None:
    with Dripping() as port:
        config = MailConfig(tmp_path / "mail", server="127.0.0.1", port=port)
        made = create_app(settings(tmp_path, mail=config, clock_file=None))
        began = time.monotonic()
        with made.app_context(), Postman(limit_s=0.5) as postman, pytest.raises(ServerAway) as away:
            postman.send(LETTER)
    assert time.monotonic() - began < 3
    assert not away.value.begun


def test_send_when_the_answer_gets_lost_may_have_arrived(mail_app: Flask, mail_sink: MailSink) -> None:
    mail_sink.lose_answers()
    with Postman(limit_s=5) as postman, pytest.raises(ServerAway) as away:
        postman.send(LETTER)
    assert (away.value.begun, len(mail_sink.received)) == (True, 1)


def test_send_without_a_server_writes_the_message_to_a_file(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        mail.send(LETTER)
        mail.send(LETTER)
    [file] = (tmp_path / "var" / "mail").iterdir()
    assert file.name.endswith("-received.X2026-1.1.eml")
    assert "Message-ID: <received.X2026-1.1@localhost>" in file.read_text()
    assert file.parent.stat().st_mode & 0o777 == 0o700


class Dripping:
    """A server that greets one byte at a time, each well within the patience for a single read."""

    def __enter__(self) -> int:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._stopped = threading.Event()
        threading.Thread(target=self._drip, daemon=True).start()
        return int(self._socket.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._socket.close()

    def _drip(self) -> None:
        client, _ = self._socket.accept()
        with client:
            for byte in b"220-" + b"x" * 500:
                if self._stopped.wait(0.1):
                    return
                try:
                    client.send(bytes([byte]))
                except OSError:
                    return
