"""Names and addresses that a stranger makes up: hosts, forwarded headers, and addresses in what was typed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from rules.vocabulary import State
from services.work import Work
from tests import factories
from tests.fixtures.addresses import addresses
from tests.fixtures.engines import Edge
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.smtp import MailSink
from workers.notices import deliver_due

HOSTS = [
    pytest.param("evil.example", id="another"), pytest.param("localhost.evil.example", id="one that begins like ours"),
    pytest.param("evil.example:80", id="with a port"),
    pytest.param("localhost@evil.example", id="with a name before it"),
    pytest.param("127.0.0.1.evil.example", id="an address before it"), pytest.param("", id="none"),
    pytest.param("169.254.169.254", id="the metadata address")]
FORWARDED = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-Port": "1",
             "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example", "X-Original-URL": "/desk",
             "X-Rewrite-URL": "/desk", "X-HTTP-Method-Override": "DELETE"}


@pytest.mark.parametrize("host", HOSTS)
def test_host_that_is_not_ours_gets_400_on_every_route(app: Flask, host: str) -> None:
    """X11: an unknown Host is refused, whatever is asked for."""
    client = app.test_client()
    for method, path, _ in addresses(app, frozenset({"GET", "POST"})):
        assert client.open(path, method=method, headers={"Host": host}).status_code == 400, f"{method} {path}"


@pytest.mark.parametrize("hops", [0, 1])
def test_forwarded_names_change_no_link_and_no_redirect(app: Flask, hops: int) -> None:
    """X11: links and redirects are ours, whatever headers say, with and without a proxy in front."""
    made = create_app(replace(app.extensions["mailbox.config"], proxy_hops=hops))
    client = made.test_client()
    for path in ("/", "/write", "/letters", "/desk", "/status/X2026-1", "/api/v1/openapi.json"):
        plain, forged = client.get(path), client.get(path, headers=FORWARDED)
        assert forged.status_code == plain.status_code, path
        for answer in (forged.get_data(as_text=True), forged.headers.get("Location", "")):
            assert "evil" not in answer, path


def test_links_in_mail_name_the_configured_host(job_edge: Edge, mail_sink: MailSink) -> None:
    """X11: what a letter's request said about its host is nowhere in the mail that it caused."""
    job_edge.run(lambda work: factories.letter_with_email(work))
    deliver_due("mail")
    links = [word for word in mail_sink.received[0].text.split() if "://" in word]
    assert links
    assert all(link.startswith("http://localhost/") for link in links)


def test_qr_code_and_status_address_are_of_the_configured_host(visitor: Visitor, client: FlaskClient) -> None:
    """X11: the address that a program gets is the public one."""
    answer = client.post("/api/v1/letters", json={"text": "路灯坏了。"}, headers=FORWARDED)
    assert answer.json["status_url"].startswith("http://localhost/status/")


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine that notes who connects."""
    seen: list[object] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        ending = threading.Event()

        def accept() -> None:
            while not ending.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                seen.append(peer)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], seen
        ending.set()
        thread.join()


def test_addresses_in_letters_replies_and_parameters_are_never_asked(
        office: Office, listener: tuple[int, list[object]], monkeypatch: pytest.MonkeyPatch) -> None:
    """X10: an address that somebody typed is text: nothing connects to it, on loopback or to the metadata address."""
    port, seen = listener
    asked: list[object] = []
    usual = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        asked.append(address)
        usual(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
    url = f"http://127.0.0.1:{port}/x"
    text = f"{url} http://169.254.169.254/latest/ <img src={url}> [x]({url}) file:///etc/passwd"
    number = office.letter(State.ANSWERED, text=text, title=url[:60], place=text[:100])

    def publish(work: Work) -> None:
        factories.published_letter(work, text=text, title="网址")

    office.do(None, publish)
    for person in ("handler", "intake", "publisher"):
        client = office.enter(person).client
        for _, path, _ in addresses(office.app, frozenset({"GET"}), number=number):
            client.get(path, query_string={"next": url, "q": url, "url": url, "callback": url})
    client = office.app.test_client()
    for path in ("/letters", "/write", "/status", "/appearance"):
        client.get(path, query_string={"next": url, "q": url, "number": url})
    assert (seen, asked) == ([], [])
