"""The statistics page and its files: the same numbers in every form, and nothing of small groups in any."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from rules.public_figures import COLUMNS
from services import sealing
from services.work import Work
from tests import factories
from tests.factories_counts import answered, closed_month
from tests.factories_digests import Counted
from tests.fixtures.pages import Page, Visitor

MONTHS = [date(2026, month, 1) for month in (7, 8, 9, 10)]
YESTERDAY = date(2026, 11, 23)
# Report is small in one month only: it would follow from the quarter and the two others.
AUTUMN = (
    [*answered(6, category="complaint"), *answered(4, category="consultation"), *answered(5, category="report")],
    [*answered(6, category="complaint"), *answered(4, category="consultation"), *answered(5, category="report")],
    [*answered(6, category="complaint"), *answered(4, category="consultation"), *answered(1, category="report")],
    [*answered(9, category="complaint", department="transport"), *answered(2, category="report")])


@pytest.fixture
def autumn(work: Work) -> Work:
    for month, letters in zip(MONTHS, AUTUMN, strict=True):
        closed_month(work, month, letters, YESTERDAY)
    work.session.commit()
    return work


def table(page: Page, caption: str) -> list[list[str]]:
    [found] = [each for each in page.all("table")
               if any(caption in "".join(words.itertext()) for words in each.iter("caption"))]
    return [["".join(cell.itertext()).strip() for cell in row if cell.tag in ("th", "td")] for row in found.iter("tr")]


def numbers(client: FlaskClient, address: str) -> dict[tuple[str, str, str, str], str]:
    """Return a CSV file as (period, dimension, key, figure) → number."""
    content = client.get(address).data
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {(row["period"], row["dimension"], row["key"], row["figure"]): row["value"] for row in rows}


def test_statistics_of_last_month_show_rates_identity_and_breakdowns(autumn: Work, visitor: Visitor) -> None:
    page = visitor.get("/statistics")
    assert page.heading == "2026年10月办理统计"
    assert "100.00%" in page.text
    assert "期初在办0＋新收11＝办结11＋不予受理或合并0＋期末在办0" in page.text
    # Two reports alone would follow from the total; with the next smallest there is no breakdown left.
    assert "件数太少，不分类别列出" in page.text
    assert "举报" not in page.text
    assert visitor.get(page.links()["上一月"]).heading == "2026年9月办理统计"
    assert visitor.get(page.links()["按年"]).heading == "2026年办理统计"


def test_statistics_of_a_quarter_hide_what_its_months_would_give_away(autumn: Work, visitor: Visitor) -> None:
    """I4: reports are eleven in the quarter, but two open months would tell the one of the third."""
    page = visitor.get("/statistics/2026-Q3")
    shown = {row[0]: row[2] for row in table(page, "按类别")}
    assert "举报" not in shown
    assert (shown["投诉"], shown["其余合并"], shown["合计"]) == ("18", "23", "41")
    before = visitor.get("/statistics/2026-09").text
    assert "举报" not in before
    assert "其余合并" in before


def test_statistics_of_a_running_time_give_the_whole_until_yesterday_and_no_groups(
        autumn: Work, visitor: Visitor) -> None:
    closed_month(autumn, date(2026, 11, 1), answered(7), YESTERDAY)
    autumn.session.commit()
    for address in ("/statistics/2026-11", "/statistics/2026-Q4", "/statistics/2026"):
        page = visitor.get(address)
        assert "截至2026年11月23日" in page.text
        assert "合计" in page.text
        assert "县住房和城乡建设局" not in page.text


@pytest.mark.parametrize("period", ["2026-09", "2026-Q3"])
def test_files_say_what_the_page_says(autumn: Work, visitor: Visitor, client: FlaskClient, period: str) -> None:
    page, told = visitor.get(f"/statistics/{period}"), client.get(f"/statistics/{period}.json").json
    rows = numbers(client, f"/statistics/{period}.csv")
    [categories] = [one for one in told["breakdowns"] if one["dimension"] == "category"]
    drawn = {row[0]: row[2] for row in table(page, "按类别")}
    for line in categories["lines"]:
        assert str(line["received"]) == rows[period, "category", line["key"], "received"]
        assert drawn[line["name"]] == str(line["received"])
    assert {key for _, dimension, key, _ in rows if dimension == "category"} == {
        line["key"] for line in categories["lines"]}
    assert str(told["figures"]["received"]) == rows[period, "whole", "whole", "received"] == drawn["合计"]
    assert told["licence"]


def test_file_of_a_year_holds_its_closed_months_and_quarters_as_their_own_files_do(
        autumn: Work, client: FlaskClient) -> None:
    rows = numbers(client, "/statistics/2026/all.csv")
    periods = {period for period, *_ in rows}
    assert {"2026-07", "2026-10", "2026-Q3"} <= periods
    assert not {"2026-11", "2026-Q4", "2026"} & periods
    for period in ("2026-10", "2026-Q3"):
        assert numbers(client, f"/statistics/{period}.csv") == {
            key: value for key, value in rows.items() if key[0] == period}
    assert len(client.get("/statistics/2026/all.json").json["periods"]) == len(periods)


def test_parts_of_one_or_two_letters_are_in_no_form(work: Work, visitor: Visitor, client: FlaskClient) -> None:
    """I4: of two answered letters nobody learns which one was late, nor how content its writer is."""
    one = Counted(0, ("received", "closed", "due", "rated", "satisfied"))
    closed_month(work, date(2026, 10, 1), [one, Counted(0, ("received", "closed", "due", "on_time"))], YESTERDAY)
    work.session.commit()
    told = client.get("/statistics/2026-10.json").json
    assert {told["figures"][name] for name in ("on_time", "late", "satisfied", "closed_late", "working_days")} == {None}
    assert {rate["part"] for rate in told["rates"] if rate["name"] in ("on_time", "satisfaction", "late")} == {None}
    assert told["breakdowns"] == [{**each, "lines": []} for each in told["breakdowns"]]
    assert "50.00%" not in visitor.get("/statistics/2026-10").text


def test_columns_add_up_to_the_whole_and_no_base_is_one_or_two(autumn: Work, client: FlaskClient) -> None:
    for part in client.get("/statistics/2026/all.json").json["periods"]:
        for breakdown in part["breakdowns"]:
            for name, base in COLUMNS.items():
                counted = [line[name] for line in breakdown["lines"] if line[name] is not None]
                assert not breakdown["lines"] or sum(counted) == part["figures"][name]
                assert not {line[base] for line in breakdown["lines"]} & {1, 2}


@pytest.mark.parametrize(("period", "status"), [
    ("2026-11", 200), ("2026-Q4", 200), ("2026", 200), ("2020-01", 200), ("2026-12", 404), ("2027", 404),
    ("2026-13", 404), ("2026-Q5", 404), ("2026-11-22", 404), ("1999-12", 404), ("9999", 404), ("x", 404)])
def test_statistics_exist_up_to_the_running_time(visitor: Visitor, client: FlaskClient, period: str,
                                                 status: int) -> None:
    visitor.get(f"/statistics/{period}", status)
    assert client.get(f"/statistics/{period}.csv").status_code == status


def test_definitions_say_every_published_figure(visitor: Visitor, client: FlaskClient, autumn: Work) -> None:
    words = visitor.get("/statistics/definitions").text
    assert all(name in words for name in client.get("/statistics/2026-10.json").json["figures"])


def test_kept_page_gives_the_figures_of_a_day_as_soon_as_it_is_sealed(work: Work, visitor: Visitor) -> None:
    factories.letter(replace(work, now=work.now - timedelta(days=1)))
    work.session.commit()
    assert "截至2026年11月23日" not in visitor.get("/statistics/2026-11").text
    sealing.seal_next(work, sealing.look(work))
    work.session.commit()
    page = visitor.get("/statistics/2026-11")
    assert "截至2026年11月23日" in page.text
    assert "1件收到来信" in page.text.replace("收到来信1件", "1件收到来信")


def test_ask_again_for_a_page_that_stands_is_answered_without_it(work: Work, client: FlaskClient) -> None:
    for address in ("/statistics", "/statistics/2026-10.csv"):
        first = client.get(address)
        known = {"If-None-Match": first.headers["ETag"]}
        again = client.get(address, headers=known)
        assert (again.status_code, again.data) == (304, b"")
    closed_month(work, date(2026, 10, 1), answered(3), YESTERDAY)
    work.session.commit()
    assert client.get(address, headers=known).status_code == 200
