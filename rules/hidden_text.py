"""Characters that are not seen or that turn the text around them: shown on the desk, gone from what is published."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Pick the shape of the sign before them and are nothing by themselves; a row of them can carry a message.
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_KEPT_CONTROLS = "\n\r\t"
_HIDDEN_CATEGORIES = frozenset({"Cf", "Co", "Cs", "Cn"})

# Every letter is read character by character, and is written with some thousands of them.
CHARACTERS_KEPT = 8_192


@dataclass(frozen=True)
class Piece:
    """A run of seen text with its offset, or one unseen character; `code` is its code point, "" for seen text."""

    start: int
    text: str
    code: str = ""


@lru_cache(maxsize=CHARACTERS_KEPT)
def is_hidden(character: str) -> bool:
    """Tell whether a character is not seen where it stands: zero-width, turning, a tag, a control (security.md X3)."""
    if character.isascii():
        return not character.isprintable() and character not in _KEPT_CONTROLS
    category = unicodedata.category(character)
    return (category in _HIDDEN_CATEGORIES or category == "Cc"
            or any(ord(character) in variations for variations in _VARIATIONS))


def shown_only(text: str) -> str:
    """Return the text without its unseen characters."""
    return "".join(character for character in text if not is_hidden(character))


def pieces(text: str, offset: int = 0) -> list[Piece]:
    """Return the text cut at its unseen characters; starts count from `offset`, in characters."""
    found: list[Piece] = []
    begun = 0
    for place, character in enumerate(text):
        if is_hidden(character):
            if begun < place:
                found.append(Piece(offset + begun, text[begun:place]))
            found.append(Piece(offset + place, character, f"U+{ord(character):04X}"))
            begun = place + 1
    if begun < len(text):
        found.append(Piece(offset + begun, text[begun:]))
    return found
