"""A mail server that keeps what it is given, and refuses or stalls when told to."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from tests.harness.processes import free_port
from tests.harness.waiting import wait_until


@dataclass(frozen=True)
class Received:
    """One accepted message with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain text part."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


class MailSink:
    """A mail server on a loopback port. `received` grows in the order of acceptance."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.attempts = 0
        self._refusal: str | None = None
        self._flowing = threading.Event()
        self._flowing.set()
        self._lost_answers = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=0)

    def start(self) -> MailSink:
        # The controller connects to itself to see that it runs, so it must know its port.
        self._controller.port = free_port()
        self._controller.start()
        return self

    def stop(self) -> None:
        self.flow()
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def env(self) -> dict[str, str]:
        """The settings that send the service's mail here."""
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(self.port), "MAIL_USE_TLS": "0"}

    def refuse(self, answer: str = "451 4.3.0 try again later") -> None:
        """Answer every message with this line from now on; a 4xx is temporary, a 5xx is for good."""
        self._refusal = answer

    def accept(self) -> None:
        self._refusal = None

    def stall(self) -> None:
        """Take messages and answer nothing until `flow`."""
        self._flowing.clear()

    def flow(self) -> None:
        self._flowing.set()

    def lose_answers(self, count: int = 1) -> None:
        """Accept the next messages but break the connection before saying so."""
        self._lost_answers = count

    def wait_for(self, count: int, within_s: float = 20.0) -> list[Received]:
        """Return the messages as soon as there are `count`."""
        wait_until(lambda: len(self.received) >= count, f"{count} messages", within_s=within_s)
        return list(self.received)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one message, as aiosmtpd asks for it."""
        self.attempts += 1
        await asyncio.to_thread(self._flowing.wait)
        if self._refusal:
            return self._refusal
        message = cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default))
        self.received.append(Received(envelope.mail_from, tuple(envelope.rcpt_tos), message))
        if self._lost_answers:
            self._lost_answers -= 1
            server.transport.abort()
        return "250 OK"
