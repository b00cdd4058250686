"""The public bulletins: archive, page, files and corrections, as they were issued and without small groups."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from rules.actors import Role
from rules.figures import UNASSIGNED
from services import digest_files, publication
from services.work import Work
from tests import factories, factories_public
from tests.factories_digests import Counted
from tests.factories_public import issued, letters, quarter
from tests.fixtures.pages import Visitor

PAGE = "/bulletins/2026-Q3"


def test_bulletin_is_public_from_its_issue_and_not_before(work: Work, visitor: Visitor, client: FlaskClient) -> None:
    draft = quarter(work, "2026-Q2")
    work.session.commit()
    assert "还没有通报" in visitor.get("/bulletins").text
    for end in ("", "/1", "/1.json", "/1.pdf"):
        assert client.get(f"/bulletins/2026-Q2{end}").status_code == 404
    issued(work)
    work.session.commit()
    assert visitor.get("/").links()["2026年第三季度通报"] == PAGE
    archive = visitor.get("/bulletins")
    title = "关于2026年第三季度来信办理情况的通报"
    page = visitor.get(archive.links()[title])
    assert page.heading == title
    assert "云政办函〔2026〕1号" in page.text
    assert "2026年11月24日" in page.text
    assert "各乡镇人民政府" in page.text
    assert draft.period not in "".join(archive.links().values())


def test_ranking_and_files_keep_small_departments_back(work: Work, visitor: Visitor, client: FlaskClient) -> None:
    """I4: two letters of one department are told neither by the table nor by any file; the larger one hides with it."""
    issued(work, counted=[*letters(6), *letters(2, 7, department="transport"), *letters(4, 20, department=UNASSIGNED)])
    work.session.commit()
    page = visitor.get(PAGE).text
    assert "县住房和城乡建设局6100.00%" in page
    assert "其余合并" in page
    assert "应办结不到3件的单位合并" in page
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}/1.csv").data.decode("utf-8-sig"))))
    told = {(row["key"], row["figure"]): row["value"] for row in rows if row["dimension"] == "department"}
    assert {key for key, _ in told} == {"housing", "rest"}
    assert (told["housing", "received"], told["rest", "received"]) == ("6", "6")
    lines = client.get(f"{PAGE}/1.json").json
    assert [line["key"] for each in lines["breakdowns"] if each["dimension"] == "department" for line in each["lines"]
            ] == ["housing", "rest"]
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}/1.xlsx").data)).worksheets[0]
    assert [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        [int(value) if name == "value" and value else value for name, value in row.items()] for row in rows]


def test_paper_folds_what_the_page_folds(work: Work) -> None:
    """I4: the paper with the red head is public too; what a department left overdue is said by name all the same."""
    late = Counted(30, ("received", "accepted", "due", "late", "open", "overdue"), "transport")
    digest = issued(work, counted=[*letters(6), late, *letters(4, 20, department=UNASSIGNED)])
    paper = digest_files.render(work, digest, "html").decode()
    ranking = paper[paper.index("各单位排名</h1>"):]
    assert "县住房和城乡建设局" in ranking
    assert "其余合并" in ranking
    assert "县交通运输局" not in ranking
    assert "县交通运输局" in paper


def test_correction_is_named_on_both_versions(work: Work, visitor: Visitor) -> None:
    wrong = issued(work)
    issued(work, corrects=wrong, counted=letters(9))
    work.session.commit()
    newest = visitor.get(PAGE)
    assert "本件更正云政办函〔2026〕1号：转办件次少算了一次。" in newest.text
    old = visitor.get(newest.links()["第1版"])
    assert "已由云政办函〔2026〕2号更正" in old.text
    assert "第2版" in old.links()
    assert "已由云政办函〔2026〕2号更正" in visitor.get("/bulletins").text


def test_example_that_is_taken_down_is_gone_from_page_files_and_feed_at_once(
        work: Work, visitor: Visitor, client: FlaskClient) -> None:
    """L6: the bulletin stands, and nothing of the letter that it held up."""
    letter = factories.published_letter(work, title="路灯坏了半个月")
    public_id = factories_public.public_id_of(work, letter)
    factories_public.kept_paper(work, issued(work, example=public_id))
    work.session.commit()
    assert client.get(f"{PAGE}/1.pdf").status_code == 200
    places = (PAGE, f"{PAGE}/1.json", "/feeds/replies.atom", "/feeds/bulletins.atom", "/sitemaps/letters-1.xml", "/")
    assert "路灯坏了半个月" in visitor.get(PAGE).text
    assert public_id in client.get("/feeds/replies.atom").text
    publication.unpublish(factories.acting(work, factories.staff(work, Role.PUBLISHER)), letter.id, "来信人要求撤下。")
    work.session.commit()
    for place in places:
        shown = client.get(place).get_data(as_text=True)
        assert "路灯坏了半个月" not in shown
        assert "两天修好" not in shown
        assert public_id not in shown
    assert client.get(f"{PAGE}/1.pdf").status_code == 404  # the paper of that day quotes it
    assert "红头文件版" not in visitor.get(PAGE).text


@pytest.mark.parametrize("address", [
    "/bulletins/2026-Q5", "/bulletins/2026-10", "/bulletins/2026-11-22", "/bulletins/x", "/bulletins/%00",
    "/bulletins/2026-Q3/2147483648", "/bulletins/1999-Q1/1.csv", "/sitemaps/letters-0.xml", "/sitemaps/letters-9.xml"])
def test_address_of_nothing_is_no_page(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_paper_is_served_as_it_was_kept_and_never_another(work: Work, client: FlaskClient) -> None:
    """The PDF's bytes are those of the day of issue; a damaged file is no page."""
    digest = issued(work)
    kept = factories_public.kept_paper(work, digest)
    work.session.commit()
    answer = client.get(f"{PAGE}/1.pdf")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", factories_public.PAPER)
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(f"{PAGE}/1.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    factories_public.damage(kept)
    assert client.get(f"{PAGE}/1.pdf").status_code == 404


def test_map_of_the_site_leads_to_pages_that_exist(work: Work, visitor: Visitor, client: FlaskClient) -> None:
    public_id = factories_public.public_id_of(work, factories.published_letter(work))
    issued(work)
    work.session.commit()
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    files = factories_public.places(client.get("/sitemap.xml").data)
    found = [place for file in files for place in factories_public.places(client.get(file).data)]
    assert f"/letters/{public_id}" in found
    assert f"{PAGE}/1" in found
    assert [place for place in found if client.get(place).status_code != 200] == []
    assert {"公开来信", "2026年"} <= set(visitor.get("/sitemap").links())
    assert date(2026, 11, 24).isoformat() in client.get("/sitemaps/letters-1.xml").text
