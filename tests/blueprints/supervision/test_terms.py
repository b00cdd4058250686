"""The deadlines of letters by category: set from a coming day on; letters that are here keep theirs."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from extensions import db
from models.clock import Clock, ClockTerm
from models.event import CaseEvent
from rules.vocabulary import Category, State
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor
from tests.harness.clock import SimulatedClock

TERM = {"category": "complaint", "length": "7", "since": "2026-11-26"}


@pytest.fixture
def supervisor(office: Office) -> Visitor:
    """The supervisor with the page of the terms open."""
    visitor = office.enter("supervisor")
    visitor.get("/office/terms")
    return visitor


def term_rows(office: Office) -> int:
    with office.app.app_context():
        return db.session.scalar(select(func.count()).select_from(ClockTerm))


def due_days(office: Office) -> list[date]:
    with office.app.app_context():
        return list(db.session.scalars(select(Clock.due_on).where(Clock.is_answer).order_by(Clock.id)))


def set_term(visitor: Visitor, status: int = 200, **values: str) -> Page:
    return visitor.submit(TERM | values, action="/office/terms", status=status)


def test_terms_of_the_county_stand_on_the_page(supervisor: Visitor) -> None:
    assert supervisor.page is not None
    assert "投诉15个工作日" in supervisor.page.text
    assert "2016年1月1日投诉15个工作日" in supervisor.page.text
    assert supervisor.page.links()["时限"] == "/office/terms"


def test_set_term_counts_for_letters_received_from_its_day_on(
        office: Office, supervisor: Visitor, test_clock: SimulatedClock) -> None:
    office.letter(State.RECEIVED, category=Category.COMPLAINT)
    page = set_term(supervisor)
    assert "2026年11月26日起7个工作日" in page.text
    office.letter(State.RECEIVED, category=Category.COMPLAINT)
    test_clock.forward(days=2)
    office.letter(State.RECEIVED, category=Category.COMPLAINT)
    assert due_days(office) == [date(2026, 12, 15), date(2026, 12, 15), date(2026, 12, 7)]


def test_set_term_of_one_mailbox_leaves_the_others_alone(
        office: Office, supervisor: Visitor, test_clock: SimulatedClock) -> None:
    page = supervisor.get("/office/terms?mailbox=housing")
    assert "照全县的办" in page.text
    page = set_term(supervisor)
    assert (page.path, "2026年11月26日起7个工作日" in page.text) == ("/office/terms", True)
    test_clock.forward(days=2)
    assert "投诉7个工作日（本信箱）" in office.enter("supervisor").get("/office/terms?mailbox=housing").text
    office.letter(State.RECEIVED, category=Category.COMPLAINT)
    office.letter(State.RECEIVED, "transport", category=Category.COMPLAINT)
    assert due_days(office) == [date(2026, 12, 7), date(2026, 12, 17)]


def test_set_term_adds_a_row_and_is_on_the_system_chain(office: Office, supervisor: Visitor) -> None:
    before = term_rows(office)
    set_term(supervisor)
    assert term_rows(office) == before + 1
    with office.app.app_context():
        event = db.session.scalars(select(CaseEvent).where(CaseEvent.act == "term_set")).one()
        assert event.actor == f"staff:{office.people['supervisor'].id}"
        assert json.loads(event.payload) == {
            "mailbox": None, "category": "complaint", "length": 7, "since": "2026-11-26", "result": "ok"}


@pytest.mark.parametrize(("values", "words"), [
    pytest.param({"since": "2026-11-24"}, "请选明天以后", id="today"),
    pytest.param({"since": "2026-11-01"}, "请选明天以后", id="a past day"),
    pytest.param({"since": "2036-11-26"}, "一年以内", id="a far day"),
    pytest.param({"since": "明天"}, "2026-12-01的样子", id="no day"),
    pytest.param({"length": "0"}, "1到60", id="no time"), pytest.param({"length": "61"}, "1到60", id="too long"),
    pytest.param({"length": "七"}, "1到60", id="a word"), pytest.param({"length": ""}, "1到60", id="nothing"),
    pytest.param({"length": "15"}, "本来就是15个工作日", id="the same"),
    pytest.param({"category": "praise"}, "请选一个类别", id="praise"),
    pytest.param({"category": "x"}, "请选一个类别", id="no category")])
def test_set_term_that_cannot_be_is_refused_and_keeps_the_words(
        office: Office, supervisor: Visitor, values: dict[str, str], words: str) -> None:
    before = term_rows(office)
    page = set_term(supervisor, 422, **values)
    assert words in page.text
    assert term_rows(office) == before
    assert f'value="{(TERM | values)["since"]}"' in page.html


def test_set_term_of_an_unknown_mailbox_is_not_found(supervisor: Visitor) -> None:
    supervisor.get("/office/terms?mailbox=nowhere", 404)
    supervisor.get("/office/terms")
    set_term(supervisor, 404, mailbox="nowhere")


@pytest.mark.parametrize("person", ["intake", "handler", "lead", "leader", "publisher", "admin"])
def test_terms_are_for_the_supervisor_alone(office: Office, person: str) -> None:
    visitor = office.enter(person)
    visitor.get("/office/terms", 403)
    visitor.post("/office/terms", TERM, 403)


def test_public_pages_promise_the_terms_of_the_county(
        office: Office, supervisor: Visitor, visitor: Visitor, test_clock: SimulatedClock) -> None:
    set_term(supervisor, length="40")
    assert "投诉40个工作日" not in visitor.get("/guide").text
    test_clock.forward(days=2)
    for path in ("/guide", "/write"):
        assert "投诉40个工作日" in visitor.get(path).text
    assert "40个工作日" in visitor.get("/").text
