"""Addresses that came from outside: only paths of this site are followed (security.md X9)."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2000


def local_path(text: str | None) -> str | None:
    """Return the text when it is a path of this site, else None.

    Browsers read a backslash as a slash and drop control characters, so neither may stand in it.
    """
    if not text or len(text) > LONGEST or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(character) < 0x21 or ord(character) == 0x7F for character in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text
