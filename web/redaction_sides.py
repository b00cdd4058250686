"""Original and public form side by side, as the desks of redaction show them: a letter's, and a document's."""

from __future__ import annotations

from dataclasses import dataclass

from rules import hidden_text, redaction, redaction_marks
from rules.hidden_text import Piece
from rules.redaction_marks import BASIS_LABELS, OTHER, Basis, Decision, Mark, Part, Stretch

KIND_LABELS: dict[str, str] = {**redaction.KINDS, **redaction.HINT_KINDS, OTHER: "其他个人信息"}
# By what a detector knows its kind.
RULES: dict[str, str] = {
    redaction.ID_NUMBER: "证号和出生日期的规则", redaction.BANK_CARD: "卡号校验规则", redaction.MOBILE: "手机号规则",
    redaction.LANDLINE: "电话号规则", redaction.EMAIL: "邮箱规则", "name": "姓名规则或登记信息", "address": "地址规则"}


@dataclass(frozen=True)
class Side:
    """A stretch on one side of the page; `tone` is "" for plain text, else how its mark looks there."""

    pieces: tuple[Piece, ...]
    key: int = 0
    tone: str = ""


@dataclass(frozen=True)
class Shown:
    """One part of the letter: original and public form."""

    name: str
    heading: str
    original: tuple[Side, ...]
    public: tuple[Side, ...]


def basis_words(basis: Basis, kind: str) -> str:
    """Return why a mark is there, with the rule that a detector of this kind goes by."""
    return (RULES.get(kind, "") if basis is Basis.PATTERN else "") or BASIS_LABELS[basis]


def shown(part: Part, heading: str, text: str, marks: list[Mark]) -> Shown:
    """Return both sides of a part; the marks are those of this part."""
    cut = redaction_marks.stretches(text, marks)
    return Shown(part.value, heading, tuple(map(_original, cut)), tuple(map(_public, cut)))


def _original(one: Stretch) -> Side:
    pieces = tuple(hidden_text.pieces(one.original, one.start))
    if one.mark is None:
        return Side(pieces)
    return Side(pieces, one.mark.key, "kept" if one.mark.decision is Decision.KEEP else "found")


def _public(one: Stretch) -> Side:
    pieces = (Piece(0, one.public),)
    if one.mark is None or one.mark.decision is Decision.KEEP:
        return Side(pieces)
    return Side(pieces, one.mark.key, "off-page" if one.is_hidden else "found")
