"""The desk's list: what is in it, in which order, page by page, at a constant cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from extensions import db
from rules.vocabulary import Category, State
from services import replies
from tests.fixtures.office import TRANSPORT, Office
from tests.fixtures.pages import Page, Visitor
from tests.harness.clock import SimulatedClock

TABS = [
    pytest.param(State.ASSIGNED, "new", id="not signed for"),
    pytest.param(State.DRAFTED, "review", id="waits for review"),
    pytest.param(State.REVIEWED, "review", id="waits for issue"),
    pytest.param(State.ANSWERED, "ended", id="answered"), pytest.param(State.CLOSED, "ended", id="closed"),
]


def numbers(page: Page) -> list[str]:
    """The numbers of a list in their order."""
    return re.findall(r'<td role="cell" class="num">(X2026-\d+)</td>', page.html)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def walk(visitor: Visitor, first: str, words: str) -> list[list[str]]:
    """The pages of a list from an address on, along the link with these words."""
    pages, address = [], first
    while address:
        page = visitor.get(address)
        pages.append(numbers(page))
        address = page.links().get(words, "")
    return pages


def test_list_of_open_letters_has_the_first_due_first_and_only_the_own_department(office: Office) -> None:
    slow, quick = office.letter(category=Category.COMPLAINT), office.letter(category=Category.SITE_ERROR)
    never, other = office.letter(category=Category.PRAISE), office.letter(code=TRANSPORT)
    page = office.enter("handler").get("/desk")
    assert numbers(page) == [quick, slow, never]
    assert other not in page.html


@pytest.mark.parametrize(("state", "tab"), TABS)
def test_tab_of_a_state_has_the_letter_and_counts_it(office: Office, state: State, tab: str) -> None:
    number = office.letter(state)
    page = office.enter("lead").get(f"/desk?tab={tab}")
    assert numbers(page) == [number]
    current = page.root.find(".//ul[@class='tabs']//a[@aria-current='page']/b")
    assert current is not None
    assert current.text == "1"


def test_tabs_of_due_dates_follow_the_calendar(office: Office, test_clock: SimulatedClock) -> None:
    number = office.letter(category=Category.SITE_ERROR)  # three working days from a Tuesday: Friday
    for days, tab, words in [(3, "today", "今日到期·11月27日"), (3, "late", "超1个工作日·11月27日")]:
        test_clock.forward(days=days)
        page = office.enter("handler").get(f"/desk?tab={tab}")
        assert numbers(page) == [number]
        assert words in page.text


def test_draft_that_was_sent_back_is_among_those_to_mend(office: Office) -> None:
    number = office.letter(State.DRAFTED)
    office.do("lead", lambda work: replies.send_back(work, 1, 1, "补上期限。"))
    assert numbers(office.enter("handler").get("/desk?tab=mend")) == [number]


def test_review_tab_is_not_offered_to_a_handler(office: Office) -> None:
    assert "待我审核" not in office.enter("handler").get("/desk").text


def test_list_longer_than_a_page_is_walked_both_ways_without_losing_a_letter(office: Office) -> None:
    made = [office.letter() for _ in range(56)]
    visitor = office.enter("handler")
    forth = walk(visitor, "/desk", "下一页")
    assert [len(page) for page in forth] == [25, 25, 6]
    assert [number for page in forth for number in page] == made
    last = visitor.page.path + "?" + visitor.page.response.request.query_string.decode()  # type: ignore[union-attr]
    assert walk(visitor, last, "上一页") == forth[::-1]


@pytest.mark.parametrize("tab", ["open", "ended"])
def test_list_costs_the_same_number_of_queries_however_long_it_is(office: Office, tab: str) -> None:
    visitor = office.sign_in("lead")
    costs = []
    for more in (1, 12):
        for _ in range(more):
            office.letter(State.ANSWERED if tab == "ended" else State.DRAFTED)
        with statements(office.app) as sent:
            visitor.get(f"/desk?tab={tab}")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 15


@pytest.mark.parametrize(("query", "found"), [
    pytest.param("瓷砖", True, id="a word"), pytest.param("x２０２６－1", True, id="the number as typed"),
    pytest.param("路灯", False, id="another word"), pytest.param("%' OR 1=1 --", False, id="signs"),
    pytest.param("X2026-99", False, id="another number"),
])
def test_search_finds_by_word_and_number(office: Office, query: str, found: bool) -> None:
    number = office.letter()
    page = office.enter("handler").get("/desk", query_string={"q": query})
    assert (numbers(page) == [number]) is found
    assert found or "没有找到" in page.text


def test_filter_by_category_leaves_out_the_others(office: Office) -> None:
    praise, _ = office.letter(category=Category.PRAISE), office.letter(category=Category.REPORT)
    assert numbers(office.enter("handler").get("/desk?category=praise")) == [praise]


@pytest.mark.parametrize("query", [
    "tab=nonsense", "after=~", "after=2026-11-24~x", "before=99999-1-1~1", "after=" + "9" * 5000, "category=x",
    "after=2026-11-24~" + "9" * 30, "q=" + "长" * 500,
])
def test_list_with_an_address_that_makes_no_sense_still_opens(office: Office, query: str) -> None:
    office.letter()
    office.enter("handler").get(f"/desk?{query}")


def test_accept_from_the_list_stays_in_the_list(office: Office) -> None:
    number = office.letter()
    visitor = office.enter("handler")
    visitor.get("/desk?tab=new")
    page = visitor.submit({}, f"{number}/accept")
    assert page.path == "/desk"
    assert "已经签收" in page.text
    assert numbers(page) == []


def test_title_with_turning_characters_shows_them(office: Office) -> None:
    office.letter(title="路灯\u202e不亮")
    assert "路灯［U+202E］不亮" in office.enter("handler").get("/desk").text
