"""Signing in and out: where each role lands, what is counted, which addresses are followed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from services.attempts import TOO_MANY
from services.signing_in import WRONG
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

LANDINGS = [
    pytest.param("handler", "/desk", "本单位办件", id="a handler lands on the desk"),
    pytest.param("lead", "/desk", "本单位办件", id="a lead lands on the desk"),
    pytest.param("intake", "/office/triage", "待转办的来信", id="intake lands on triage"),
    pytest.param("publisher", "/office/publication", "公开件", id="a publisher lands on publication"),
    pytest.param("admin", "/admin/staff", "账号", id="the security administrator lands on accounts"),
]
ELSEWHERE = [
    pytest.param("https://evil.example/", id="another site"), pytest.param("//evil.example/", id="no scheme"),
    pytest.param("/\\evil.example/", id="a backslash"), pytest.param("/\t/evil.example/", id="a tab"),
    pytest.param("javascript:alert(1)", id="a script"), pytest.param("desk", id="no slash"),
    pytest.param("/" + "x" * 3000, id="overlong"), pytest.param("http:///desk", id="an empty host"),
]


@pytest.mark.parametrize(("login", "path", "heading"), LANDINGS)
def test_sign_in_with_the_right_password_lands_on_the_page_of_the_role(
        office: Office, login: str, path: str, heading: str) -> None:
    page = office.sign_in(login).page
    assert page is not None
    assert (page.path, page.heading) == (path, heading)


@pytest.mark.parametrize("login", [
    pytest.param("handler-housing-1", id="a known account"), pytest.param("nobody", id="an unknown one")])
def test_sign_in_with_a_wrong_password_says_the_same_and_stays(office: Office, visitor: Visitor, login: str) -> None:
    visitor.get("/sign-in")
    page = visitor.submit({"login": login, "password": "wrong"})
    assert WRONG in page.text
    assert f'value="{login}"' in page.html
    assert visitor.get("/desk").path == "/sign-in"


def test_sign_in_after_five_failures_waits_fifteen_minutes(
        office: Office, visitor: Visitor, test_clock: SimulatedClock) -> None:
    for _ in range(5):
        visitor.get("/sign-in")
        visitor.submit({"login": "handler-housing-1", "password": "wrong"})
        test_clock.forward(seconds=5)
    visitor.get("/sign-in")
    assert TOO_MANY in visitor.submit(office.keys("handler")).text
    test_clock.forward(minutes=16)
    visitor.get("/sign-in")
    assert visitor.submit(office.keys("handler")).path == "/desk"


def test_sign_in_from_a_page_goes_back_to_it(office: Office, visitor: Visitor) -> None:
    number = office.letter()
    visitor.get(f"/desk/letters/{number}")
    assert visitor.submit(office.keys("handler")).path == f"/desk/letters/{number}"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_sign_in_with_an_address_elsewhere_goes_to_the_own_page(
        office: Office, client: FlaskClient, address: str) -> None:
    visitor = Visitor(client)
    visitor.get("/sign-in", query_string={"next": address})
    assert visitor.submit({"next": address, **office.keys("handler")}).path == "/desk"


def test_sign_out_ends_the_session(office: Office) -> None:
    visitor = office.enter("handler")
    assert "您已经退出" in visitor.post("/sign-out").text
    assert visitor.get("/desk").path == "/sign-in"


def test_session_left_alone_for_half_an_hour_ends(office: Office, test_clock: SimulatedClock) -> None:
    visitor = office.enter("handler")
    test_clock.forward(minutes=29)
    assert visitor.get("/desk").path == "/desk"
    test_clock.forward(minutes=31)
    assert visitor.get("/desk").path == "/sign-in"


def test_sign_in_without_the_form_token_is_refused(office: Office, client: FlaskClient) -> None:
    assert client.post("/sign-in", data=office.keys("handler")).status_code == 400
