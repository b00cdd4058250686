"""The record's arithmetic: how an event is written down, and its keyed MAC over itself and its predecessor."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.transitions import Act

SYSTEM_CHAIN = "system"
GENESIS = "0" * 64


@dataclass(frozen=True)
class EventFacts:
    """What a MAC covers. `payload` is the canonical text as stored; `chain` is the case's number or `system`."""

    chain: str
    act: str
    actor: str
    recorded_at: datetime
    effective_at: datetime
    payload: str
    prev: str


def canonical(payload: Mapping[str, object]) -> str:
    """Return the payload as one canonical JSON text, so that the same facts always give the same bytes."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def mac(key: bytes, event: EventFacts) -> str:
    """Return the HMAC-SHA-256 of an event, bound to its chain and its predecessor, as 64 hex digits."""
    return mac_of(key, event.chain, event.act, event.actor, instant(event.recorded_at), instant(event.effective_at),
                  event.payload, event.prev)


def mac_of(key: bytes, *parts: str) -> str:
    """Return the MAC over the parts of an event in the order of `EventFacts`, its instants written by `instant`."""
    # Length-prefixed, so that no two different events give the same bytes. Lengths count bytes: characters will do for
    # plain ASCII, which nearly every event is, and counting those is much faster.
    message = "".join([f"{len(part)}:{part}" for part in parts])
    if not message.isascii():
        return _hmac(key, b"".join([b"%d:%s" % (len(encoded), encoded) for encoded in map(str.encode, parts)]))
    return _hmac(key, message.encode())


def _hmac(key: bytes, message: bytes) -> str:
    return hmac.digest(key, message, "sha256").hex()


def instant(value: datetime) -> str:
    """Return an instant as the record writes it: ISO 8601 in UTC with microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


# Acts that give the case to the department in their payload, and acts that take it from every department.
# A case of another kind than a letter is with one department from its first event on, also when it is withdrawn.
_GIVING = frozenset({Act.ROUTE, Act.ASSIGN, Act.TRANSFER, Act.IMPORT_ANSWERED, Act.SUBMIT, Act.ARRIVE, Act.WITHDRAW,
                     Act.PLAN_PERIOD})
_TAKING = frozenset({Act.RETURN, Act.RECALL, Act.DECLINE, Act.MERGE})
_NAMES_ONE = '"department":'


def department_after(act: str, payload: str, department_id: int | None) -> int | None:
    """Return which department has the case after an event, from its act and payload."""
    if act in _TAKING:
        return None
    if act not in _GIVING:
        return department_id
    given = json.loads(payload).get("department") if _NAMES_ONE in payload else None
    return given if isinstance(given, int) else None
