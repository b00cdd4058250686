"""Signs that look like others: letters of another alphabet inside a word, and the radicals that stand for characters.

Whoever reads pаypal with a Cyrillic а, or ⼈ for 人, is meant to be fooled; the desk sees their codes (security.md X3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Runs of such letters; Chinese has no blanks between words of its own and others.
_WORD = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u0531-\u0587\u13a0-\u13ff]+")
# Latin, Greek, Cyrillic and Armenian share the shapes of many letters; the others do not.
_ALPHABETS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE")
_RADICALS = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
# Compatibility characters that Unicode itself calls unified: ordinary characters in an odd place.
_ORDINARY = frozenset({0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29})


def found(text: str) -> list[int]:
    """Return the places of characters that pass for others, in order."""
    return sorted({*_radicals(text), *_foreign_letters(text)})


def marked(text: str) -> str:
    """Return the text with the code point behind every character that passes for another."""
    places = found(text)
    if not places:
        return text
    codes = set(places)
    return "".join(f"{character}［U+{ord(character):04X}］" if place in codes else character
                   for place, character in enumerate(text))


def _radicals(text: str) -> Iterator[int]:
    for place, character in enumerate(text):
        code = ord(character)
        if code >= 0x2E80 and code not in _ORDINARY and any(code in radicals for radicals in _RADICALS):
            yield place


def _foreign_letters(text: str) -> Iterator[int]:
    """Yield the letters of a word that are not of the alphabet most of its letters have."""
    if text.isascii():
        return
    for word in _WORD.finditer(text):
        alphabets = [_alphabet(character) for character in word[0]]
        used = [alphabet for alphabet in alphabets if alphabet]
        if len(set(used)) < 2:
            continue
        usual = max(_ALPHABETS, key=used.count)
        yield from (word.start() + place for place, alphabet in enumerate(alphabets) if alphabet not in ("", usual))


def _alphabet(character: str) -> str:
    name = unicodedata.name(character, "")
    return next((alphabet for alphabet in _ALPHABETS if name.startswith(alphabet)), "")
