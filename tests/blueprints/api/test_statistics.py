"""GET /api/v1/statistics: the figures of the page, as numbers."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from services.work import Work
from tests.factories_counts import answered, closed_month
from tests.factories_digests import Counted
from tests.fixtures.pages import Visitor

STATISTICS = "/api/v1/statistics"
YESTERDAY = date(2026, 11, 23)


def test_statistics_are_those_of_page_and_file(client: FlaskClient, visitor: Visitor, work: Work) -> None:
    """I4: what is folded on the page is folded here."""
    closed_month(work, date(2026, 10, 1), [
        *answered(7), *answered(4, category="suggestion"), *answered(1, category="consultation")], YESTERDAY)
    work.session.commit()
    told = client.get(STATISTICS).json
    assert told == client.get("/statistics/2026-10.json").json == client.get(f"{STATISTICS}?month=2026-10").json
    assert (told["period"], told["is_over"], told["figures"]["received"]) == ("2026-10", True, 12)
    [categories] = [one for one in told["breakdowns"] if one["dimension"] == "category"]
    assert [(line["key"], line["received"]) for line in categories["lines"]] == [("complaint", 7), ("rest", 5)]
    assert f"{told['figures']['received']}件" in visitor.get("/statistics/2026-10").text


@pytest.mark.parametrize(("count", "told"), [(2, None), (3, 3)])
def test_statistics_give_no_part_of_one_or_two(client: FlaskClient, work: Work, count: int, told: int | None) -> None:
    """I4: the parts of a rate are given from three letters on; below that they would tell how one of them ended."""
    letters = [Counted(0, ("received", "closed", "due", "on_time", "rated", "satisfied"))] * count
    closed_month(work, date(2026, 10, 1), letters, YESTERDAY)
    work.session.commit()
    figures = client.get(STATISTICS).json["figures"]
    assert (figures["rated"], figures["satisfied"], figures["on_time"]) == (count, told, told)


def test_statistics_without_a_closed_day_have_no_figures(client: FlaskClient) -> None:
    figures = client.get(STATISTICS, query_string={"period": "2026"}).json
    assert (figures["period"], figures["until"], figures["figures"], figures["breakdowns"]) == ("2026", None, None, [])


@pytest.mark.parametrize("name", ["period", "month"])
@pytest.mark.parametrize("period", ["2026-12", "2026-13", "1999-12", "0001-01", "9999", "11", "2026-11-01", "\0"])
def test_statistics_of_an_impossible_time_are_refused(client: FlaskClient, name: str, period: str) -> None:
    answer = client.get(STATISTICS, query_string={name: period})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["errors"][0]["parameter"] == name
