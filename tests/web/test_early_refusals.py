"""What cannot be kept is refused by its announced length, before a byte of it is read."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from adapters.disk import space
from config import MEGABYTE

BOUNDARY = "multipart/form-data; boundary=x"


class Unread(io.RawIOBase):
    """A body of which nothing may be read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise AssertionError("the body was read")


def posted(app: Flask, length: int) -> tuple[int, str]:
    environ = EnvironBuilder("/write", method="POST", content_type=BOUNDARY).get_environ()
    environ |= {"CONTENT_LENGTH": str(length), "wsgi.input": io.BufferedReader(Unread())}
    body, status, _ = run_wsgi_app(app, environ)
    return int(status.split()[0]), b"".join(body).decode()


def test_post_of_more_than_a_letter_may_have_is_refused_unread(app: Flask) -> None:
    """F1: the limit of a request, by its announced length."""
    status, words = posted(app, 53 * MEGABYTE)
    assert status == 413
    assert "每个附件不超过10MB" in words.replace(" ", "")


@pytest.mark.parametrize("floor_mb", [10 ** 9, None], ids=["below the floor", "below it with this body"])
def test_post_of_files_for_which_there_is_no_room_is_refused_unread(
        app: Flask, monkeypatch: pytest.MonkeyPatch, floor_mb: int | None) -> None:
    """F1: the free-space floor counts what is about to come."""
    monkeypatch.setattr(space, "floor_mb", floor_mb or space.left_mb() - 20)
    status, words = posted(app, 40 * MEGABYTE)
    assert status == 503
    assert "存不进去" in words
