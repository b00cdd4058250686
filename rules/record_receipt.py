"""The receipt (记录凭证) on which anybody can check, without the service, that acts on a letter are in the record.

It holds hashes, and of the letter only its number, the acts and their instants; nothing of any other case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rules import merkle, sealing
from rules.errors import InputRefused

KIND, VERSION = "记录凭证", 1
MOST_ENTRIES, LONGEST_PATH, LONGEST_TEXT = 2_000, 64, 200
NOT_A_RECEIPT = "这不是一份完整的记录凭证。请重新下载，把整份内容贴上来，不要改动。"


@dataclass(frozen=True)
class Proved:
    """One act with its proof: `text` is the SHA-256 of the answer sent with it, else "". `path` leads from the leaf
    at `index` of `size` leaves up to `root`, the sealed root of `day`; hashes are written in hex."""

    day: str
    act: str
    at: str
    text: str
    salt: str
    index: int
    size: int
    path: tuple[str, ...]
    root: str


@dataclass(frozen=True)
class Receipt:
    """All proved acts of one letter; `waiting` counts those whose day is not sealed yet."""

    number: str
    entries: tuple[Proved, ...]
    waiting: int = 0


class Verdict(StrEnum):
    """What checking one entry has shown."""

    IN_RECORD = "in_record"
    BROKEN = "broken"
    OTHER_ROOT = "other_root"
    NOT_SEALED = "not_sealed"


VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.IN_RECORD: "在那一天的记录里，一个字也没有改",
    Verdict.BROKEN: "凭证的内容和它自己的封存值对不上，凭证被改过",
    Verdict.OTHER_ROOT: "凭证的封存值和公布的封存值不同，请把凭证交给纪检监察或者审计部门",
    Verdict.NOT_SEALED: "公布的名单里没有这一天",
}


def written(receipt: Receipt, labels: Mapping[str, str], address: str) -> str:
    """Return the receipt as the JSON text that is downloaded; `address` is where the roots are published."""
    entries = [asdict(one) | {"label": labels.get(one.act, one.act)} for one in receipt.entries]
    return json.dumps({"kind": KIND, "version": VERSION, "number": receipt.number, "roots": address,
                       "waiting": receipt.waiting, "entries": entries}, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Receipt:
    """Return the receipt that a text holds. Raises InputRefused for everything that is not a whole receipt."""
    try:
        facts = json.loads(text)
        if facts["kind"] != KIND or facts["version"] != VERSION or not 0 < len(facts["entries"]) <= MOST_ENTRIES:
            raise ValueError
        entries = tuple(_entry(one) for one in facts["entries"])
        return Receipt(_text(facts["number"]), entries)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputRefused(NOT_A_RECEIPT, "receipt") from None


def check(receipt: Receipt, published: Mapping[date, str]) -> Iterator[tuple[Proved, Verdict]]:
    """Yield each entry with what checking it shows: its path must lead to its root, and that be the published one."""
    for one in receipt.entries:
        root = published.get(date.fromisoformat(one.day))
        if not _is_proved(receipt.number, one):
            yield one, Verdict.BROKEN
        elif root is None:
            yield one, Verdict.NOT_SEALED
        else:
            yield one, Verdict.IN_RECORD if root == one.root else Verdict.OTHER_ROOT


def _is_proved(number: str, one: Proved) -> bool:
    content = sealing.entry(number, one.act, one.at, one.text, one.salt)
    return merkle.is_included(merkle.leaf_hash(content.encode()), one.index, one.size,
                              [bytes.fromhex(node) for node in one.path], bytes.fromhex(one.root))


def _entry(facts: Any) -> Proved:
    path: Sequence[Any] = facts["path"]
    if not isinstance(path, list) or len(path) > LONGEST_PATH:
        raise ValueError
    return Proved(date.fromisoformat(_text(facts["day"])).isoformat(), _text(facts["act"]), _text(facts["at"]),
                  _text(facts["text"]), _text(facts["salt"]), _number(facts["index"]), _number(facts["size"]),
                  tuple(_hash(node) for node in path), _hash(facts["root"]))


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\n" in value:
        raise ValueError
    return value


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError
    return value


def _hash(value: Any) -> str:
    if len(bytes.fromhex(_text(value))) != 32:
        raise ValueError
    return str(value).lower()
