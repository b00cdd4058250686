"""Outgoing mail: through Flask-Mail to the configured server, or as files when there is none."""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from types import TracebackType
from typing import Any

from flask import current_app
from flask_mail import Attachment, Connection, Mail, Message

from adapters.delivery import Refused, ServerAway, cut_after, fault_words
from config import Config, MailConfig

postbox = Mail()

# One plain address and nothing that a mail server could read as two (security.md M2).
ONE_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
# Many servers take only so many messages on one connection.
MESSAGES_A_CONNECTION = 200
IDLE_S = 5.0
FOR_GOOD = 550
CLOSING = 421
NO_ANSWER = "邮件服务器没有应答"


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a message; its name is ASCII."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One message. `message_id` stays the same over all attempts, so that a repeat can be recognised."""

    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    enclosures: tuple[Enclosure, ...] = ()


def init_app(app: Any) -> None:
    """Bind Flask-Mail to the settings."""
    config: Config = app.extensions["mailbox.config"]
    app.config.update(
        MAIL_SERVER=config.mail.server, MAIL_PORT=config.mail.port, MAIL_USERNAME=config.mail.username or None,
        MAIL_PASSWORD=config.mail.password or None, MAIL_USE_TLS=config.mail.use_tls,
        MAIL_DEFAULT_SENDER=config.mail.sender, MAIL_SUPPRESS_SEND=False)
    postbox.init_app(app)


class _Line(Connection):  # type: ignore[misc]
    """Flask-Mail's connection with limits of time, and with a server whose certificate is checked."""

    def __init__(self, config: MailConfig, limit_s: float) -> None:
        super().__init__(postbox)
        self._config = config
        self._limit_s = limit_s

    def configure_host(self) -> smtplib.SMTP:
        """Connect, greet, and ask for TLS where it is demanded: a server without it gets no message (M5)."""
        host = self.host = smtplib.SMTP(timeout=self._limit_s)
        # smtplib checks the certificate against the name that the connection was opened with.
        host._host = self._config.server  # type: ignore[attr-defined]
        code, _ = host.connect(self._config.server, self._config.port)
        if code != 220:
            raise SMTPResponseException(code, b"")
        if self._config.use_tls:
            host.starttls(context=ssl.create_default_context(cafile=self._config.ca_file or None))
        if self._config.username and self._config.password:
            host.login(self._config.username, self._config.password)
        return host


class Postman:
    """Hands messages to the mail server, over one connection as long as it works. `limit_s` bounds each message."""

    def __init__(self, limit_s: float) -> None:
        config: Config = current_app.extensions["mailbox.config"]
        self._config, self._limit_s = config.mail, min(limit_s, config.mail.timeout_s)
        self._line: _Line | None = None
        self._used_at = 0.0

    def __enter__(self) -> Postman:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Hand a message over. Raises Refused when it is not taken, ServerAway when the server does not work."""
        if not ONE_ADDRESS.fullmatch(letter.recipient):
            raise Refused("邮箱地址不完整，或者不是一个地址", for_good=True)
        message = _message(letter, self._config)
        if not self._config.server:
            _write(self._config.directory, letter.message_id, message.as_string())
            return
        with cut_after(self._limit_s, self._socket):
            self._connect()
            self._hand_over(message)
        self._used_at = time.monotonic()
        if self._line is not None and self._line.num_emails >= MESSAGES_A_CONNECTION:
            self._hang_up()

    def _connect(self) -> None:
        if self._line is not None and (not self._is_connected or time.monotonic() - self._used_at > IDLE_S):
            # A server hangs up on who is silent; better a new connection than a message lost half-way.
            self._hang_up()
        if self._line is not None:
            return
        self._line = line = _Line(self._config, self._limit_s)
        try:
            line.__enter__()
        except (OSError, ValueError) as fault:
            self._drop()
            code = f"答复{fault.smtp_code}" if isinstance(fault, SMTPResponseException) else fault_words(fault)
            raise ServerAway(f"{NO_ANSWER}（{code}）", begun=False) from fault

    def _hand_over(self, message: Message) -> None:
        assert self._line is not None
        try:
            self._line.send(message)
        except SMTPRecipientsRefused as refused:
            code = next((code for code, _ in refused.recipients.values()), CLOSING)
            self._refuse(code, f"收件地址被拒（邮件服务器答复{code}）", refused)
        except SMTPSenderRefused as refused:
            # Our own address is at fault, not the recipient's: every message would meet the same.
            self._drop()
            raise ServerAway(f"邮件服务器不认发信地址（答复{refused.smtp_code}）", begun=True) from refused
        except SMTPResponseException as refused:
            self._refuse(refused.smtp_code, f"邮件服务器答复{refused.smtp_code}", refused)
        except (OSError, ValueError) as fault:
            self._drop()
            raise ServerAway(f"{NO_ANSWER}（{fault_words(fault)}）", begun=True) from fault

    def _refuse(self, code: int, reason: str, fault: Exception) -> None:
        if code == CLOSING:
            self._drop()
            raise ServerAway(reason, begun=True) from fault
        raise Refused(reason, for_good=code >= FOR_GOOD) from fault

    @property
    def _is_connected(self) -> bool:
        return self._socket() is not None

    def _socket(self) -> socket.socket | None:
        host = self._line.host if self._line else None
        return getattr(host, "sock", None)

    def _hang_up(self) -> None:
        """Say goodbye, for no longer than a message may take; what a server does then is no matter."""
        host = self._line.host if self._line else None
        if host is not None and self._is_connected:
            with suppress(OSError), cut_after(self._limit_s, self._socket):
                host.quit()
        self._drop()

    def _drop(self) -> None:
        host = self._line.host if self._line else None
        if host is not None:
            host.close()
        self._line = None


def send(letter: Letter) -> None:
    """Hand one message to the mail server, over a connection of its own; raises as `Postman.send` does."""
    config: Config = current_app.extensions["mailbox.config"]
    with Postman(config.mail.timeout_s) as postman:
        postman.send(letter)


def _message(letter: Letter, config: MailConfig) -> Message:
    message = Message(subject=_one_line(letter.subject), recipients=[letter.recipient],
                      body=letter.text, html=letter.html,
                      attachments=[Attachment(one.filename, one.media_type, one.content) for one in letter.enclosures])
    message.msgId = f"<{letter.message_id}@{config.sender.rpartition('@')[2] or 'localhost'}>"
    # An answer of a machine to this message must not be answered by a machine again (security.md M4).
    message.extra_headers = {"Auto-Submitted": "auto-generated"}
    return message


def _one_line(text: str) -> str:
    """No line break may ever begin a header of its own (security.md M2)."""
    return " ".join(text.split())


def _write(directory: Path, name: str, text: str) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"{formatdate(usegmt=True)[5:16].replace(' ', '')}-{name}.eml"
    draft = path.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
