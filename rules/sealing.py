"""How a day's part of the record is sealed: what stands in each leaf of its tree, and the keyed seal over its root.

The first leaf names the day and the root of the day before, so that each root stands for the whole record until then.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from rules import ledger, merkle
from rules.transitions import Act

# The act whose payload names the SHA-256 of a text that the writer has: the answer as it was sent.
_SENDING = Act.ISSUE.value


@dataclass(frozen=True)
class DaySeal:
    """One sealed day: its events are those with `first_seq` ≤ seq ≤ `last_seq`, `count` of them (numbers may be left
    out by transactions that failed). `root` and `previous` are 64 hex digits, `link` proves the first leaf."""

    day: date
    first_seq: int
    last_seq: int
    count: int
    root: str
    previous: str
    link: tuple[str, ...]


def header(day: date, previous: str, count: int) -> str:
    """Return the content of a tree's first leaf: the day, the root of the day before, and the number of events."""
    return f"day\n{day.isoformat()}\n{previous}\n{count}"


def entry(chain: str, act: str, at: str, text_digest: str, salt: str) -> str:
    """Return the content of an event's leaf.

    `chain` is the case's number or `system`, `at` the server's instant in ISO form, `text_digest` the SHA-256 of the
    answer that was sent with it, else "". The salt makes the leaf's hash tell nothing to whoever lacks the receipt.
    """
    return f"event\n{chain}\n{act}\n{at}\n{text_digest}\n{salt}"


def salt_of(mac: str) -> str:
    """Return the salt of an event's leaf: a public hash of its MAC, which only the key could have made."""
    return sha256(mac.encode()).hexdigest()


def sent_digest(act: str, payload: str) -> str:
    """Return the SHA-256 of the text that an event sent to the writer, "" for an event that sent none."""
    if act != _SENDING:
        return ""
    digest = json.loads(payload).get("text")
    return digest if isinstance(digest, str) else ""


def leaf(chain: str, act: str, at: str, payload: str, mac: str) -> bytes:
    """Return the leaf hash of an event; `at` as `ledger.instant` writes it."""
    return merkle.leaf_hash(entry(chain, act, at, sent_digest(act, payload), salt_of(mac)).encode())


def leaves_of_day(day: date, previous: str, events: list[bytes]) -> list[bytes]:
    """Return all leaves of a day's tree: the header's, then the events' in the order of seq."""
    return [merkle.leaf_hash(header(day, previous, len(events)).encode()), *events]


def seal_of(key: bytes, sealed: DaySeal) -> str:
    """Return the keyed seal over everything that a sealed day says, as 64 hex digits."""
    content = "\n".join(("seal", header(sealed.day, sealed.previous, sealed.count), str(sealed.first_seq),
                         str(sealed.last_seq), sealed.root, *sealed.link))
    return hmac.digest(key, content.encode(), "sha256").hex()


def sealed(day: date, seqs: tuple[int, int], previous: str, events: list[bytes]) -> DaySeal:
    """Return the seal of a day from its events' leaf hashes; `seqs` are the first and the last number it covers."""
    leaves = leaves_of_day(day, previous, events)
    link = tuple(node.hex() for node in merkle.proof(leaves, 0))
    return DaySeal(day, *seqs, len(events), merkle.root(leaves).hex(), previous, link)


FIRST_PREVIOUS = ledger.GENESIS
