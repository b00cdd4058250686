"""Outgoing mail: through Flask-Mail to the configured server, or as files when there is none."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from flask import current_app
from flask_mail import Mail, Message

from config import Config

postbox = Mail()


# One plain address and nothing that a mail server could read as two (security.md M2).
ONE_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Letter:
    """One message. `message_id` stays the same over all attempts, so that a repeat can be recognised."""

    recipient: str
    subject: str
    text: str
    html: str
    message_id: str


class MailRefused(Exception):
    """The server did not take the message. `for_good`: trying again is of no use."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


def init_app(app: Any) -> None:
    """Bind Flask-Mail to the settings."""
    config: Config = app.extensions["mailbox.config"]
    app.config.update(
        MAIL_SERVER=config.mail.server, MAIL_PORT=config.mail.port, MAIL_USERNAME=config.mail.username or None,
        MAIL_PASSWORD=config.mail.password or None, MAIL_USE_TLS=config.mail.use_tls,
        MAIL_DEFAULT_SENDER=config.mail.sender, MAIL_SUPPRESS_SEND=False)
    postbox.init_app(app)


def send(letter: Letter) -> None:
    """Hand a message to the mail server. Raises MailRefused; other faults of the network raise OSError."""
    config: Config = current_app.extensions["mailbox.config"]
    if not ONE_ADDRESS.fullmatch(letter.recipient):
        raise MailRefused("邮箱地址不完整，或者不是一个地址", for_good=True)
    host = config.mail.sender.rpartition("@")[2] or "localhost"
    message = Message(subject=_one_line(letter.subject), recipients=[letter.recipient],
                      body=letter.text, html=letter.html)
    message.msgId = f"<{letter.message_id}@{host}>"
    # An answer of a machine to this message must not be answered by a machine again (security.md M4).
    message.extra_headers = {"Auto-Submitted": "auto-generated"}
    if not config.mail.server:
        _write(config.mail.directory, letter.message_id, message.as_string())
        return
    try:
        postbox.send(message)
    except SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise MailRefused(f"收件地址被拒（{codes}）", for_good=all(code >= 550 for code in codes)) from refused
    except SMTPResponseException as refused:
        raise MailRefused(f"邮件服务器答复{refused.smtp_code}", for_good=refused.smtp_code >= 550) from refused


def _one_line(text: str) -> str:
    """No line break may ever begin a header of its own (security.md M2)."""
    return " ".join(text.split())


def _write(directory: Path, name: str, text: str) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"{formatdate(usegmt=True)[5:16].replace(' ', '')}-{name}.eml"
    draft = path.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
