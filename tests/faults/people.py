"""A person with a browser, over a real connection: opens pages, fills in the form, keeps the cookie."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import html5lib

from tests.fixtures.authenticator import Authenticator
from tests.fixtures.pages import values_of

LETTER = {"title": "路灯坏了半个月", "agree": "y",
          "text": "城南小学门口的路灯坏了半个月，放学的孩子看不清路，请修一修，谢谢你们。"}
File = tuple[str, bytes]


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did. `took_s` is the wait for it in seconds."""

    status: int
    text: str = ""
    location: str = ""
    took_s: float = 0.0

    @property
    def receipt(self) -> str | None:
        """The number on the receipt that the answer leads to."""
        return self.location.rpartition("/")[2] if self.status == 303 and "/receipt/" in self.location else None


class Person:
    """One browser; `source` is the address it comes from, any of 127.0.0.0/8."""

    def __init__(self, port: int, source: str = "127.0.0.1", timeout_s: float = 40.0) -> None:
        self.port, self.source, self.timeout_s = port, source, timeout_s
        self.form: dict[str, str] = {}
        self._cookie = ""
        self.phone = Authenticator()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def open_form(self) -> dict[str, str]:
        """Open the page to write a letter and return its form as it stands."""
        page = self.get("/write")
        assert page.status == 200, page
        return self.keep_form(page)

    def keep_form(self, page: Answer) -> dict[str, str]:
        """Take over the form of a page, with what it gives back."""
        root = html5lib.parse(page.text, namespaceHTMLElements=False)
        form = next(each for each in root.iter("form") if each.get("method") == "post")
        self.form = values_of(form)
        return self.form

    def send(self, changes: Mapping[str, str] | None = None, files: Mapping[str, File] | None = None,
             path: str = "/write") -> Answer:
        """Send the kept form with these changes, and files by field."""
        body, kind = multipart({**self.form, **(changes or {})}, files or {})
        return self._ask("POST", path, body, kind)

    def sign_in(self, login: str, password: str, at: datetime | None = None) -> str:
        """Sign in as staff and return the cookie; `at` is what the service's clock shows, unless it is the real one."""
        self.keep_form(self.get("/sign-in"))
        code = self.phone.code(at or datetime.now(UTC))
        assert self.send({"login": login, "password": password, "code": code}, path="/sign-in").status == 303
        return self._cookie

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, self.timeout_s, (self.source, 0))
        headers = {"Content-Type": kind} if kind else {}
        if self._cookie:
            headers["Cookie"] = self._cookie
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return Answer(0, took_s=time.monotonic() - began)
        finally:
            connection.close()
        found = re.match(r"[^;]+", response.getheader("Set-Cookie", ""))
        self._cookie = found.group() if found else self._cookie
        return Answer(response.status, text, response.getheader("Location", ""), time.monotonic() - began)


def multipart(values: Mapping[str, str], files: Mapping[str, File]) -> tuple[bytes, str]:
    """Return the body and the content type of a form with files, given by field as (file name, content)."""
    boundary = uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in values.items()]
    for field, (name, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n' \
               "Content-Type: application/octet-stream\r\n\r\n"
        parts.append(head.encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
