"""A mail server that keeps what it is given, and refuses, stalls or hangs up when told to."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from tests.harness.processes import free_port
from tests.harness.waiting import wait_until


@dataclass(frozen=True)
class Received:
    """One accepted message with its envelope; `at` is the machine's monotonic clock."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    at: float = field(default_factory=time.monotonic)

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

    def __init__(self, **options: Any) -> None:
        self.received: list[Received] = []
        self.attempts = 0
        self._peers: set[object] = set()
        self._refusal: str | None = None
        self._refused_recipients: dict[str, str] = {}
        self._refused_messages: dict[str, str] = {}
        self._stalled: set[str] = set()
        self._dropped: set[str] = set()
        self._flowing = threading.Event()
        self._flowing.set()
        self._ending = threading.Event()
        self._lost_answers = 0
        self._options = options
        self._port = free_port()
        self._make()

    def start(self) -> MailSink:
        self._controller.start()
        return self

    def stop(self) -> None:
        self.flow()
        self._stalled.clear()
        self._ending.set()
        self._controller.stop()

    def go_down(self) -> None:
        """Listen no more; who connects is turned away."""
        self._controller.stop()

    def come_back(self) -> None:
        """Listen again on the same port."""
        self._make()
        self._controller.start()

    @property
    def port(self) -> int:
        return self._port

    @property
    def connections(self) -> int:
        """Over how many connections messages have come."""
        return len(self._peers)

    @property
    def env(self) -> dict[str, str]:
        """The settings that send the service's mail here."""
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(self.port), "MAIL_USE_TLS": "0"}

    def refuse(self, answer: str = "451 4.3.0 try again later") -> None:
        """Answer every message with this line from now on; a 4xx is temporary, a 5xx is for good."""
        self._refusal = answer

    def refuse_recipient(self, address: str, answer: str = "550 5.1.1 no such person") -> None:
        """Answer this address with this line, before any message is handed over."""
        self._refused_recipients[address] = answer

    def refuse_message(self, address: str, answer: str) -> None:
        """Answer messages to this address with this line, once they have been handed over."""
        self._refused_messages[address] = answer

    def stall_for(self, address: str) -> None:
        """Take messages to this address and never answer."""
        self._stalled.add(address)

    def drop_once(self, address: str) -> None:
        """Accept the next message to this address but break the connection before saying so."""
        self._dropped.add(address)

    def accept(self) -> None:
        """Take everything again."""
        self._refusal = None
        for told in (self._refused_recipients, self._refused_messages, self._stalled, self._dropped):
            told.clear()

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

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any,  # noqa: N802 - aiosmtpd's name
                          address: str, options: list[str]) -> str:
        """Take or refuse one recipient, as aiosmtpd asks for it."""
        if address in self._refused_recipients:
            return self._refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one message, as aiosmtpd asks for it."""
        self.attempts += 1
        self._peers.add(session.peer)
        address = envelope.rcpt_tos[0]
        while not self._flowing.is_set() or address in self._stalled:
            # In short waits: a client that gives up leaves no thread behind.
            await asyncio.to_thread(self._ending.wait, 0.05)
        if refusal := self._refused_messages.get(address, self._refusal):
            return refusal
        message = cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default))
        self.received.append(Received(envelope.mail_from, tuple(envelope.rcpt_tos), message))
        if self._lost_answers or address in self._dropped:
            self._lost_answers -= bool(self._lost_answers)
            self._dropped.discard(address)
            server.transport.abort()
        return "250 OK"

    def _make(self) -> None:
        # The controller connects to itself to see that it runs, so it must know its port.
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port, **self._options)
