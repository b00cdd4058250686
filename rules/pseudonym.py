"""What stands in the place of a writer who must not be known: a name without meaning, and covered words in texts.

Owns the covering of what the writer told of themselves, wherever they repeat it; other persons are not its business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from rules import numbering
from rules.vocabulary import Category

LETTERS_SHOWN = 4
# Between the characters of a name or number people put blanks, dashes and what cannot be seen.
_BETWEEN = r"[\s\-—–·.。、_/\u200b-\u200f\u2060\ufeff\u00ad]*"
COVERS: dict[str, str] = {
    "name": "〔来信人〕", "phone": "〔来信人电话〕", "email": "〔来信人邮箱〕", "address": "〔来信人地址〕",
    "id_number": "〔来信人身份证号〕",
}
# A family name alone stands in too many other words.
SHORTEST = 2
_HAN_DIGITS = ("〇零○", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")


def is_confidential(category: Category, name_hidden: bool) -> bool:
    """Tell whether the writer must not be known outside the letters office (信访工作条例 30; security.md I3)."""
    return name_hidden or category is Category.REPORT


def label(key: bytes, case_id: int) -> str:
    """Return what a confidential writer is called, for example 来信人（保密）3F7K: the same wherever the case is shown.

    It says nothing without the key, and two letters of one person have two of them.
    """
    bits = int(numbering.keyed_digest(key, "pseudonym", str(case_id))[:8], 16)
    code = "".join(numbering.ALPHABET[(bits >> 5 * place) & 31] for place in range(LETTERS_SHOWN))
    return f"来信人（保密）{code}"


def file_name(place: int, name: str) -> str:
    """Return what an attachment is called where its own name might tell who sent it, for example 附件1.pdf."""
    found = re.search(r"[.][a-z0-9]{1,5}$", name.lower())
    return f"附件{place}{found[0] if found else ''}"


def covered(text: str, own: Mapping[str, str]) -> str:
    """Return a text in which nothing of what the writer gave of themselves can be read.

    `own` are the contact fields by name. Blanks, dashes, full-width and Chinese digits between and for their
    characters do not help; the longest fields are covered first, so that a name inside an address is no leftover.
    """
    fields = sorted(((name, value) for name, value in own.items() if len(_core(value)) >= SHORTEST),
                    key=lambda field: -len(field[1]))
    for name, value in fields:
        text = re.sub(_pattern(_core(value)), COVERS[name], text, flags=re.IGNORECASE)
    return text


def _core(value: str) -> str:
    return re.sub(r"[\s\-—–·]+", "", unicodedata.normalize("NFKC", value))


def _pattern(value: str) -> str:
    return _BETWEEN.join(map(_character, value))


def _character(char: str) -> str:
    """Return what may stand for one character: itself, its full-width form, a digit in Chinese."""
    forms = {char, char.lower(), char.upper()}
    forms |= {chr(ord(one) + 0xFEE0) for one in forms if 0x21 <= ord(one) <= 0x7E}
    if char.isascii() and char.isdigit():
        forms |= set(_HAN_DIGITS[int(char)])
    return "[" + "".join(map(re.escape, sorted(forms))) + "]"
