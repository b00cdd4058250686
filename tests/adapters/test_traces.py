"""I5: what the service keeps of where somebody came from: nothing on a case, and little elsewhere for a short time."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect

from extensions import db
from rules.actors import Role
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor

ADDRESS, BROWSER = "203.0.113.77", "Mozilla/5.0 (Canary 4711; Marked)"
# Columns that could hold where somebody came from or which account they have.
TELLING = re.compile(
    r"(^|_)(ip|addr|source|agent|browser|device|fingerprint|referr?er|login|account|cookie|session)(_|$)")
# A sign-in of staff names its place for the person who owns it; `source_id` is the number of an imported letter, and
# `source_digest` is of the texts that a public letter was made from. The token of a comment tells sources apart under a
# key of its period that is destroyed 30 days after closing; then it says nothing.
ALLOWED = {("staff", "login"), ("staff_session", "source"), ("staff_session", "browser"), ("letter", "source_id"),
           ("disclosure_request", "source_id"), ("publication", "source_digest"), ("redaction", "source_digest"),
           ("comment", "source_token")}


def columns(app: Flask) -> set[tuple[str, str]]:
    with app.app_context():
        seen = inspect(db.engine)
        return {(table, column["name"]) for table in seen.get_table_names() for column in seen.get_columns(table)}


def test_no_column_holds_where_a_writer_came_from(both_engines: Flask) -> None:
    """I5: no table of either engine has a column for an address, a browser or an account, but the staff's own."""
    telling = {found for found in columns(both_engines) if TELLING.search(found[1])}
    assert telling - ALLOWED == set()


def test_guard_of_the_columns_sees_a_telling_name() -> None:
    assert all(TELLING.search(name) for name in ("ip", "client_ip", "user_agent", "source", "session_id", "login"))
    assert not any(TELLING.search(name) for name in ("description", "address", "title", "recipient"))


def visited(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER, "HTTP_X_FORWARDED_FOR": ADDRESS}
    return client


def everything(app: Flask, tmp_path: Path) -> bytes:
    """Return the whole database as text."""
    with app.app_context():
        db.session.remove()
    with sqlite3.connect(tmp_path / "var" / "mailbox.db") as connection:
        return "\n".join(connection.iterdump()).encode()


def test_letter_leaves_no_trace_of_address_or_browser(app: Flask, office: Office, tmp_path: Path) -> None:
    """I5: sending, looking up, guessing wrongly, rating and the page of one's own data keep no address, no browser."""
    visitor = Visitor(visited(app))
    visitor.get("/write")
    receipt = visitor.submit({"title": "路灯不亮", "text": "路口的路灯不亮，请派人看一看。", "agree": "y",
                              "name": "林小舟"})
    assert receipt.path.startswith("/receipt/")
    for path in ("/status", "/sign-in"):
        visitor.get(path)
        visitor.submit({"number": "X2026-1", "code": "0000-0000-0000-0000"} if path == "/status"
                       else {"login": "nobody", "password": "wrong", "code": "000000"})
    visitor.get(receipt.path.replace("receipt", "status") + "/person")
    kept = everything(app, tmp_path)
    assert "林小舟".encode() not in kept
    assert ADDRESS.encode() not in kept
    assert b"Canary 4711" not in kept


def test_sweep_of_the_database_would_see_a_trace(app: Flask, office: Office, tmp_path: Path) -> None:
    """I5: the positive control: a sign-in of staff keeps its place, and the dump shows it."""
    visitor = Visitor(visited(app))
    visitor.get("/sign-in")
    visitor.submit(office.keys("intake"))
    assert ADDRESS.encode() in everything(app, tmp_path)


@pytest.mark.parametrize("person", ["intake", "supervisor", "handler", "lead", "leader", "publisher", "redactor",
                                    "disclosure"])
def test_desk_has_no_way_to_the_counters_of_abuse(office: Office, person: str) -> None:
    """I5: no page of the desk shows failed attempts, sessions of others or the places they came from."""
    other = Visitor(visited(office.app))
    other.get("/sign-in")
    other.submit(office.keys("auditor"))
    officer = office.enter(person)
    for path in ("/admin/staff", "/admin/operations", "/admin/breaches", "/audit", "/audit/events"):
        assert officer.client.get(path).status_code in (403, 404), path
    pages = [officer.get("/"), *[officer.get(link) for link in officer_links(officer) if link.startswith("/")]]
    assert pages
    assert not any(ADDRESS in page.html for page in pages)


def officer_links(officer: Visitor) -> list[str]:
    """Return the addresses in the header of the office."""
    assert officer.page is not None
    officer.get("/sign-in")
    return [link.split("#")[0] for link in officer.page.links().values() if link.startswith(("/desk", "/office"))]


def test_roles_of_the_desk_are_all_looked_at() -> None:
    assert {role.value for role in Role} - {"security_admin", "system_admin", "auditor"} == {
        "intake", "supervisor", "handler", "lead", "leader", "publisher", "redactor", "disclosure"}
