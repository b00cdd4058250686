"""Search on both engines: what is found, in which order, page by page, and that no query is a command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from extensions import db
from models.case import Case
from models.publication import Publication
from queries import search
from queries.search import search_letters, search_publications
from rules import search_text
from rules.actors import IMPORTER, Actor, ActorKind, Role
from rules.errors import InputRefused
from rules.letter_rows import LetterRow
from rules.search_text import normal
from rules.vocabulary import Category
from services import importing, publication, triage
from services.work import Work
from tests.fixtures.app import START, UNITS

HOUSING, TRANSPORT, TOWN = (unit.name for unit in UNITS[2:])
# Few characters, so that words meet often; signs and blanks end a run.
ALPHABET = "农村低保公路a7，. "


@pytest.fixture
def each_work(shared_engines: Flask) -> Iterator[Work]:
    """A unit of work of the importer on each engine in turn, rolled back after the test."""
    with shared_engines.app_context():
        yield Work(db.session, IMPORTER, START, shared_engines.extensions["mailbox.secrets"])
        db.session.rollback()


def publish(work: Work, *texts: tuple[str, str], department: str = HOUSING, days_ago: int = 1, reply: str = "已办。",
            category: Category = Category.CONSULTATION) -> None:
    """Publish letters given as (title, text), the newest last."""
    at = START - timedelta(days=days_ago)
    importing.store(work, [
        LetterRow(text=text, title=title, received_at=at + timedelta(seconds=place), reply=reply,
                  reply_at=at + timedelta(hours=1), department=department, category=category)
        for place, (title, text) in enumerate(texts)], published=True)
    work.session.flush()


def titles(work: Work, query: str, **filters: object) -> list[str]:
    return [hit.title for hit in search_publications(work.session, query, **filters).items]  # type: ignore[arg-type]


@pytest.mark.parametrize(("query", "is_found"), [
    pytest.param("低保", True, id="two characters"),
    pytest.param("农村低保", True, id="four characters that stand together"),
    pytest.param("村保", False, id="two characters that stand apart"),
    pytest.param("低保农村", False, id="the same pairs in another order"),
    pytest.param("标准低", False, id="across a full stop"),
    pytest.param("申请农村", False, id="across title and text"),
    pytest.param("低", True, id="one character inside a word"),
    pytest.param("准", True, id="one character at the end of a sentence"),
    pytest.param("麒", False, id="one character that is nowhere"),
    pytest.param("部", False, id="one character of the filter words"),
    pytest.param("低保 答复", True, id="both words, one in the answer"),
    pytest.param("低保 麒麟", False, id="only one of two words"),
    pytest.param("k12", True, id="a Latin word"),
    pytest.param("Ｋ１２", True, id="a Latin word in full width"),
    pytest.param("k1", False, id="half of a Latin word"),
    pytest.param("𠀀𠀁", True, id="rare characters outside the first plane"),
    pytest.param("！？", False, id="signs only"),
    pytest.param("", False, id="nothing"),
])
def test_search_finds_what_has_every_word(each_work: Work, query: str, is_found: bool) -> None:
    publish(each_work, ("我要申请", "农村低保是什么标准。低保K12路，𠀀𠀁"), reply="这是答复")
    assert titles(each_work, query) == (["我要申请"] if is_found else [])


def test_search_shows_titles_first_then_the_newest(each_work: Work) -> None:
    publish(each_work, ("问低保", "甲"), ("问公路", "低保"), ("问低保金", "乙"), ("问水", "低保"))
    assert titles(each_work, "低保") == ["问低保金", "问低保", "问水", "问公路"]
    assert titles(each_work, "低") == ["问低保金", "问低保", "问水", "问公路"]


@pytest.mark.parametrize(("filters", "shown"), [
    pytest.param({}, ["丁", "丙", "乙", "甲"], id="none"),
    pytest.param({"department_id": TRANSPORT}, ["丙", "乙"], id="department"),
    pytest.param({"category": "request_help"}, ["丁", "乙"], id="category"),
    pytest.param({"year": 2025}, ["丁"], id="year of the answer"),
    pytest.param({"department_id": TRANSPORT, "category": "request_help", "year": 2026}, ["乙"], id="all three"),
    pytest.param({"year": 2024}, [], id="a year without letters"),
])
def test_filters_narrow_the_hits(each_work: Work, filters: dict[str, object], shown: list[str]) -> None:
    publish(each_work, ("甲", "低保"))
    publish(each_work, ("乙", "低保"), department=TRANSPORT, category=Category.REQUEST_HELP)
    publish(each_work, ("丙", "低保"), department=TRANSPORT)
    publish(each_work, ("丁", "低保 2026年 2部"), category=Category.REQUEST_HELP, days_ago=400)
    if "department_id" in filters:
        found = each_work.session.scalar(select(Publication.department_id).where(Publication.title == "乙"))
        filters = filters | {"department_id": found}
    assert titles(each_work, "低保", **filters) == shown


def test_an_unknown_category_is_refused(each_work: Work) -> None:
    with pytest.raises(InputRefused):
        search_publications(each_work.session, "低保", category='consultation" OR "')


@pytest.mark.parametrize("query", [
    '"', '低保"', "'低保'", "低保*", "*", "低保 OR 公路", "NEAR(低保 公路, 5)", "title : 低保", "NOT 低保",
    "低保 & ! 公路",
    "低保:*", "<->", "(低保", "低保\\", "低保\0公路", "^低保", "-低保", "+低保", "{title} : 低保", "%' OR 1=1 --", "_%",
    "😀", "😀低保", "\ud800低保", "\ue000\ufffe", "\u202e低保", "12e5a", "0x1f 1e9", "a" * 60,
    "低保" * 5000, "低 " * 5000, "ａ" * 10_000, "﷽" * 100,
])
def test_no_query_is_a_command(each_work: Work, query: str) -> None:
    publish(each_work, ("标题", "公路低保"))
    page = search_publications(each_work.session, query)
    assert len(page.items) <= 1
    assert isinstance(search_letters(each_work.session, query, department_id=None), list)


@pytest.mark.parametrize("cursor", ["x", "!!!!", "MC4w", "Mi4x", "MC4xLjE", "MC4-", "é", "MC4" + "5" * 60, "MC4xMg\n"])
def test_a_cursor_that_is_not_ours_is_refused(each_work: Work, cursor: str) -> None:
    with pytest.raises(InputRefused) as refused:
        search_publications(each_work.session, "低保", cursor=cursor)
    assert refused.value.field == "cursor"


@pytest.mark.parametrize(("letters", "found", "more"), [(5, 5, False), (6, 6, False), (7, 6, True)])
def test_the_count_ends_where_ranking_ends(each_work: Work, monkeypatch: pytest.MonkeyPatch, letters: int,
                                           found: int, more: bool) -> None:
    monkeypatch.setattr(search, "RANKED_HITS", 6)
    monkeypatch.setattr(search_text, "BLOCK_ROWS", 2)
    publish(each_work, ("低保", "最早"), *[("标题", "低保")] * (letters - 1))
    page = search_publications(each_work.session, "低保")
    assert (page.found, page.more, len(page.items)) == (found, more, found)
    # The oldest has the word in its title, but is ranked only among the newest.
    assert ("低保" in {hit.title for hit in page.items}) is not more


def test_a_withdrawn_letter_is_found_no_more(each_work: Work) -> None:
    publish(each_work, ("问低保", "低保"), ("问公路", "低保"))
    case_id = each_work.session.scalar(select(Publication.case_id).where(Publication.title == "问低保"))
    each_work.actor = Actor(ActorKind.STAFF, 1, Role.PUBLISHER, None)
    publication.unpublish(each_work, case_id, "写信人要求撤下。")
    assert titles(each_work, "低保") == ["问公路"]


def has_word(text: str, word: str) -> bool:
    """Say whether a word stands in a text: Han inside a run, Latin as a whole."""
    runs = re.findall(r"[一-鿿]+|[0-9a-z]+", normal(text))
    return any(word == run if word.isascii() else word in run for run in runs)


LETTERS = st.lists(st.tuples(st.text(ALPHABET, min_size=1, max_size=6), st.text(ALPHABET, max_size=12)), max_size=12)
QUERIES = st.lists(st.text("农村低保公路", min_size=1, max_size=3) | st.sampled_from(["a", "7", "a7"]), min_size=1,
                   max_size=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(letters=LETTERS, words=QUERIES, limit=st.integers(1, 5), block=st.sampled_from([1, 2, 2048]))
def test_pages_hold_every_hit_once_in_order(each_work: Work, monkeypatch: pytest.MonkeyPatch, block: int, limit: int,
                                            letters: list[tuple[str, str]], words: list[str]) -> None:
    monkeypatch.setattr(search_text, "BLOCK_ROWS", block)
    each_work.session.rollback()
    marked = [(f"{title}，{place}", f"。{text}") for place, (title, text) in enumerate(letters)]
    publish(each_work, *marked, reply="。")
    hits = [(title, text) for title, text in reversed(marked)
            if all(has_word(f"{title}\n{text}", word) for word in words)]
    model = sorted(hits, key=lambda hit: not all(has_word(hit[0], word) for word in words))
    shown, cursor = [], ""
    while cursor is not None:
        page = search_publications(each_work.session, " ".join(words), cursor=cursor, limit=limit)
        assert len(shown) <= len(model), "a page was shown again"
        assert (page.found, page.more) == (len(model), False)
        shown += [hit.title for hit in page.items]
        cursor = page.next_cursor
    assert shown == [title for title, _ in model]


def staff_titles(work: Work, query: str, department_id: int | None = None, limit: int = 200) -> list[str | None]:
    ids = search_letters(work.session, query, department_id=department_id, limit=limit)
    return [work.session.scalar(select(Case.title).where(Case.id == case_id)) for case_id in ids]


def test_staff_find_letters_newest_first_and_by_number(each_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_text, "BLOCK_ROWS", 1)
    publish(each_work, ("一", "低保"), ("二", "低保"), ("三", "公路"))
    number = each_work.session.scalar(select(Case.number).where(Case.title == "三"))
    assert staff_titles(each_work, "低保") == ["二", "一"]
    assert staff_titles(each_work, "低保", limit=1) == ["二"]
    assert staff_titles(each_work, f" {number.lower()}") == ["三"]
    assert staff_titles(each_work, "X2020-999") == []


def test_a_department_finds_only_what_it_has_now(each_work: Work) -> None:
    at = START - timedelta(days=1)
    importing.store(each_work, [LetterRow("低保", title, at, department=name)
                                for title, name in (("甲", HOUSING), ("乙", TOWN))])
    each_work.session.flush()
    case_id, housing = each_work.session.execute(select(Case.id, Case.department_id).where(Case.title == "甲")).one()
    town = each_work.session.scalar(select(Case.department_id).where(Case.title == "乙"))
    assert staff_titles(each_work, "低保", housing) == ["甲"]
    each_work.actor = Actor(ActorKind.STAFF, 1, Role.INTAKE, None)
    triage.transfer(each_work, case_id, town)
    each_work.session.flush()
    assert staff_titles(each_work, "低保", housing) == []
    assert sorted(staff_titles(each_work, "低保", town)) == ["乙", "甲"]
