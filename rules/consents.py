"""Separate consents to sensitive personal data: their words by version, and what is not stored without them.

PIPL 14, 28-31: informed, voluntary, separate, and for a child under 14 that of the guardian. Refusing one never
holds a letter up (PIPL 16). A text that people agreed to is never changed: a new wording is a new version.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from rules.errors import InputRefused

ID_DIGITS = 17
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
ID_UNREADABLE = "身份证号要写18位，最后一位可以是X。请对照证件再看一遍，或者不填"


class ConsentKind(StrEnum):
    """What a consent is about. Stored: a name that was used once stays."""

    ID_NUMBER = "id_number"
    HEALTH = "health"
    UNDER_14 = "under_14"


@dataclass(frozen=True)
class ConsentText:
    """What was agreed to, word for word."""

    kind: ConsentKind
    version: int
    words: str


# Every version that was ever shown; the last one of a kind is shown now.
TEXTS: tuple[ConsentText, ...] = (
    ConsentText(ConsentKind.ID_NUMBER, 1,
                "我单独同意县信访局保存我的身份证号。只用来核对是不是本人，加密保存，不给承办单位看，不公开；"
                "不同意不影响办信，以后可以在查询页撤回。"),
    ConsentText(ConsentKind.HEALTH, 1,
                "信里写到我的病情、残疾等健康情况，我单独同意为办理这封信使用。只给办这封信的人看，不公开；"
                "不同意不影响办信，以后可以在查询页撤回。"),
    ConsentText(ConsentKind.UNDER_14, 1,
                "信里写到未满14周岁的孩子，我是孩子的监护人，单独同意为办理这封信使用孩子的个人信息。"
                "只给办这封信的人看，不公开；不同意不影响办信，以后可以在查询页撤回。"),
)
CONSENT_LABELS: dict[ConsentKind, str] = {
    ConsentKind.ID_NUMBER: "保存身份证号",
    ConsentKind.HEALTH: "使用健康情况",
    ConsentKind.UNDER_14: "使用未满14周岁孩子的个人信息",
}
NOT_STORED: dict[ConsentKind, str] = {
    ConsentKind.ID_NUMBER: "您没有勾选同意保存身份证号，所以没有保存它。这不影响办信。",
}


def current(kind: ConsentKind) -> ConsentText:
    """Return the text of a consent that is shown now."""
    return [one for one in TEXTS if one.kind is kind][-1]


def text_of(kind: ConsentKind, version: int) -> ConsentText:
    """Return the text that somebody agreed to. Raises KeyError for one that never was."""
    for one in TEXTS:
        if (one.kind, one.version) == (kind, version):
            return one
    raise KeyError(f"{kind.value} {version}")


def kinds_of(slugs: Collection[str]) -> tuple[ConsentKind, ...]:
    """Return the consents with these names, in the order of the catalogue. Raises InputRefused for any other name."""
    unknown = sorted(set(slugs) - set(ConsentKind))
    if unknown:
        raise InputRefused(f"没有这种同意，请用：{'、'.join(ConsentKind)}。", "consents")
    return tuple(kind for kind in ConsentKind if kind in slugs)


def normal_id(text: str) -> str:
    """Return an identity number without blanks, its letter in upper case."""
    return "".join(text.split()).upper()


def id_refusal(text: str) -> str:
    """Return what is wrong with an identity number, "" when its check digit fits (GB 11643)."""
    number = normal_id(text)
    figures = number[:ID_DIGITS]
    if len(number) != ID_DIGITS + 1 or not (figures.isascii() and figures.isdigit()):
        return ID_UNREADABLE
    total = sum(int(digit) * weight for digit, weight in zip(figures, _WEIGHTS, strict=True))
    return "" if _CHECK[total % 11] == number[-1] else ID_UNREADABLE
