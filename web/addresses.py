"""Addresses that came from outside: only paths of this site are followed (X9), and no number is beyond a row's (X7)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

LONGEST = 2000
# The largest that a column of whole numbers holds on both engines.
LARGEST_ROW = 2**31 - 1


class RowNumber(IntegerConverter):
    """A number in an address; for one that no row can have there is no such page."""

    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if number > LARGEST_ROW:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber


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
