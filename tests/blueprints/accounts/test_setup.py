"""The first account of an empty start, made with the one-time token."""

from __future__ import annotations

import pytest
from flask import Flask

from adapters import clock
from extensions import db
from rules.actors import SYSTEM
from services import accounts
from services.work import Work
from tests.factories import PASSWORD
from tests.fixtures.pages import Visitor


@pytest.fixture
def token(app: Flask) -> str:
    """A one-time token, as the start of an empty service prints it."""
    with app.app_context():
        made = accounts.make_bootstrap_token(Work(db.session, SYSTEM, clock.now(), app.extensions["mailbox.secrets"]))
        db.session.commit()
    assert made
    return made


def test_setup_with_the_token_makes_the_security_administrator(token: str, visitor: Visitor) -> None:
    visitor.get("/setup")
    page = visitor.submit({"token": token, "login": "root", "name": "安宁", "password": PASSWORD})
    assert page.path == "/admin/staff"
    assert "安宁" in page.text


def test_setup_with_a_used_token_is_refused(token: str, visitor: Visitor) -> None:
    values = {"token": token, "login": "root", "name": "安宁", "password": PASSWORD}
    visitor.get("/setup")
    visitor.submit(values)
    visitor.get("/setup")
    page = visitor.submit({**values, "login": "second"}, status=403)
    assert "已经用过" in page.text


def test_setup_with_a_weak_password_keeps_the_words_but_not_the_secrets(token: str, visitor: Visitor) -> None:
    visitor.get("/setup")
    page = visitor.submit({"token": token, "login": "root", "name": "安宁", "password": "short-Pass1"}, status=422)
    assert 'value="安宁"' in page.html
    assert token not in page.html
    assert "short-Pass1" not in page.html
    assert visitor.submit({"token": token, "password": PASSWORD}).path == "/admin/staff"
