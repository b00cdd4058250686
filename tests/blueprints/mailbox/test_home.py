"""The front page, the guide, the figures of a month and the size of the type."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from rules.vocabulary import Category
from services.work import Work
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor


def last_month(office: Office, category: Category, count: int) -> None:
    def act(work: Work) -> None:
        for _ in range(count):
            factories.answered_letter(replace(work, now=work.now - timedelta(days=30)), category=category)

    office.do(None, act)


def test_home_shows_last_months_figures_and_the_newest_letters(office: Office, visitor: Visitor) -> None:
    last_month(office, Category.COMPLAINT, 3)
    page = visitor.get("/")
    assert "10月办理情况" in page.text
    assert "3件" in page.text


def test_home_finds_a_letter_with_its_own_form(office: Office, visitor: Visitor) -> None:
    number = office.letter()
    visitor.get("/")
    page = visitor.submit({"number": number, "code": "AAAA-AAAA-AAAA-AAAA"}, action="/status")
    assert "编号和查询码对不上" in page.text


@pytest.mark.parametrize("place", ["rules", "privacy", "accessibility"])
def test_guide_has_the_places_that_other_pages_lead_to(visitor: Visitor, place: str) -> None:
    assert place in {section.get("id") for section in visitor.get("/guide").all("section")}


def test_guide_gives_the_terms_that_the_rules_have(visitor: Visitor) -> None:
    assert "投诉、举报15个工作日" in visitor.get("/guide").text


def test_statistics_of_last_month_give_rates_with_their_base(office: Office, visitor: Visitor) -> None:
    last_month(office, Category.CONSULTATION, 4)
    page = visitor.get("/statistics")
    assert page.heading == "2026年10月办理统计"
    assert "100.00%按时答复率，到期4件" in page.text.replace("按时答复率，到期4件100.00%", "100.00%按时答复率，到期4件")
    assert "咨询最多，占100.00%" in page.text


def test_statistics_with_small_groups_name_none_of_them(office: Office, visitor: Visitor) -> None:
    last_month(office, Category.CONSULTATION, 4)
    last_month(office, Category.REPORT, 1)
    page = visitor.get("/statistics")
    assert "举报" not in page.text
    assert "件数太少" in page.text


@pytest.mark.parametrize(("month", "status"), [
    pytest.param("2026-11", 200, id="the running month"), pytest.param("2026-12", 404, id="a month to come"),
    pytest.param("2020-01", 200, id="before the first letter"), pytest.param("2026-13", 404, id="no month"),
    pytest.param("x", 404, id="no date")])
def test_statistics_of_a_month_exist_up_to_the_running_one(visitor: Visitor, month: str, status: int) -> None:
    visitor.get(f"/statistics/{month}", status)


def test_statistics_lead_from_month_to_month(office: Office, visitor: Visitor) -> None:
    last_month(office, Category.CONSULTATION, 1)
    page = visitor.get("/statistics/2026-11")
    assert "下月" not in page.links()
    earlier = visitor.get(page.links()["上月"])
    assert earlier.heading == "2026年10月办理统计"
    assert "上月" not in earlier.links()


def test_large_type_is_kept_until_it_is_taken_back(visitor: Visitor) -> None:
    page = visitor.get(visitor.get("/guide").links()["大字版"])
    assert page.path == "/guide"
    assert page.root.get("class") == "large"
    assert visitor.get("/").root.get("class") == "large"
    assert visitor.get(visitor.get("/letters?q=路").links()["标准字号"]).root.get("class") is None


@pytest.mark.parametrize("target", [
    "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""])
def test_large_type_leads_back_to_this_site_only(client: FlaskClient, target: str) -> None:
    """X9: the way back is a path of this site."""
    response = client.get("/appearance", query_string={"large": "1", "next": target})
    assert response.headers["Location"] == "/"
