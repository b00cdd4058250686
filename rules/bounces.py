"""Mail that comes back: reads delivery status messages (RFC 3464) and ignores every other message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

LARGEST_BYTES = 2 * 1024 * 1024
# Where a report keeps the message that came back, whole or its head alone.
ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
# RFC 3463: mailbox disabled, moved for good without an address, and no host that takes mail for the domain.
NO_SUCH_PLACE = frozenset({"5.2.1", "5.4.4"})
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<([^<>@\s]{1,200})@([^<>@\s]{1,255})>")


@dataclass(frozen=True)
class Bounce:
    """What a mail server says became of a message of ours: its local Message-ID, and a status like 5.1.1."""

    message_id: str
    status: str

    @property
    def is_hard(self) -> bool:
        """Tell whether this message will not be delivered however long one waits (RFC 3463: class 5)."""
        return self.status.startswith("5")

    @property
    def means_no_such_address(self) -> bool:
        """Tell whether no message at all can reach the address: bad address, mailbox shut, or no such host.

        A full mailbox, a message that was too large or a refused sender says nothing of the next message.
        """
        return self.status.startswith("5.1.") or self.status in NO_SUCH_PLACE


def read(content: bytes) -> Bounce | None:
    """Return what a message says of one of ours, None when it is no delivery status message, or names none.

    Answers of people and of out-of-office programs give None: they are no news of delivery. Raises nothing,
    whatever the bytes are.
    """
    if len(content) > LARGEST_BYTES:
        return None
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        if message.get_content_type() != "multipart/report" or not message.is_multipart():
            return None
        status, original = _status(message), _original_id(message)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # The parser of the standard library is not safe against every crooked message.
        return None
    return Bounce(original, status) if status and original else None


def _parts(message: Any, *kinds: str) -> Iterator[Any]:
    """Yield the parts of these kinds; what a crooked message has in their place is left out."""
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else []:
        if part.get_content_type() in kinds:
            yield part


def _status(report: Any) -> str:
    """Return the status of the first recipient whose message was delayed or came back, "" when none was."""
    for part in _parts(report, "message/delivery-status"):
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            found = _STATUS.search(str(block.get("Status", "")))
            action = str(block.get("Action", "")).strip().lower()
            if found and action in {"failed", "delayed"}:
                return found.group() if action == "failed" else "4" + found.group()[1:]
    return ""


def _original_id(report: Any) -> str:
    """Return the local part of the Message-ID of the message that came back."""
    for part in _parts(report, *ORIGINALS):
        inner = part.get_payload()
        if isinstance(inner, list) and inner:
            headers = inner[0]
        else:
            headers = message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.compat32)
        found = _MESSAGE_ID.search(str(headers.get("Message-ID", "")))
        if found:
            return found.group(1)
    return ""
