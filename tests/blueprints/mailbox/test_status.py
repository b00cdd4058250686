"""Following a letter: the receipt, finding it, its page, the rating; nobody else's letter opens."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rules import numbering
from rules.vocabulary import DECLINE_ADVICE, DECLINE_LABELS, Category, DeclineGround, State
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor
from tests.harness.clock import SimulatedClock

LETTER = {"title": "小区加压泵夜里太响", "text": "楼下的加压泵房每天夜里响。", "agree": "y", "category": "complaint"}


class Found:
    """A letter in some state, with its number and the code that opens it."""

    def __init__(self, office: Office, state: State, **fields: object) -> None:
        token = "a-form-token-of-this-test"
        self.number = office.letter(state, token=token, **fields)
        self.code = numbering.query_code(office.app.extensions["mailbox.secrets"].code, token)

    def open_in(self, visitor: Visitor) -> Page:
        """Open the letter's page by number and code."""
        visitor.get(f"/status?number={self.number}")
        return visitor.submit({"code": numbering.grouped(self.code)})


def test_receipt_says_number_code_and_days_and_opens_the_letter(visitor: Visitor) -> None:
    visitor.get("/write")
    page = visitor.submit(LETTER)
    assert page.heading == "信已收到"
    assert "11月25日（星期三）前" in page.text
    assert "12月15日（星期二）前" in page.text
    assert "投诉类15个工作日" in page.text
    status = visitor.get(page.links()["现在就看进度"])
    assert status.heading == LETTER["title"]
    assert "为什么是12月15日" in status.text


def test_receipt_in_another_browser_is_not_found(app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    path = visitor.submit(LETTER).path
    assert "收据只在寄信的那台设备" in Visitor(app.test_client()).get(path, 404).text


def test_receipt_of_the_fourth_letter_drops_the_first(visitor: Visitor) -> None:
    paths = []
    for place in range(4):
        visitor.get("/write")
        paths.append(visitor.submit(LETTER | {"title": f"第{place}封"}).path)
    visitor.get(paths[0], 404)
    for path in paths[1:]:
        visitor.get(path)


def test_find_with_number_and_code_opens_the_letter(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ASSIGNED)
    page = found.open_in(visitor)
    assert page.path == f"/status/{found.number}"
    assert "转县住房和城乡建设局办理" in page.text


@pytest.mark.parametrize(("number", "code"), [
    pytest.param("X2026-1", "AAAA-AAAA-AAAA-AAAA", id="a wrong code"),
    pytest.param("X2026-77", "AAAA-AAAA-AAAA-AAAA", id="an unknown number"), pytest.param("", "", id="nothing")])
def test_find_with_a_wrong_pair_says_the_same_and_keeps_what_was_typed(
        office: Office, visitor: Visitor, number: str, code: str) -> None:
    Found(office, State.ASSIGNED)
    visitor.get("/status")
    page = visitor.submit({"number": number, "code": code})
    assert "编号和查询码对不上，请核对后再试。" in page.text
    assert page.html.replace(number, "").count("wrong") == 0
    assert f'value="{number}"' in page.html or not number


def test_find_after_too_many_guesses_waits_and_then_opens(
        office: Office, visitor: Visitor, test_clock: SimulatedClock) -> None:
    found = Found(office, State.ASSIGNED)
    visitor.get("/status")
    for _ in range(10):
        visitor.submit({"number": found.number, "code": "AAAA-AAAA-AAAA-AAAA"})
    assert "15分钟" in visitor.submit({"code": found.code}, status=429).text
    test_clock.forward(minutes=16)
    found.open_in(visitor)


@pytest.mark.parametrize("path", ["/status/X2026-1", "/status/X2026-77", "/status/x"])
def test_status_without_the_code_leads_to_the_form_whatever_the_number(
        office: Office, visitor: Visitor, path: str) -> None:
    Found(office, State.ASSIGNED)
    page = visitor.get(path)
    assert (page.path, page.heading) == ("/status", "查进度")


@pytest.mark.parametrize(("headers", "status"), [
    pytest.param({"Sec-Fetch-Site": "cross-site"}, 400, id="from another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, 400, id="from a neighbour"),
    pytest.param({"Origin": "https://evil.example"}, 400, id="from another origin"),
    pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200, id="from our own page"),
    pytest.param({"Origin": "http://localhost"}, 200, id="from our own origin"), pytest.param({}, 200, id="unsaid")])
def test_find_takes_forms_of_this_site_only(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    """N8: a form without a token is taken from this site only."""
    assert client.post("/status", data={"number": "x", "code": "y"}, headers=headers).status_code == status


def test_status_of_an_answered_letter_shows_the_reply_and_takes_one_rating(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ANSWERED)
    assert factories.REPLY in found.open_in(visitor).text
    page = visitor.submit({"rating": "basically_satisfied", "words": "修是修了"})
    assert "您的评价：基本满意" in page.text
    assert "“修是修了”" in page.text
    assert "评价这次办理" not in page.text


def test_rate_without_a_choice_keeps_the_words(office: Office, visitor: Visitor) -> None:
    Found(office, State.ANSWERED).open_in(visitor)
    page = visitor.submit({"words": "修是修了"}, status=422)
    assert "请选一项评价" in page.text
    assert "修是修了" in page.html


def test_rate_a_second_time_is_refused(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ANSWERED)
    found.open_in(visitor)
    form = visitor.page
    visitor.submit({"rating": "satisfied"})
    visitor.page = form
    assert "已经评价过了" in visitor.submit({"rating": "dissatisfied"}, status=409).text


def test_rate_somebody_elses_letter_leads_to_the_form(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ANSWERED)
    assert visitor.post(f"/status/{found.number}/rating", {"rating": "satisfied"}).path == "/status"


def test_status_of_a_declined_letter_says_why_and_where_instead(office: Office, visitor: Visitor) -> None:
    page = Found(office, State.DECLINED).open_in(visitor)
    assert DECLINE_LABELS[DeclineGround.LEGAL_REMEDY] in page.text
    assert DECLINE_ADVICE[DeclineGround.LEGAL_REMEDY] in page.text
    assert "个工作日 ·" not in page.html


def test_status_of_a_late_letter_says_that_it_is_late(
        office: Office, visitor: Visitor, test_clock: SimulatedClock) -> None:
    found = Found(office, State.ACCEPTED)
    test_clock.forward(days=14)
    page = found.open_in(visitor)
    assert "超5个工作日·12月1日" in page.text
    assert "县信访局正在催办" in page.text


def test_status_of_a_letter_across_an_unknown_year_marks_the_day_as_provisional(
        office: Office, visitor: Visitor, test_clock: SimulatedClock) -> None:
    test_clock.forward(days=30)
    assert "（暂定）" in Found(office, State.ASSIGNED, category=Category.COMPLAINT).open_in(visitor).text


@pytest.mark.parametrize("path", ["/write", "/status"])
def test_pages_of_a_visitor_are_kept_nowhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"
