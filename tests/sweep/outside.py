"""A person's browser over real HTTP: cookies, forms with their token, uploads, and a crawl of every link in reach."""

from __future__ import annotations

import html
import http.client
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode, urljoin, urlsplit
from uuid import uuid4

FORMS = "application/x-www-form-urlencoded"
MOST_REDIRECTS = 5
_LINK = re.compile(r'(?:href|src)="([^"#]+)')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back, headers and all."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> bytes:
        """Headers and body, as the person at the other end has them."""
        return "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode() + b"\n\n" + self.body

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def links(self) -> list[str]:
        """Return the addresses on this site that the page names."""
        if "text/html" not in self.headers.get("Content-Type", ""):
            return []
        found = [urlsplit(urljoin(self.path, html.unescape(link))) for link in _LINK.findall(self.text)]
        return [part.path + (f"?{part.query}" if part.query else "") for part in found if not part.netloc]


@dataclass
class Person:
    """One browser on the service at a port."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and follow its redirects."""
        for _ in range(MOST_REDIRECTS):
            answer = self._one(method, path, body, headers or {})
            place = answer.headers.get("Location")
            if answer.status not in (301, 302, 303) or place is None:
                return answer
            parts = urlsplit(urljoin(path, place))
            method, path, body, headers = "GET", parts.path + (f"?{parts.query}" if parts.query else ""), b"", {}
        raise AssertionError(f"{path} redirects without end")

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, values: Mapping[str, str], seen: Answer | None = None) -> Answer:
        """Send a form with the hidden fields of the page on which it stands."""
        return self.ask("POST", path, urlencode({**hidden_of(seen), **values}).encode(), {"Content-Type": FORMS})

    def upload(self, path: str, values: Mapping[str, str], files: Sequence[tuple[str, bytes]], seen: Answer,
               field: str = "files") -> Answer:
        """Send a form with files in one of its fields."""
        mark, parts = uuid4().hex, []
        for name, value in {**hidden_of(seen), **values}.items():
            parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, content in files:
            parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
                         "Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def crawl(self, starts: Sequence[str], most: int) -> list[Answer]:
        """Return every page that links lead to from these addresses, each address once."""
        waiting, seen, answers = list(starts), set(starts), []
        while waiting and len(answers) < most:
            answers.append(self.get(waiting.pop(0)))
            for link in answers[-1].links():
                if link not in seen and not link.startswith("/static/") and "appearance" not in link:
                    seen.add(link)
                    waiting.append(link)
        return answers

    def _one(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        if method == "POST":
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
        try:
            connection.request(method, quote(path, safe="/?=&%~:+,.-_"), body or None, sent)
            response = connection.getresponse()
            for value in response.headers.get_all("Set-Cookie") or ():
                for name, morsel in SimpleCookie(value).items():
                    self.cookies[name] = morsel.value
            return Answer(path, response.status, dict(response.headers), response.read())
        finally:
            connection.close()


def hidden_of(page: Answer | None) -> dict[str, str]:
    """Return the hidden fields of a page, its form token above all."""
    if page is None:
        return {}
    fields = {name: html.unescape(value) for name, value in _HIDDEN.findall(page.text)}
    token = _TOKEN.search(page.text)
    return {**fields, **({"csrf_token": token[1]} if token else {})}
