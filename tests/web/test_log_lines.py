"""G1: what people send never reaches a log, and nothing they send can make, hide or turn a line."""

from __future__ import annotations

import io
import json
import logging
import runpy
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from adapters import logs
from config import LogFormat
from services import lookup
from tests.conventions.guard import ROOT

TYPED = "来信人说的话"
FORGED = f"{TYPED}\r\n2026-11-24 02:42:00,000 ERROR web.errors forged\x1b[2K\u202e\u2028"
Written = Callable[[], str]


@pytest.fixture(params=list(LogFormat))
def written(request: pytest.FixtureRequest) -> Iterator[Written]:
    """What the root logger writes in each format, as the web server keeps it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.formatter(request.param))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield out.getvalue
    root.removeHandler(handler)
    root.setLevel(level)


def refuse(fault: Exception) -> Callable[..., object]:
    def act(*_arguments: object, **_words: object) -> object:
        raise fault
    return act


@pytest.mark.parametrize("fault", [ValueError(FORGED), IntegrityError(FORGED, {"text": TYPED}, ValueError(TYPED)),
                                   KeyError(FORGED)], ids=lambda fault: type(fault).__name__)
def test_fault_with_typed_words_is_logged_without_them(
        app: Flask, written: Written, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    """G1: a fault that quotes the request leaves its kind and its place in the log, and an incident on the page."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(lookup, "find", refuse(fault))
    answer = app.test_client().post(
        f"/status?q={TYPED}", data={"number": FORGED, "code": TYPED},
        headers={"Origin": "http://localhost", "User-Agent": "forged agent", "X-Forwarded-For": "203.0.113.77"})
    assert answer.status_code == 500
    log = written()
    assert "Incident" in log
    assert type(fault).__name__ in log
    for word in (TYPED, json.dumps(TYPED)[1:-1], "forged", "203.0.113.77", "q="):
        assert word not in log
    assert all(character.isprintable() or character == "\n" for character in log)


@pytest.mark.parametrize(("path", "values"), [
    (f"/nowhere/{TYPED}?q={TYPED}", None), (f"/letters?q={TYPED}", None),
    ("/status", {"number": FORGED, "code": TYPED}),
    ("/sign-in", {"login": FORGED, "password": TYPED, "code": TYPED}), (f"/status/{TYPED}/person", None),
    ("/api/v1/letters", {"text": TYPED}),
], ids=["unknown page", "search", "wrong code", "wrong password", "unknown letter", "refused program"])
def test_refused_request_leaves_no_word_of_it_in_the_log(
        app: Flask, written: Written, path: str, values: dict[str, str] | None) -> None:
    """G1: neither addresses with their query nor bodies are logged, whatever became of the request."""
    client = app.test_client()
    answer = client.get(path) if values is None else client.post(path, data=values,
                                                                 headers={"Origin": "http://localhost"})
    assert answer.status_code < 500
    log = written()
    assert TYPED not in log
    assert json.dumps(TYPED)[1:-1] not in log
    assert "forged" not in log
    assert "?" not in "".join(line for line in log.splitlines() if "gunicorn" not in line)


def test_servers_log_no_query_strings_and_no_bodies() -> None:
    """G1: the web server keeps no access log; the one of the front has the path alone, and no referrer or browser."""
    assert runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))["accesslog"] is None
    lines = (ROOT / "deploy/nginx.conf").read_text().splitlines()
    formats = [line for line in lines if line.strip().startswith("log_format")]
    assert len(formats) == 1
    assert "$uri" in formats[0]
    for told in ("$request ", "$request_uri", "$args", "$query_string", "$http_", "$remote_addr", "$request_body",
                 "$cookie"):
        assert told not in formats[0]
    assert {line.split()[-1] for line in lines if line.strip().startswith("access_log")} <= {"mailbox;", "off;"}
