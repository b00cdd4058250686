"""What another site sends in somebody's browser changes nothing, and neither does any GET."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from extensions import db
from rules.vocabulary import State
from tests.fixtures.addresses import UNSAFE, addresses
from tests.fixtures.office import PEOPLE, Office
from tests.fixtures.pages import Visitor
from web.access import audience_of

FOREIGN = [
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbour of this one"),
    pytest.param({"Origin": "https://evil.example"}, id="an old browser on another site"),
    pytest.param({"Origin": "http://localhost.evil.example"}, id="a name that begins like ours"),
    pytest.param({"Origin": "http://localhost:81"}, id="another port")]
# Pages that are the same for everybody have forms without a token; programs have no session to abuse.
WITHOUT_TOKEN = frozenset({"mailbox.look_up", "api.send_letter", "api.send_request", "api.send_comment"})
# Who opened what is recorded, also by opening it, and so is a wrong query code.
RECORDS = frozenset({"case_event", "system_chain", "staff_session", "sign_in_failure"})


def rows(app: Flask) -> dict[str, list[str]]:
    """Return every row of every table but those that record who looked."""
    with app.app_context(), db.engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names()
                 if name not in RECORDS and "_fts" not in name and "search" not in name]
        return {name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')))) for name in names}


def sent(app: Flask, number: str) -> Iterator[tuple[str, str, str]]:
    for method, path, rule in addresses(app, UNSAFE, number=number):
        yield method, path, rule.endpoint


@pytest.mark.parametrize("headers", FOREIGN)
def test_post_from_another_site_is_refused_on_every_route_though_it_has_a_token(
        office: Office, headers: dict[str, str]) -> None:
    """N8: the Origin check, over the URL map, with a token that is right; nothing changes."""
    number = office.letter(State.ACCEPTED)
    visitor = office.enter("handler")
    token, before = visitor.token(), rows(office.app)
    paths = [found for found in sent(office.app, number) if not found[2].startswith("api.")]
    for method, path, _ in paths:
        response = visitor.client.open(path, method=method, data={"csrf_token": token}, headers=headers)
        assert response.status_code == 400, f"{method} {path}: {response.status_code}"
    assert len(paths) > 20
    assert rows(office.app) == before


def test_post_without_a_token_is_refused_on_every_route(office: Office) -> None:
    """N8: the token, over the URL map, from our own page."""
    number = office.letter(State.ACCEPTED)
    client, before = office.enter("handler").client, rows(office.app)
    for method, path, endpoint in sent(office.app, number):
        if endpoint not in WITHOUT_TOKEN:
            response = client.open(path, method=method, headers={"Sec-Fetch-Site": "same-origin"})
            assert response.status_code == 400, f"{method} {path}: {response.status_code}"
    assert rows(office.app) == before


@pytest.mark.parametrize("headers", [
    pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, id="our own page, which names no origin"),
    pytest.param({"Sec-Fetch-Site": "none"}, id="typed by the visitor"),
    pytest.param({"Origin": "http://localhost"}, id="an old browser on our page"), pytest.param({}, id="unsaid")])
def test_post_from_our_own_page_is_taken(visitor: Visitor, headers: dict[str, str]) -> None:
    visitor.get("/write")
    page = visitor.submit({"title": "路灯", "text": "路灯坏了。", "agree": "y"}, headers=headers)
    assert page.heading == "信已收到"


def test_get_of_every_route_changes_nothing(office: Office) -> None:
    """N8: no state change by GET or HEAD, as anybody, over the URL map: all rows are what they were."""
    number = office.letter(State.ANSWERED, consents_to_publication=True)
    clients = {person: office.enter(person).client for person in PEOPLE} | {"nobody": office.app.test_client()}
    before = rows(office.app)
    for person, client in clients.items():
        for method, path, rule in addresses(office.app, frozenset({"GET", "HEAD"}), number=number):
            client.open(path, method=method)
            assert audience_of(office.app, rule.endpoint) is not None, path
        after = rows(office.app)
        changed = [name for name in before if after[name] != before[name]]
        assert not changed, f"as {person}: {changed}"
