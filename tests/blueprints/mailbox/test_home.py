"""The front page, the guide and the size of the type."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from services.work import Work
from tests import factories
from tests.factories_counts import answered, closed_month
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor


def test_home_shows_last_months_figures_and_the_newest_letters(work: Work, visitor: Visitor) -> None:
    closed_month(work, date(2026, 10, 1), answered(3), date(2026, 11, 23))
    factories.published_letter(work, title="路灯坏了半个月")
    work.session.commit()
    page = visitor.get("/")
    assert "10月办理情况" in page.text
    assert "收到来信3件" in page.text.replace("3件收到来信", "收到来信3件")
    assert "按时办结率，应办结3件" in page.text
    assert "路灯坏了半个月" in page.links()


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
