"""The deadline receipt on the letter's page, on paper and in JSON: for whoever holds the query code, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy import select

from blueprints.api.description import DOCUMENT
from models.case import Letter
from models.clock import Clock
from rules.clock_record import Cause
from rules.vocabulary import Category, State
from services import clocks
from services.work import Work
from tests.blueprints.mailbox.test_status import Found
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor, words_of

PERSONAL = ("翠竹苑", "林小舟", "13812345678")


def change(office: Office, number: str, cause: Cause, alter: Callable[[Clock], None]) -> None:
    """Let something change the newest clock of a letter."""
    def act(work: Work) -> None:
        clock = work.session.scalars(
            select(Clock).join(Letter, Letter.id == Clock.case_id)
            .where(Letter.number == number, Clock.is_answer).order_by(Clock.id.desc())).first()
        assert clock is not None
        before = clocks.facts_of(work, clock)
        alter(clock)
        work.session.flush()
        clocks.read_again(work, clock, cause, before)

    office.do(None, act)


def extend(clock: Clock) -> None:
    clock.extension = 5


def as_petition(clock: Clock) -> None:
    clock.kind, clock.length, clock.unit, clock.start_on = "petition_conclusion", 60, "calendar_day", date(2026, 8, 5)


def table(page: Page) -> list[list[str]]:
    """Return the rows of the day-by-day table."""
    body = page.all("tbody")[1]
    return [[words_of(cell) for cell in row.iter("td")] for row in body.iter("tr")]


def test_status_page_explains_the_day_and_leads_to_the_paper(office: Office, visitor: Visitor) -> None:
    page = Found(office, State.ACCEPTED, category=Category.COMPLAINT).open_in(visitor)
    assert "投诉答复的期限是15个工作日（本县信箱办理规定）。从收到次日（11月25日）起算" in page.text
    assert "第15个工作日是12月15日。" in page.text
    paper = visitor.get(page.links()["打印期限说明单"])
    assert paper.heading == "期限说明单"


def test_paper_has_what_another_office_needs_and_nothing_of_the_letter(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ACCEPTED, category=Category.COMPLAINT)
    found.open_in(visitor)
    paper = visitor.get(f"/status/{found.number}/deadline")
    for words in (found.number, "县住房和城乡建设局信箱", "投诉答复，15个工作日", "本县信箱办理规定",
                  "收到日期2026年11月24日", "最后一天2026年12月15日", "工作日历第23版", "结果相同",
                  "2026年11月24日10:42制作"):
        assert words in paper.text
    rows = table(paper)
    assert rows[0] == ["2026年11月24日", "二", "", "收到，当天不计入"]
    assert rows[-1] == ["2026年12月15日", "二", "15", "工作日。最后一天"]
    assert len(rows) == 22
    assert not any(words in paper.html for words in PERSONAL)


def test_paper_of_an_earlier_reading_shows_what_was_said_then(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ACCEPTED, category=Category.COMPLAINT)
    change(office, found.number, Cause.EXTENSION, extend)
    page = found.open_in(visitor)
    assert "2026年12月15日11月24日10:42批准延期" in page.text
    earlier = visitor.get(page.links()["2026年12月15日"])
    assert "最后一天2026年12月15日，后来有改变" in earlier.text
    now = visitor.get(f"/status/{found.number}/deadline")
    assert "最后一天2026年12月22日" in now.text
    assert "三、以前的期限" in now.text
    assert table(now)[-1][3] == "工作日（延期）。最后一天"


def test_paper_of_a_petition_names_the_inner_and_the_outer_day(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ACCEPTED)
    change(office, found.number, Cause.RECLASSIFY, as_petition)
    page = found.open_in(visitor)
    assert "承办单位要争取在10月4日以前办好，最晚是10月8日。" in page.text
    paper = visitor.get(f"/status/{found.number}/deadline")
    assert "内部目标日2026年10月4日" in paper.text
    assert "1.国务院办公厅关于2026年节假日安排的通知" in paper.text
    assert [row[3] for row in table(paper)[-2:]] == ["国庆，顺延（通知1）", "顺延到这一天。最后一天"]


def test_paper_of_a_rework_runs_from_the_order(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.REWORK)
    page = found.open_in(visitor)
    assert "重办答复的期限是3个工作日" in page.text
    assert "2026年12月1日咨询答复" in page.text
    paper = visitor.get(f"/status/{found.number}/deadline")
    assert table(paper)[0][3] == "退回重办，当天不计入"


@pytest.mark.parametrize("reading", ["0", "9", "-1", "x", "1" * 30, "１"])
def test_paper_of_a_reading_that_there_is_not_is_not_found(office: Office, visitor: Visitor, reading: str) -> None:
    found = Found(office, State.ACCEPTED)
    found.open_in(visitor)
    assert "没有这样的期限说明单" in visitor.get(f"/status/{found.number}/deadline?reading={reading}", 404).text


@pytest.mark.parametrize("state", [State.DECLINED, State.MERGED])
def test_paper_of_a_letter_that_is_counted_no_more_is_not_found(office: Office, visitor: Visitor, state: State) -> None:
    found = Found(office, state)
    assert "打印期限说明单" not in found.open_in(visitor).text
    visitor.get(f"/status/{found.number}/deadline", 404)


@pytest.mark.parametrize("number", ["", "X2026-77", "x"])
def test_paper_without_the_code_leads_to_the_form_whatever_the_number(
        office: Office, app: Flask, number: str) -> None:
    found = Found(office, State.ACCEPTED)
    page = Visitor(app.test_client()).get(f"/status/{number or found.number}/deadline")
    assert (page.path, page.heading) == ("/status", "查进度")


def ask(app: Flask, number: str, code: str) -> tuple[int, Any]:
    answer = app.test_client().get(f"/api/v1/letters/{number}/deadline", headers={"X-Query-Code": code})
    return answer.status_code, answer.get_json()


def test_json_gives_the_same_receipt_and_what_was_said_before(office: Office, app: Flask) -> None:
    found = Found(office, State.ACCEPTED, category=Category.COMPLAINT)
    change(office, found.number, Cause.EXTENSION, extend)
    status, said = ask(app, found.number, found.code)
    assert (status, said["number"]) == (200, found.number)
    [clock] = said["clocks"]
    assert (clock["due_on"], clock["extension"], clock["calendar_version"]) == ("2026-12-22", 5, 23)
    assert [day["number"] for day in clock["days"] if day["counted"]] == list(range(1, 21))
    assert sum(day["extended"] for day in clock["days"]) == 5
    assert [(one["due_on"], one["ended_by"]) for one in clock["earlier"]] == [("2026-12-15", "extension")]
    schema = {"$ref": "#/components/schemas/DeadlineReceipts", "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(said)


def test_json_of_a_letter_without_a_limit_is_empty(office: Office, app: Flask) -> None:
    found = Found(office, State.ACCEPTED, category=Category.PRAISE)
    assert ask(app, found.number, found.code) == (200, {"number": found.number, "clocks": []})


@pytest.mark.parametrize("number", ["", "X2026-77", "abcdefghijklm"])
def test_json_with_a_wrong_pair_is_the_same_404(office: Office, app: Flask, number: str) -> None:
    found = Found(office, State.ACCEPTED)
    refused = ask(app, number or found.number, "0" * 16)
    assert refused[0] == 404
    assert refused == ask(app, "X2026-99999", "0" * 16)
