"""GET /api/v1/statistics: the figures of the page, as numbers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models.case import Letter
from rules.actors import CITIZEN
from rules.vocabulary import Rating
from services import ratings
from services.work import Work
from tests import factories
from tests.fixtures.pages import Visitor

STATISTICS = "/api/v1/statistics"


def test_statistics_of_a_month_count_its_letters(client: FlaskClient, work: Work) -> None:
    for _ in range(3):
        factories.letter(work)
    answered = factories.answered_letter(work)
    ratings.rate(factories.acting(work, CITIZEN), answered.id, Rating.SATISFIED, "")
    work.session.commit()

    figures = client.get(STATISTICS, query_string={"month": "2026-11"}).json

    assert (figures["month"], figures["received"], figures["answered"]) == ("2026-11", 4, 1)
    assert (figures["rated"], figures["satisfied"], figures["average_working_days"]) == (1, None, None)
    assert figures["categories"] == [{"name": "咨询", "received": 4}]


def test_statistics_break_down_no_group_smaller_than_three(client: FlaskClient, work: Work) -> None:
    """I4: the parts of a rate are given from three letters on; below that they would tell how one of them ended."""
    for count in (2, 3):
        while work.session.scalar(select(func.count(Letter.rating))) < count:
            made = factories.answered_letter(work)
            ratings.rate(factories.acting(work, CITIZEN), made.id, Rating.SATISFIED, "")
        work.session.commit()
        figures = client.get(STATISTICS, query_string={"month": "2026-11"}).json
        assert (figures["rated"], figures["satisfied"]) == (count, None if count < 3 else 3)
        assert (figures["average_working_days"] is None) is (count < 3)


def test_statistics_without_month_are_of_the_last_whole_one(client: FlaskClient) -> None:
    figures = client.get(STATISTICS).json

    assert (figures["month"], figures["received"], figures["average_working_days"]) == ("2026-10", 0, None)


@pytest.mark.parametrize("month", ["2026-12", "2026-13", "1999-12", "0001-01", "9999-12", "11", "2026-11-01", "\0"])
def test_statistics_of_an_impossible_month_are_refused(client: FlaskClient, month: str) -> None:
    answer = client.get(STATISTICS, query_string={"month": month})

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["errors"][0]["parameter"] == "month"


def test_statistics_are_those_of_the_page(client: FlaskClient, visitor: Visitor, work: Work) -> None:
    for _ in range(7):
        factories.letter(work)
    work.session.commit()

    figures = client.get(STATISTICS, query_string={"month": "2026-11"}).json

    assert f"{figures['received']}件" in visitor.get("/statistics/2026-11").text
