"""Triage: letters that wait for a unit, with suggestions, given away in one press."""

from __future__ import annotations

import pytest

from rules.vocabulary import State
from services import handling
from tests.fixtures.office import Office
from tests.harness.clock import SimulatedClock

UNSURE = {"title": "有一件事", "text": "公交改线以后，去桃源镇不方便。"}
TYPED = [
    pytest.param("县交通运输局", "已经转办", id="the whole name"), pytest.param("交通", "已经转办", id="a part of it"),
    pytest.param("", "请写承办单位", id="nothing"), pytest.param("天上的局", "没有找到", id="no such unit"),
    pytest.param("局", "有3个单位", id="several"),
]


def test_triage_has_the_oldest_first_and_no_letter_with_a_department(
        office: Office, test_clock: SimulatedClock) -> None:
    first = office.letter(State.TRIAGE)
    test_clock.forward(hours=3)
    second = office.letter(State.RETURNED)
    other = office.letter(State.ASSIGNED)
    page = office.enter("intake").get("/office/triage")
    assert page.html.index(first) < page.html.index(second)
    assert other not in page.html
    assert "2件" in page.text


def test_triage_offers_the_likely_unit_with_its_words_and_assigns_it_in_one_press(office: Office) -> None:
    number = office.letter(State.TRIAGE, **UNSURE)
    visitor = office.enter("intake")
    page = visitor.get("/office/triage")
    assert "依据：“桃源镇”" in page.text
    unit = str(office.people["outsider"].department_id)
    assert f'name="department" value="{unit}"' in page.html
    page = visitor.post(f"/office/triage/{number}", {"department": unit, "next": "/office/triage"})
    assert page.path == "/office/triage"
    assert f"{number}已经转办" in page.text
    office.enter("outsider").get(f"/desk/letters/{number}")


def test_triage_shows_why_a_letter_came_back_and_offers_the_proposed_unit_first(office: Office) -> None:
    number = office.letter(title="小区物业", text="小区门前的公路坏了。")
    proposed = office.people["outsider"].department_id
    office.do("handler", lambda work: handling.return_to_office(work, 1, "这段路归交通局养护。", proposed))
    page = office.enter("intake").get("/office/triage")
    assert "县住房和城乡建设局退回：这段路归交通局养护。（建议：县交通运输局）" in page.text
    buttons = [button.get("value") for button in page.all("button") if button.get("name") == "department"]
    assert buttons[0] == str(proposed)
    assert str(office.people["handler"].department_id) not in buttons
    assert number in page.html


@pytest.mark.parametrize(("typed", "words"), TYPED)
def test_triage_takes_a_typed_unit_or_says_what_is_missing(office: Office, typed: str, words: str) -> None:
    number = office.letter(State.TRIAGE)
    visitor = office.enter("intake")
    visitor.get("/office/triage")
    page = visitor.post(f"/office/triage/{number}", {"unit": typed})
    assert page.path == "/office/triage"
    assert words in page.text


def test_triage_of_a_letter_that_somebody_else_gave_away_says_so(office: Office) -> None:
    number = office.letter(State.TRIAGE)
    one, two = office.enter("intake"), office.enter("intake")
    for visitor in (one, two):
        visitor.get("/office/triage")
        page = visitor.post(f"/office/triage/{number}", {"unit": "交通"})
    assert "现在是“待签收”" in page.text


def test_triage_of_nothing_says_so(office: Office) -> None:
    assert "没有等着转办的来信" in office.enter("intake").get("/office/triage").text


def test_transfer_keeps_the_due_date_and_moves_the_letter(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    visitor = office.enter("intake")
    due = [each.text for each in visitor.get(f"/desk/letters/{number}").all("span") if "due" in each.get("class", "")]
    page = visitor.submit({"transfer-department": "交通运输"}, "transfer")
    assert due == [each.text for each in page.all("span") if "due" in each.get("class", "")]
    assert "已经改派" in page.text
    office.enter("handler").get(f"/desk/letters/{number}", status=404)
    office.enter("outsider").get(f"/desk/letters/{number}")
