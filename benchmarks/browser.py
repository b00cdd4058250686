"""A small visitor that keeps cookies and copies the hidden fields of a form, to get into the pages that need it."""

from __future__ import annotations

import html
import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')


class Visitor:
    """One visit to one server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> bytes:
        """Return the body of a page; an error status is raised."""
        with self._opener.open(self.url + path) as answer:
            return bytes(answer.read())

    def hidden_fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the page's forms."""
        return hidden_fields_of(self.get(path).decode())

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form and return the address at which it ends."""
        request = Request(self.url + path, urlencode(fields).encode(), {"Origin": self.url})  # noqa: S310
        with self._opener.open(request) as answer:
            return str(answer.geturl())

    @property
    def cookies(self) -> str:
        """The value of the Cookie header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)


def hidden_fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms."""
    fields = {}
    for tag in _HIDDEN.findall(page):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name:
            fields[name[1]] = html.unescape(value[1]) if value else ""
    return fields
