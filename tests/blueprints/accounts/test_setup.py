"""The first accounts of an empty start, made with the one-time token."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from adapters import clock
from extensions import db
from models.staff import Staff
from rules.actors import ADMINISTRATORS, SYSTEM
from services import bootstrap
from services.work import Work
from tests.fixtures.pages import Visitor

PEOPLE = {"system_admin-login": "fan", "system_admin-name": "范立", "security_admin-login": "shen",
          "security_admin-name": "沈知行", "auditor-login": "gong", "auditor-name": "龚明察"}
SAME = [
    pytest.param({"auditor-name": "范 立"}, "三位管理员要由三个人担任", id="the auditor runs the service"),
    pytest.param({"security_admin-name": "范立"}, "三位管理员要由三个人担任", id="accounts and service"),
    pytest.param({"auditor-name": "沈知行"}, "三位管理员要由三个人担任", id="accounts and audit"),
    pytest.param({"auditor-login": "FAN"}, "三个账号要各不相同", id="one login for two"),
    pytest.param({"auditor-login": ""}, "账号和姓名都要写", id="nobody audits"),
    pytest.param({"system_admin-name": " "}, "账号和姓名都要写", id="no name"),
]


@pytest.fixture
def token(app: Flask) -> str:
    """A one-time token, as the start of an empty service prints it."""
    with app.app_context():
        made = bootstrap.make_token(Work(db.session, SYSTEM, clock.now(), app.extensions["mailbox.secrets"]))
        db.session.commit()
    assert made
    return made


def accounts(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(Staff.login, Staff.role).order_by(Staff.id))]


def test_fresh_service_has_no_account_until_the_token_makes_three(app: Flask, token: str, visitor: Visitor) -> None:
    """N1: an empty start has zero users; the one-time token makes exactly the three administrators."""
    assert accounts(app) == []
    visitor.get("/setup")
    page = visitor.submit({"token": token, **PEOPLE})
    assert {role for _, role in accounts(app)} == set(ADMINISTRATORS)
    assert len(accounts(app)) == 3
    assert len(set(re.findall(r'class="code">([^<]+)<', page.html))) == 3


def test_first_password_opens_only_the_choice_of_an_own_one(token: str, visitor: Visitor) -> None:
    """N1, N2: the password shown at the start is of use for one thing only, to choose another."""
    visitor.get("/setup")
    page = visitor.submit({"token": token, **PEOPLE})
    [password] = re.findall(r'安全管理员：沈知行.*?class="code">([^<]+)<', page.html, re.DOTALL)
    visitor.get("/sign-in")
    assert visitor.submit({"login": "shen", "password": password}).path == "/account/first-password"
    assert visitor.get("/admin/staff").path == "/account/first-password"
    assert visitor.submit({"new_password": "Quiet-Forest-88"}).path == "/account/factor"
    assert visitor.get("/admin/staff").path == "/account/factor"


@pytest.mark.parametrize(("change", "words"), SAME)
def test_one_person_for_two_administrators_is_refused(
        app: Flask, token: str, visitor: Visitor, change: dict[str, str], words: str) -> None:
    """N1, Z3: none of the three administrators can be the same person; nothing is made then."""
    visitor.get("/setup")
    page = visitor.submit({"token": token, **PEOPLE, **change}, status=422)
    assert words in page.text
    assert 'value="gong"' in page.html or "auditor-login" in change
    assert token not in page.html
    assert accounts(app) == []
    assert "三个账号已经建好" in visitor.submit({"token": token, **PEOPLE}).text


@pytest.mark.parametrize("wrong", ["", "x" * 32])
def test_setup_without_the_token_makes_nobody(app: Flask, token: str, visitor: Visitor, wrong: str) -> None:
    """N1: nobody without the token makes an account."""
    visitor.get("/setup")
    visitor.submit({"token": wrong, **PEOPLE}, status=403)
    assert accounts(app) == []


def test_setup_with_a_used_token_is_refused(app: Flask, token: str, visitor: Visitor) -> None:
    """N1: the token works once."""
    for status in (200, 403):
        visitor.get("/setup")
        page = visitor.submit({"token": token, **PEOPLE}, status=status)
    assert "已经用过" in page.text
    assert len(accounts(app)) == 3
