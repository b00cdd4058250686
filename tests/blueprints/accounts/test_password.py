"""Changing one's own password."""

from __future__ import annotations

import pytest

from tests.factories import PASSWORD
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock

NEW = "Green-Boat-7-Lantern"
REFUSED = [
    pytest.param("wrong", NEW, 200, "现在的密码不对", id="the present password is wrong"),
    pytest.param(PASSWORD, "short", 422, "密码要12个字符以上", id="the new one is weak"),
    pytest.param(PASSWORD, PASSWORD, 422, "新密码要和现在的不一样", id="the new one is the old one"),
]


@pytest.mark.parametrize(("old", "new", "status", "words"), REFUSED)
def test_change_of_password_that_cannot_be_made_says_why(
        office: Office, old: str, new: str, status: int, words: str) -> None:
    visitor = office.enter("handler")
    visitor.get("/account/password")
    page = visitor.submit({"old": old, "new_password": new}, status=status)
    assert words in page.text
    assert new not in page.html
    assert office.sign_in("handler").page.path == "/desk"  # type: ignore[union-attr]


def test_change_of_password_ends_the_other_sessions_and_keeps_this_one(office: Office, visitor: Visitor) -> None:
    here, elsewhere = office.enter("handler"), office.enter("handler")
    here.get("/account/password")
    here.submit({"old": PASSWORD, "new_password": NEW})
    assert here.get("/desk").path == "/desk"
    assert elsewhere.get("/desk").path == "/sign-in"
    visitor.get("/sign-in")
    assert visitor.submit(office.keys("handler") | {"password": NEW}).path == "/desk"


def test_change_of_password_counts_wrong_guesses(office: Office, test_clock: SimulatedClock) -> None:
    visitor = office.enter("handler")
    for _ in range(5):
        visitor.get("/account/password")
        visitor.submit({"old": "wrong", "new_password": NEW})
        test_clock.forward(seconds=5)
    assert "请15分钟后再试" in visitor.submit({"old": PASSWORD, "new_password": NEW}, status=422).text
