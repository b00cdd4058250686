"""L7: what is personal is kept nowhere on its way, tells nobody where it was read, and asks nobody else."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Request
from werkzeug.routing import Rule

from rules import numbering
from rules.vocabulary import State
from tests.fixtures.office import Office
from web.access import audience_of

TOKEN = "a-form-token-of-this-test"
SAMPLES = {"number": "X2026-1", "slug": "x", "public_id": "x", "token": "x", "reference": "x", "month": "2026-11",
           "kind": "health", "act": "accept", "year": 2026, "path": "css/tokens.css", "filename": "css/tokens.css"}
# The same for every visitor: browsers may keep these and ask again.
OWN = ("'self'", "'none'", "data:")


def address(app: Flask, rule: Rule) -> str:
    """Return an address that fits a rule."""
    values = {name: SAMPLES.get(name, 1) for name in rule.arguments} | dict(rule.defaults or {})
    for name in rule.arguments:
        items = getattr(rule._converters.get(name), "items", None)
        if items:
            values[name] = sorted(items)[0]
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def rules_of(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


@pytest.fixture
def writer(office: Office) -> FlaskClient:
    """A browser in which the writer of X2026-1 has opened the letter."""
    number = office.letter(State.ANSWERED, token=TOKEN)
    assert number == SAMPLES["number"]
    client = office.app.test_client()
    client.post("/status", data={"number": number, "code": numbering.query_code(
        office.app.extensions["mailbox.secrets"].code, TOKEN)}, headers={"Origin": "http://localhost"})
    return client


@pytest.mark.parametrize("who", ["anybody", "writer", "intake", "auditor", "security_admin"])
def test_headers_of_every_route_keep_it_private(app: Flask, office: Office, writer: FlaskClient, who: str) -> None:
    """L7: on every route no referrer and no foreign source; all but shared public pages are stored nowhere."""
    person = {"security_admin": "admin"}.get(who, who)
    client = {"anybody": app.test_client(), "writer": writer}.get(who) or office.enter(person).client
    wrong = []
    for rule in rules_of(app):
        path = address(app, rule)
        answer = client.get(path)
        shared = getattr(app.view_functions[rule.endpoint], "is_shared", False)
        stored = answer.headers["Cache-Control"]
        fits = "no-store" in stored or (audience_of(app, rule.endpoint) is not None and shared and stored == "no-cache")
        fits = fits or rule.endpoint in OPEN_TO_CACHES
        sources = [word for part in answer.headers["Content-Security-Policy"].split(";") for word in part.split()[1:]]
        if not fits or answer.headers["Referrer-Policy"] != "no-referrer" or set(sources) - {*OWN, "allow-downloads"}:
            wrong.append((path, answer.status_code, stored, sources))
        answer.close()
    assert wrong == []


# Public data for programs and machines, the same for everybody.
OPEN_TO_CACHES = frozenset({"api.description"})


def test_personal_pages_are_never_among_the_shared_ones(app: Flask) -> None:
    """L7: no page of a status, a receipt, a person or the desk is kept for the next visitor."""
    shared = {rule.rule for rule in app.url_map.iter_rules()
              if getattr(app.view_functions[rule.endpoint], "is_shared", False)}
    assert shared
    assert not [rule for rule in shared if re.match(r"/(status|receipt|confirm|desk|office|admin|account|audit)", rule)]


@pytest.fixture
def asked(page: Page) -> list[Request]:
    """Every request that the browser makes, wherever it goes."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    return requests


def test_browser_asks_nobody_but_the_service(office: Office, site: str, page: Page, asked: list[Request]) -> None:
    """L7: a browser that reads public, personal and office pages speaks to the service alone, without a referrer."""
    number = office.letter(State.ANSWERED, token=TOKEN, text="见 https://example.com/a.png <img src=//example.com/x>")
    for path in ("/", "/write", "/letters", "/statistics", "/bulletins", "/privacy", "/guide", "/calendar"):
        page.goto(site + path)
    page.goto(f"{site}/status")
    page.locator("#number").fill(number)
    page.locator("#code").fill(numbering.query_code(office.app.extensions["mailbox.secrets"].code, TOKEN))
    page.get_by_role("main").get_by_role("button").first.click()
    for path in ("", "/person", "/person/deletion", "/deadline"):
        page.goto(f"{site}/status/{number}{path}")
    page.goto(f"{site}/sign-in")
    for label, value in office.keys("intake").items():
        page.locator(f"[name={label}]").fill(value)
    page.get_by_role("button", name="登录").click()
    for path in ("/office/letters", "/office/rights", "/office/notices", f"/desk/letters/{number}"):
        page.goto(site + path)
        assert page.get_by_role("heading", level=1).count() == 1
    assert len(asked) > 20
    assert {request.url.split("/")[2] for request in asked if not request.url.startswith("data:")} == {
        site.removeprefix("http://")}
    assert [request.url for request in asked if request.headers.get("referer")] == []


def test_capture_of_the_network_sees_a_foreign_request(site: str, page: Page, asked: list[Request]) -> None:
    """L7: the positive control: a request that is made from the page is seen, and the policy stops it."""
    page.goto(f"{site}/privacy")
    loaded = page.evaluate("""() => new Promise(done => { const image = new Image();
        image.onload = () => done(true); image.onerror = () => done(false);
        image.src = 'http://127.0.0.1:9/x.png'; })""")
    assert loaded is False
