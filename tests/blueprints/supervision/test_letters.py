"""All letters with their filters."""

from __future__ import annotations

import re

import pytest

from rules.vocabulary import Category, State
from tests.fixtures.office import TRANSPORT, Office
from tests.fixtures.pages import Page
from tests.harness.clock import SimulatedClock

FILTERS = [
    pytest.param("state=answered", ["answered"], id="a state"),
    pytest.param("department={transport}", ["elsewhere"], id="a department"),
    pytest.param("category=praise", ["praise"], id="a category"),
    pytest.param("q=路灯", ["elsewhere"], id="a word"),
    pytest.param("overdue=1", ["elsewhere"], id="overdue"),
    pytest.param("state=answered&category=praise", [], id="two that exclude each other"),
    pytest.param("state=nonsense&department=x&after=%00", ["praise", "elsewhere", "answered"], id="nonsense"),
]


def numbers(page: Page) -> list[str]:
    return re.findall(r'<td role="cell" class="num">(X2026-\d+)</td>', page.html)


@pytest.mark.parametrize(("query", "names"), FILTERS)
def test_letters_are_narrowed_by_each_filter_newest_first(
        office: Office, test_clock: SimulatedClock, query: str, names: list[str]) -> None:
    made = {"answered": office.letter(State.ANSWERED), "elsewhere": office.letter(
        code=TRANSPORT, title="公路上的路灯不亮", category=Category.SITE_ERROR)}
    test_clock.forward(days=6)
    made["praise"] = office.letter(category=Category.PRAISE)
    path = "/office/letters?" + query.format(transport=office.people["outsider"].department_id)
    page = office.enter("publisher").get(path)
    assert numbers(page) == [made[name] for name in names]
    assert names or "没有找到" in page.text


def test_letters_longer_than_a_page_are_walked_without_losing_one(office: Office) -> None:
    made = [office.letter() for _ in range(27)]
    visitor = office.enter("intake")
    first = visitor.get("/office/letters")
    second = visitor.get(first.links()["下一页"])
    assert numbers(first) + numbers(second) == made[::-1]
    assert numbers(visitor.get(second.links()["上一页"])) == numbers(first)
