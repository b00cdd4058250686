"""Taking a letter back from its page: said before it is final, and afterwards as if there had been no letter."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from rules import numbering
from rules.vocabulary import LETTER_STATES, OPEN_STATES, State
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor, words_of

TOKEN = "a-form-token-of-this-test"
UNKNOWN = "X2026-4711"


def code_of(office: Office) -> str:
    return numbering.query_code(office.app.extensions["mailbox.secrets"].code, TOKEN)


def look_up(visitor: Visitor, number: str, code: str) -> Page:
    visitor.get("/status")
    return visitor.submit({"number": number, "code": code})


def open_letter(office: Office, visitor: Visitor, state: State) -> str:
    number = office.letter(state, token=TOKEN)
    look_up(visitor, number, code_of(office))
    return number


@pytest.mark.parametrize("state", sorted(LETTER_STATES & OPEN_STATES - {State.REWORK}))
def test_withdrawal_is_explained_and_then_done(office: Office, visitor: Visitor, state: State) -> None:
    number = open_letter(office, visitor, state)
    assert visitor.page is not None
    page = visitor.get(visitor.page.links()["撤回这封信"])
    assert "撤回以后查不到了" in page.text
    buttons = [button for button in page.all("button") if "grave" in button.get("class", "")]
    assert [words_of(button) for button in buttons] == ["撤回这封信"]
    done = visitor.submit({}, "withdrawal")
    assert "信已经撤回" in done.text
    assert visitor.get(f"/status/{number}").heading == "查进度"


@pytest.mark.parametrize("state", sorted(LETTER_STATES - OPEN_STATES - {State.WITHDRAWN} | {State.REWORK}))
def test_withdrawal_is_not_offered_for_a_letter_that_has_ended(office: Office, visitor: Visitor, state: State) -> None:
    number = open_letter(office, visitor, state)
    assert visitor.page is not None
    assert "撤回这封信" not in visitor.page.links()
    assert visitor.get(f"/status/{number}/withdrawal").path == f"/status/{number}"
    visitor.post(f"/status/{number}/withdrawal", status=409)


def test_withdrawal_by_a_stranger_finds_no_letter(office: Office, app: Flask, visitor: Visitor) -> None:
    number = open_letter(office, visitor, State.ASSIGNED)
    stranger = Visitor(app.test_client())
    assert stranger.get(f"/status/{number}/withdrawal").heading == "查进度"
    assert stranger.post(f"/status/{number}/withdrawal").heading == "查进度"
    assert visitor.get(f"/status/{number}").heading != "查进度"


def test_withdrawn_letter_is_answered_like_an_unknown_number(office: Office, app: Flask, visitor: Visitor) -> None:
    number = open_letter(office, visitor, State.ACCEPTED)
    visitor.get(f"/status/{number}/withdrawal")
    visitor.submit({}, "withdrawal")
    answers = [look_up(Visitor(app.test_client()), one, code_of(office)) for one in (number, UNKNOWN)]
    bodies = [re.sub(r"nonce-[\w-]+|X2026-\d+", "", answer.html) for answer in answers]
    assert bodies[0] == bodies[1]
    assert "对不上" in answers[0].text
    visitor.get(f"/receipt/{number}", 404)


def test_withdrawn_letter_leaves_the_desk_and_stays_with_the_office(office: Office, visitor: Visitor) -> None:
    number = open_letter(office, visitor, State.ACCEPTED)
    visitor.get(f"/status/{number}/withdrawal")
    visitor.submit({}, "withdrawal")
    handler = office.enter("handler")
    assert number not in handler.get("/desk").text
    handler.get(f"/desk/letters/{number}", 404)
    page = office.enter("intake").get(f"/desk/letters/{number}")
    assert "已撤回" in page.text
    assert "来信人撤回" in page.text
    assert "超" not in page.text
