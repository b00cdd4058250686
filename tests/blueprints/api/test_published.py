"""GET /api/v1/letters and GET /api/v1/letters/{id}: what was published, by filters and page after page."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from models.case import Letter
from models.publication import Publication
from rules.actors import Role
from rules.vocabulary import Category
from services import publication
from services.work import Work
from tests import factories

LETTERS = "/api/v1/letters"


def publish(work: Work, **fields: object) -> str:
    """Publish a letter and return its public id."""
    made = factories.published_letter(work, **fields)
    work.session.commit()
    return of(work, made).public_id


def of(work: Work, letter: Letter) -> Publication:
    return work.session.query(Publication).filter_by(case_id=letter.id).one()


def ids(client: FlaskClient, **arguments: str) -> list[str]:
    answer = client.get(LETTERS, query_string=arguments)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [item["id"] for item in answer.json["items"]]


def test_list_empty_is_an_empty_page(client: FlaskClient) -> None:
    assert client.get(LETTERS).json == {"items": [], "next": None}


def test_list_shows_published_letters_only_under_ids_of_their_own(client: FlaskClient, work: Work) -> None:
    factories.answered_letter(work)
    made = factories.published_letter(work)
    work.session.commit()

    items = client.get(LETTERS).json["items"]

    assert items == [{
        "id": of(work, made).public_id, "state": "published", "title": "加压泵坏了没人修", "category": "consultation",
        "department": "县住房和城乡建设局", "received_on": "2026-11-24", "answered_on": "2026-11-24", "rating": None}]
    assert made.number not in client.get(LETTERS).get_data(as_text=True)


def test_list_shows_a_letter_as_soon_as_it_is_published(client: FlaskClient, work: Work) -> None:
    assert ids(client) == []

    public_id = publish(work)

    assert ids(client) == [public_id]


FILTERS: dict[str, dict[str, str]] = {
    "code": {"department": "transport"}, "name": {"department": "县交通运输局"}, "category": {"category": "suggestion"},
    "words": {"q": "班车"}, "words and department": {"q": "班车", "department": "transport"},
    "everything": {"q": "班车", "department": "transport", "category": "suggestion", "year": "2026"},
}


@pytest.mark.parametrize("arguments", FILTERS.values(), ids=FILTERS)
def test_list_filter_finds_what_fits(client: FlaskClient, work: Work, arguments: dict[str, str]) -> None:
    publish(work)
    wanted = publish(work, code="transport", category=Category.SUGGESTION, title="恢复末班车", text="请恢复末班车。")

    assert ids(client, **arguments) == [wanted]


@pytest.mark.parametrize("arguments", [
    {"department": "letters-office"}, {"category": "praise"}, {"year": "2025"}, {"q": "没有这个词"}, {"q": "？！"}],
    ids=lambda arguments: "-".join(arguments))
def test_list_filter_without_hits_is_an_empty_page(
        client: FlaskClient, work: Work, arguments: dict[str, str]) -> None:
    publish(work)

    assert client.get(LETTERS, query_string=arguments).json == {"items": [], "next": None}


@pytest.mark.parametrize(("parameter", "value"), [
    ("department", "nobody"), ("department", "\0"), ("category", "gossip"), ("year", "二〇二六"), ("year", "99999"),
    ("cursor", "x"), ("cursor", "2026-11-24~" + "9" * 40), ("cursor", "2026-02-30~1")])
@pytest.mark.parametrize("query", ["", "班车"], ids=["list", "search"])
def test_list_unreadable_filter_is_named(client: FlaskClient, parameter: str, value: str, query: str) -> None:
    answer = client.get(LETTERS, query_string={parameter: value, "q": query})

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


@pytest.mark.parametrize("query", ["", "加压泵"], ids=["list", "search"])
def test_list_pages_show_every_letter_once(client: FlaskClient, work: Work, query: str) -> None:
    made = {publish(work) for _ in range(23)}

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(LETTERS, query_string={"q": query, "cursor": cursor}).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]

    assert len(seen) == 23
    assert set(seen) == made


def test_read_published_letter_shows_masked_texts(client: FlaskClient, work: Work) -> None:
    public_id = publish(work, text="我的电话是13800138000，请回电。")

    letter: dict[str, Any] = client.get(f"{LETTERS}/{public_id}").json

    assert letter["id"] == public_id
    assert letter["text"] == "我的电话是138****8000，请回电。"
    assert (letter["reply"], letter["department"]) == (factories.REPLY, "县住房和城乡建设局")
    assert letter["due_on"] == "2026-12-01"


def test_read_withdrawn_letter_is_gone_with_its_reason(client: FlaskClient, work: Work) -> None:
    made = factories.published_letter(work)
    publication.unpublish(factories.acting(work, factories.staff(work, Role.PUBLISHER)), made.id, "来信人要求撤下。")
    work.session.commit()

    answer = client.get(f"{LETTERS}/{of(work, made).public_id}")

    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    assert answer.json["reason"] == "来信人要求撤下。"
    assert ids(client) == []
