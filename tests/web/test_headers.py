"""Headers of every answer: pages, files, redirects, problem documents and errors, over all routes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from rules.vocabulary import State
from tests.fixtures.addresses import addresses
from tests.fixtures.office import PEOPLE, Office
from web.static_files import address as static_address

METHODS = frozenset({"GET", "POST", "DELETE", "OPTIONS"})
EXPECTED = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin"}
# What is foreign, or written into the page, is never run, shown or asked.
FORBIDDEN = ("'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "blob:")


def policy_of(response: TestResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


def check(response: TestResponse, what: str) -> None:
    for name, value in EXPECTED.items():
        assert response.headers.get(name) == value, f"{what}: {name} is {response.headers.get(name)!r}"
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"], what
    sources = [source for each in policy.values() for source in each]
    assert not [source for source in sources if source in FORBIDDEN], what
    if "sandbox" not in policy:
        assert (policy["frame-ancestors"], policy["base-uri"]) == (["'none'"], ["'none'"]), what
    assert "Cache-Control" in response.headers, what
    assert "Server" not in response.headers or "Python" not in response.headers["Server"], what


@pytest.fixture
def strict(office: Office) -> Flask:
    """The application as behind https, on the same data."""
    config = office.app.extensions["mailbox.config"]
    made = create_app(replace(config, public_url="https://localhost"))
    made.testing = True
    return made


@pytest.mark.parametrize("person", [None, *PEOPLE])
def test_every_answer_of_every_route_has_every_header(office: Office, person: str | None) -> None:
    """X2: policy without inline, no sniffing, no frame, over all routes and methods, whatever the status."""
    number = office.letter(State.ANSWERED, consents_to_publication=True)
    client = office.enter(person).client if person else office.app.test_client()
    seen = set()
    for method, path, _ in addresses(office.app, METHODS, number=number):
        if path not in ("/sign-out",):
            response = client.open(path, method=method)
            seen.add(response.status_code)
            check(response, f"{method} {path} as {person}")
    assert {200, 400, 404} <= seen


@pytest.mark.parametrize(("method", "path", "status"), [
    pytest.param("GET", "/nothing", 404, id="no such page"), pytest.param("DELETE", "/write", 405, id="no such method"),
    pytest.param("POST", "/write", 400, id="no token"), pytest.param("GET", "/desk", 302, id="a redirect"),
    pytest.param("GET", "/api/v1/nothing", 404, id="a problem document"),
    pytest.param("GET", "/letters/%ff", 404, id="no utf-8")])
def test_refusals_have_every_header(client: FlaskClient, method: str, path: str, status: int) -> None:
    """X2: also on what is refused."""
    response = client.open(path, method=method)
    assert response.status_code == status
    check(response, path)


def test_fault_has_every_header(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """X2, S3: also on the last page of all."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "mailbox.guide", app.view_functions["mailbox.home"].__class__(
        (lambda: 1 / 0).__code__, {}))
    app.view_functions["mailbox.guide"].audience = app.view_functions["mailbox.home"].audience  # type: ignore
    response = client.get("/guide")
    assert response.status_code == 500
    check(response, "a fault")


def test_answer_to_an_unknown_host_has_every_header(client: FlaskClient) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    check(response, "another host")


def test_behind_https_every_answer_says_so_for_two_years(strict: Flask) -> None:
    """X2: HSTS on every response incl. errors, once the service is behind https."""
    client = strict.test_client()
    for method, path, _ in addresses(strict, METHODS):
        response = client.open(path, method=method, base_url="https://localhost")
        assert response.headers.get("Strict-Transport-Security") == "max-age=63072000", f"{method} {path}"
    assert "Strict-Transport-Security" in client.get("/nothing", base_url="https://localhost").headers


def test_on_loopback_nothing_is_promised_about_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_static_files_have_the_headers_too(client: FlaskClient) -> None:
    """X2: files are served before the application is asked, with the same headers."""
    for name in ("js/puzzle.js", "css/components.css", "img/seal.svg"):
        with client.get(static_address(name)) as response:
            assert response.status_code == 200
            check(response, name)
