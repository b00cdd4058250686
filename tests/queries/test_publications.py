"""The list of published letters: filters, order, pages that neither repeat nor leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from queries import publications
from queries.paging import read_cursor
from rules.vocabulary import Category
from services import publication
from services.work import Work
from tests import factories
from tests.factories import Role, acting, staff


def publish(work: Work, count: int, code: str = "housing", **fields: object) -> list[str]:
    """Publish letters, two of them answered on each day, and return their titles."""
    titles = []
    for place in range(count):
        on = replace(work, now=work.now + timedelta(days=place // 2))
        letter = factories.letter_in(on, factories.State.ANSWERED, code, title=f"{code}{place}",
                                     consents_to_publication=True, **fields)
        factories.publish(on, letter.id)
        titles.append(letter.title)
    work.session.flush()
    return titles


def walk(work: Work, step: str = "after") -> list[list[str]]:
    """Return the titles of the pages of two, one page after another."""
    pages, cursor = [], None
    while True:
        page = publications.page(work.session, cursor=cursor, limit=2)
        pages.append([row.title for row in page.rows])
        if page.after is None:
            return pages
        cursor = read_cursor({step: page.after}, date)


def test_page_after_page_shows_every_letter_once_newest_answer_first(work: Work) -> None:
    titles = publish(work, 5)
    assert walk(work) == [[titles[4], titles[3]], [titles[2], titles[1]], [titles[0]]]


def test_page_back_leads_to_the_page_one_came_from(work: Work) -> None:
    publish(work, 5)
    first = publications.page(work.session, limit=2)
    second = publications.page(work.session, cursor=read_cursor({"after": first.after}, date), limit=2)
    back = publications.page(work.session, cursor=read_cursor({"before": second.before}, date), limit=2)
    assert back.rows == first.rows
    assert (first.before, back.before) == (None, None)


def test_page_without_letters_is_empty(work: Work) -> None:
    assert publications.page(work.session).rows == ()
    assert publications.years(work.session) == []


@pytest.mark.parametrize(("filters", "titles"), [
    pytest.param({"category": "complaint"}, ["transport0"], id="by category"),
    pytest.param({"category": "praise"}, [], id="by a category that has none"),
    pytest.param({"year": 2026}, ["transport0", "housing0"], id="by year"),
    pytest.param({"year": 2025}, [], id="by another year")])
def test_page_with_filters_shows_what_fits(work: Work, filters: dict, titles: list[str]) -> None:
    publish(work, 1)
    publish(work, 1, "transport", category=Category.COMPLAINT)
    assert [row.title for row in publications.page(work.session, **filters).rows] == titles


def test_page_of_a_department_shows_only_its_letters(work: Work) -> None:
    publish(work, 1)
    publish(work, 1, "transport")
    rows = publications.page(work.session, department_id=factories.department_id(work, "transport")).rows
    assert [row.title for row in rows] == ["transport0"]


def test_page_after_a_withdrawal_leaves_the_letter_out_but_keeps_its_tombstone(work: Work) -> None:
    made = factories.published_letter(work)
    row = publications.newest(work.session, 1)[0]
    publication.unpublish(acting(work, staff(work, Role.PUBLISHER)), made.id, "来信人要求撤下")
    work.session.flush()
    assert publications.newest(work.session, 1) == []
    tombstone = publications.one(work.session, row.public_id)
    assert tombstone is not None
    assert tombstone.withdrawn_reason == "来信人要求撤下"
