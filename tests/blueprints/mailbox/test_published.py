"""Reading published letters: list, search, letter, tombstone; shared pages are right the moment something changes."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rules.vocabulary import Category
from services import publication, ratings
from services.work import Work
from tests import factories
from tests.factories import CITIZEN, Role, acting, staff
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor

TITLE = "加压泵坏了没人修"


def publish(office: Office, count: int = 1, **fields: object) -> list[int]:
    """Publish letters and return their case ids, in order."""
    made: list[int] = []

    def act(work: Work) -> None:
        for place in range(count):
            title = f"第{place}封公开的信" if count > 1 else TITLE
            made.append(factories.published_letter(work, **({"title": title} | fields)).id)

    office.do(None, act)
    return made


def titles(page: Page) -> list[str]:
    return [words for words, address in page.links().items() if address.startswith("/letters/")]


def test_list_shows_the_letter_and_leads_to_it(office: Office, visitor: Visitor) -> None:
    publish(office, category=Category.COMPLAINT)
    page = visitor.get("/letters")
    letter = visitor.get(page.links()[TITLE])
    assert letter.heading == TITLE
    assert factories.TEXT in letter.text
    assert factories.REPLY in letter.text
    assert "按时·11月24日" in letter.text
    assert "当日" in letter.text


def test_list_page_after_page_shows_every_letter_once(office: Office, visitor: Visitor) -> None:
    publish(office, 23)
    first = visitor.get("/letters")
    second = visitor.get(first.links()["下一页"])
    assert len(titles(first)) == 20
    assert len(set(titles(first)) | set(titles(second))) == 23
    assert titles(visitor.get(second.links()["上一页"])) == titles(first)


@pytest.mark.parametrize(("query", "shown"), [
    pytest.param("category=complaint", [TITLE], id="its category"), pytest.param("category=praise", [], id="another"),
    pytest.param("year=2026", [TITLE], id="its year"), pytest.param("year=2025", [], id="another year"),
    pytest.param("year=x&department=y&category=z", [TITLE], id="filters that are none"),
    pytest.param("department=housing&category=complaint", [TITLE], id="its department"),
    pytest.param("department=transport", [], id="another department"),
    pytest.param("after=x", [TITLE], id="a cursor that is none"), pytest.param("q=加压泵", [TITLE], id="a word of it"),
    pytest.param("q=加压泵&category=complaint&year=2026", [TITLE], id="a word and its filters"),
    pytest.param("q=路灯", [], id="a word that is not in it"), pytest.param("q=%20", [TITLE], id="a blank"),
    pytest.param("q=%00%08", [TITLE], id="no word at all"),
    pytest.param("q=，", [], id="a sign"), pytest.param("year=0", [TITLE], id="no year")])
def test_list_with_filters_shows_what_fits(office: Office, visitor: Visitor, query: str, shown: list[str]) -> None:
    publish(office, category=Category.COMPLAINT)
    assert titles(visitor.get(f"/letters?{query}")) == shown


def test_search_marks_the_word_and_keeps_it_on_the_next_page(office: Office, visitor: Visitor) -> None:
    publish(office, 21)
    page = visitor.get("/letters?q=加压泵&year=2026")
    assert "<mark>加压泵</mark>" in page.html
    second = visitor.get(page.links()["下一页"])
    assert len(titles(second)) == 1
    assert 'value="加压泵"' in second.html
    assert titles(visitor.get(second.links()["回到第一页"])) == titles(page)


@pytest.mark.parametrize(("query", "words"), [
    pytest.param("", "这一类还没有公开的来信", id="no letters"),
    pytest.param("?q=路灯", "没有找到“路灯”", id="no hits"),
    pytest.param("?q=<script>", "没有找到“<script>”", id="a query that is markup")])
def test_list_without_letters_says_why_and_what_to_do(visitor: Visitor, query: str, words: str) -> None:
    assert words in visitor.get(f"/letters{query}").text


def test_letter_shows_no_personal_data_of_its_writer(office: Office, visitor: Visitor) -> None:
    publish(office, text="我是住在翠竹苑的林小舟，电话13812345678，请回电。",
            contact=factories.Contact(name="林小舟", phone="13812345678"))
    page = visitor.get(visitor.get("/letters").links()[TITLE])
    assert "13812345678" not in page.html
    assert "X2026" not in page.html


def test_letter_that_is_markup_stays_text(office: Office, visitor: Visitor) -> None:
    publish(office, title="<b>粗</b>{{7*7}}", text="<script>alert(1)</script>\u202e反着写")
    page = visitor.get(visitor.get("/letters").links()["<b>粗</b>{{7*7}}"])
    assert "<script>alert(1)</script>" in page.text
    assert "\u202e" not in page.html


def test_rating_of_a_letter_shows_at_once(office: Office, visitor: Visitor) -> None:
    case_id = publish(office)[0]
    address = visitor.get("/letters").links()[TITLE]
    assert "来信人评价" not in visitor.get(address).text
    office.do(None, lambda work: ratings.rate(acting(work, CITIZEN), case_id, ratings.Rating.SATISFIED, ""))
    assert "来信人评价：满意" in visitor.get(address).text


def test_withdrawn_letter_leaves_list_home_and_search_and_keeps_a_tombstone(office: Office, visitor: Visitor) -> None:
    case_id = publish(office)[0]
    address = visitor.get("/letters").links()[TITLE]
    assert TITLE in visitor.get("/").text
    office.do(None, lambda work: publication.unpublish(
        acting(work, staff(work, Role.PUBLISHER)), case_id, "来信人要求撤下"))
    tombstone = visitor.get(address, 410)
    assert "撤下的理由：来信人要求撤下" in tombstone.text
    assert TITLE not in tombstone.text
    assert all(TITLE not in visitor.get(path).text for path in ("/", "/letters", "/letters?q=加压泵"))


@pytest.mark.parametrize("public_id", ["nobody", "X2026-1", "1", "..%2f"])
def test_letter_of_an_unknown_id_is_not_found(visitor: Visitor, public_id: str) -> None:
    visitor.get(f"/letters/{public_id}", 404)


@pytest.mark.parametrize("path", ["/", "/letters", "/guide"])
def test_shared_pages_carry_nothing_of_the_visitor(app: Flask, client: FlaskClient, path: str) -> None:
    client.get("/write")
    response = client.get(path)
    assert "csrf_token" not in response.get_data(as_text=True)
    assert "Set-Cookie" not in response.headers
    assert response.data == app.test_client().get(path).data
