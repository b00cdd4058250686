"""The letters office joins letters of one matter, parts them again, and sends an answer back."""

from __future__ import annotations

import pytest
from flask import Flask

from rules import numbering
from rules.actors import CITIZEN
from rules.vocabulary import Rating, State
from services import ratings
from tests.factories import REPLY, acting
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor

TOKEN = "a-form-token-of-this-test"
REFUSED = [
    pytest.param("", "没有这个编号", id="no number"),
    pytest.param("X2026-4711", "没有这个编号", id="an unknown number"),
    pytest.param("看不懂", "没有这个编号", id="no number at all"),
    pytest.param("{own}", "这一件自己的编号", id="its own number"),
    pytest.param("{ended}", "已经不在办理中", id="an ended letter"),
]


def open_letter(office: Office, person: str, number: str) -> Visitor:
    visitor = office.enter(person)
    visitor.get(f"/desk/letters/{number}")
    return visitor


def as_writer(office: Office, app: Flask, number: str) -> Page:
    """Return the page that the writer of the letter with TOKEN sees."""
    visitor = Visitor(app.test_client())
    visitor.get("/status")
    code = numbering.query_code(office.app.extensions["mailbox.secrets"].code, TOKEN)
    return visitor.submit({"number": number, "code": code})


def test_merged_letter_is_shown_with_the_first_to_office_department_and_writer(office: Office, app: Flask) -> None:
    first = office.letter(State.ACCEPTED, title="翠竹苑外墙")
    number = office.letter(State.TRIAGE, token=TOKEN, title="外墙又掉瓷砖了", text="昨天又掉了三块。")
    intake = office.enter("intake")
    intake.get(intake.get("/office/triage").links()[f"和同一事项的另一件合并（{number}）"])
    page = intake.submit({"merge-number": first.lower()}, "/merge")
    assert "已合并办理" in page.text
    assert page.links()[first] == f"/desk/letters/{first}"
    assert number not in intake.get("/office/triage").text
    handled = office.enter("handler").get(f"/desk/letters/{first}")
    assert "昨天又掉了三块。" in handled.text
    seen = as_writer(office, app, number)
    assert "和另一封来信合并办理" in seen.text
    assert "由县住房和城乡建设局一起办理" in seen.text
    assert "12月1日" in seen.text
    assert first not in seen.html
    assert "翠竹苑外墙" not in seen.html


@pytest.mark.parametrize(("typed", "words"), REFUSED)
def test_merge_that_cannot_be_done_says_why_and_keeps_the_number(office: Office, typed: str, words: str) -> None:
    number, ended = office.letter(State.TRIAGE), office.letter(State.CLOSED)
    typed = typed.format(own=number, ended=ended)
    page = open_letter(office, "intake", number).submit({"merge-number": typed}, "/merge", 422)
    assert words in page.text
    [field] = [each for each in page.all("input") if each.get("name") == "merge-number"]
    assert field.get("value", "") == typed


@pytest.mark.parametrize("leave", [None, "y"], ids=["without leave", "with leave"])
def test_answer_to_the_first_letter_is_shown_to_the_merged_writer_only_with_leave(
        office: Office, app: Flask, leave: str | None) -> None:
    first = office.letter(State.REVIEWED)
    number = office.letter(State.TRIAGE, token=TOKEN)
    open_letter(office, "intake", number).submit({"merge-number": first, "merge-shares_reply": leave}, "/merge")
    open_letter(office, "lead", first).submit({}, "/issue")
    seen = as_writer(office, app, number)
    assert (REPLY in seen.text) == (leave is not None)
    assert ("已经答复了那一封的来信人" in seen.text) == (leave is None)
    assert "评价这次办理" not in seen.text


def test_separated_letter_waits_for_a_unit_again(office: Office, app: Flask) -> None:
    first, number = office.letter(State.ACCEPTED), office.letter(State.TRIAGE, token=TOKEN)
    intake = open_letter(office, "intake", number)
    intake.submit({"merge-number": first}, "/merge")
    assert "已经分开" in intake.submit({}, "/separate").text
    assert number in intake.get("/office/triage").text
    assert "恢复单独办理" in as_writer(office, app, number).text


def test_reworked_letter_goes_its_way_to_a_new_answer_and_a_new_rating(office: Office, app: Flask) -> None:
    number = office.letter(State.ANSWERED, token=TOKEN)
    office.do(None, lambda work: ratings.rate(acting(work, CITIZEN), 1, Rating.DISSATISFIED, "没说哪天修。"))
    page = open_letter(office, "intake", number).submit({"rework-reason": "写明哪天修好。"}, "/rework")
    assert "已经退回重办" in page.text
    assert "不满意：没说哪天修。" in page.text
    seen = as_writer(office, app, number)
    assert "下面的答复已经退回重办" in seen.text
    assert "为什么是11月27日" in seen.text
    assert "3个工作日" in seen.text
    handler = open_letter(office, "handler", number)
    assert number in handler.get("/desk?tab=mend").text
    page = handler.get(f"/desk/letters/{number}")
    assert "退回重办写明哪天修好。" in page.text
    assert REPLY in page.text
    handler.submit({"draft-text": "电梯12月1日由维保单位修好。"}, "/draft")
    lead = open_letter(office, "lead", number)
    lead.submit({}, "/approve")
    lead.submit({}, "/issue")
    seen = as_writer(office, app, number)
    assert "电梯12月1日由维保单位修好。" in seen.text
    assert "评价这次办理" in seen.text
    assert office.enter("handler").get("/desk?tab=ended").text.count(number) == 1
    again = open_letter(office, "intake", number).page
    assert again is not None
    assert "已经退回重办过一次" in again.text


def test_rework_without_a_reason_says_so(office: Office) -> None:
    number = office.letter(State.CLOSED)
    page = open_letter(office, "intake", number).submit({"rework-reason": " "}, "/rework", 422)
    assert "请写重办理由" in page.text


def test_publisher_decides_anew_after_a_rework(office: Office) -> None:
    number = office.letter(State.ANSWERED, consents_to_publication=True)
    office.redact(number)
    publisher = office.enter("publisher")
    publisher.get(f"/office/publication/{number}")
    publisher.submit({}, "/publish")
    open_letter(office, "intake", number).submit({"rework-reason": "写明哪天修好。"}, "/rework")
    assert "撤下公开件" in publisher.get(f"/office/publication/{number}").text
    handler = open_letter(office, "handler", number)
    handler.submit({"draft-text": "电梯12月1日由维保单位修好。"}, "/draft")
    assert REPLY in publisher.get(f"/office/publication/{number}").text
    lead = open_letter(office, "lead", number)
    lead.submit({}, "/approve")
    lead.submit({}, "/issue")
    assert number in publisher.get("/office/publication?tab=redacting").text
    office.redact(number)
    page = publisher.get(f"/office/publication/{number}")
    assert "还是以前的答复" in page.text
    publisher.submit({}, "/publish")
    shown = publisher.get(publisher.get(f"/office/publication/{number}").links()["看公开页"])
    assert "电梯12月1日由维保单位修好。" in shown.text
