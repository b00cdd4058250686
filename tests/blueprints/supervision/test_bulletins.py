"""The quarterly bulletin at the desks of office, supervisor, leader and department, as they see and send it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import text

from models.digest import Digest
from rules.digest_body import DigestKind
from services import bulletins, demands, digest_files
from services.work import Work
from tests import factories_bulletins, factories_digests
from tests.factories_digests import Draft
from tests.fixtures.office import TRANSPORT, Office
from tests.fixtures.pages import Page, values_of

HERE = "/office/bulletins/1"
OVERVIEW = "三季度收到来信2件，办结1件。"


def areas(page: Page) -> dict[str, str]:
    """What stands in the fields of the draft."""
    return values_of(page.form("/text"))


@pytest.fixture
def drafted(office: Office) -> Office:
    """The office with the drafted bulletin of the third quarter."""
    office.do(None, factories_bulletins.quarter)
    return office


def test_bulletin_goes_from_draft_to_signature_by_three_people(drafted: Office) -> None:
    """Written by one, reviewed by another, issued by a third, who has just shown that it is them."""
    intake = drafted.enter("intake")
    assert "2026年第三季度" in intake.get("/office/bulletins").text
    page = intake.get(HERE)
    assert "数字都对得上" in page.text
    assert areas(page)["demand-0-department"] == "县交通运输局"
    intake.submit({"overview": OVERVIEW, "printed": "１２０", "copies_to": "县委办公室。", "do": "submit",
                   "demand-0-due_on": "2026-12-18"}, "/text")
    assert "已经交审核" in intake.page.text
    assert not [form for form in intake.page.all("form") if form.get("action", "").endswith("/text")]
    supervisor, leader = drafted.enter("supervisor"), drafted.enter("leader")
    assert "审发" not in "".join(supervisor.get(HERE).links())
    supervisor.submit({}, "/review")
    leader.get(HERE)
    done = leader.submit({}, "/issue")
    assert [words for words in ("云政办函〔2026〕1号", "已经印发", OVERVIEW, "抄送：县委办公室。", "共印120份")
            if words not in done.text] == []
    lead = drafted.enter("outside_lead")
    assert "云政办函〔2026〕1号" in lead.get("/desk/demands").text
    own = lead.page.links()[demands.DRAFTED]
    lead.get(own)
    lead.submit({"report": ""}, own, status=422)
    lead.submit({"report": "已经逐件答复。"}, own)
    at_office = intake.get("/office/demands").links()[demands.DRAFTED]
    assert "已经逐件答复。" in intake.get(at_office).text
    intake.submit({"reason": "没有写明办结的日子。"}, "/send_back")
    again = lead.get(own)
    assert "没有写明办结的日子。" in again.text
    lead.submit({"report": "已经在12月1日逐件答复。"}, own)
    intake.get(at_office)
    intake.submit({}, "/take")
    assert "已办结" in lead.get(own).text


def test_reviewer_who_wrote_in_it_is_refused_and_told_why(drafted: Office) -> None:
    supervisor = drafted.enter("supervisor")
    supervisor.get(HERE)
    supervisor.submit({"overview": OVERVIEW, "do": "submit", "demand-0-due_on": "2026-12-18"}, "/text")
    page = supervisor.submit({}, "/review", status=403)
    assert "要由另一个人审核" in page.text
    supervisor.submit({"reason": "我自己再改一改。"}, "/send_back")
    assert areas(supervisor.page)["overview"] == OVERVIEW
    assert "我自己再改一改。" in supervisor.page.text


def test_stale_page_is_refused_with_every_typed_word_and_shows_the_other_text(drafted: Office) -> None:
    """Z4: two people write in one draft; the later one loses no word and overwrites nothing unseen."""
    first, second = drafted.enter("intake"), drafted.enter("supervisor")
    first.get(HERE)
    second.get(HERE)
    first.submit({"overview": "先存的一稿。", "do": "save"}, "/text")
    typed = {"overview": "后写的一稿。", "title": "另一个标题", "problems": "第一段\n第二段", "do": "save",
             "example-0-public_id": "abcd", "example-0-words": "答得清楚。",
             "demand-0-words": "改过的要求。", "demand-0-due_on": "2026-12-18"}
    page = second.submit(typed, "/text", status=409)
    shown = areas(page)
    assert {name: shown[name] for name in typed if name != "do"} == {n: v for n, v in typed.items() if n != "do"}
    assert "先存的一稿。" in page.text
    assert "别人刚刚改过" in page.text
    second.submit({"example-0-public_id": "", "example-0-words": "", "do": "save"}, "/text")
    assert areas(second.page)["overview"] == "后写的一稿。"


def test_figure_that_does_not_agree_is_named_with_its_letters_and_stops_the_submission(drafted: Office) -> None:
    number = drafted.letter()

    def spoil(work: Work) -> None:
        work.session.execute(text("DROP TRIGGER digest_no_update"))
        work.session.execute(text("UPDATE digest SET cases = replace(cases, :there, :one_more)"), {
            "there": '"closed":{', "one_more": '"closed":{"x|x|x|x|x":[1],'})

    drafted.do(None, spoil)
    intake = drafted.enter("intake")
    page = intake.get(HERE)
    assert "对不上" in page.text
    assert number in page.links()
    intake.submit({"demand-0-due_on": "2026-12-18", "overview": OVERVIEW, "do": "submit"}, "/text")
    assert "还没有交" in intake.page.text
    assert areas(intake.page)["overview"] == OVERVIEW


def test_late_letters_are_named_on_the_internal_paper_and_nowhere_in_public(office: Office) -> None:
    """I4, K1: the office's paper has their numbers and days, nothing of what they say; the public one counts them."""
    number = office.letter(code=TRANSPORT, title="翠竹苑外墙瓷砖脱落")

    def late(work: Work) -> None:
        row = factories_digests.row(2, number, department=TRANSPORT, due_on=date(2026, 11, 27), days=-6)
        made = factories_digests.digest(work, DigestKind.QUARTERLY, Draft(
            "2026-Q3", factories_bulletins.QUARTER, {"overdue": (row,)}))
        bulletins.draft(work, made)
        factories_bulletins.submit(work, made.id)
        factories_bulletins.review(work, made.id)
        factories_bulletins.issue(work, made.id)

    office.do(None, late)
    leader = office.enter("leader")
    page = leader.get(HERE)
    paper = leader.client.get(page.links()["下载内部印件（DOCX）"])
    opened = Document(io.BytesIO(paper.data))
    cells = [[cell.text for cell in row.cells] for table in opened.tables for row in table.rows]
    assert cells[-1] == [number, "县交通运输局", "投诉", "2026-11-20", "2026-11-27", "6"]
    words = "".join(paragraph.text for paragraph in opened.paragraphs)
    assert "内部印件，不公开发布" in words
    assert "翠竹苑" not in words
    assert page.links()[number] == f"/desk/letters/{number}"
    public = [office.app.test_client().get("/bulletins/2026-Q3").text]
    office.do(None, lambda work: public.append(
        digest_files.render(work, work.session.get_one(Digest, 1), "html").decode()))
    assert [number in one for one in public] == [False, False]
    assert office.enter("handler").client.get(f"{HERE}/internal.docx").status_code == 403


def test_figure_in_the_words_that_no_table_has_is_shown_to_writer_and_signers(drafted: Office) -> None:
    intake, supervisor = drafted.enter("intake"), drafted.enter("supervisor")
    intake.get(HERE)
    intake.submit({"overview": f"{OVERVIEW}走访群众约40户。", "do": "submit", "demand-0-due_on": "2026-12-18"}, "/text")
    for page in (intake.page, supervisor.get(HERE)):
        assert "文字里有1处数字系统看不出说的是哪一项" in page.text
        assert "请自己核对走访群众约40" in page.text


@pytest.mark.parametrize(("typed", "field", "words"), [
    pytest.param({"printed": "一百"}, "printed", "请填整数", id="print run"),
    pytest.param({"demand-0-department": "县没有局"}, "demand-0-department", "没有这个单位", id="department"),
    pytest.param({"demand-0-due_on": "明天"}, "demand-0-due_on", "请填日期", id="day"),
    pytest.param({"title": ""}, "title", "请写标题", id="title"),
])
def test_wrong_field_is_named_and_all_words_stay(
        drafted: Office, typed: dict[str, str], field: str, words: str) -> None:
    intake = drafted.enter("intake")
    intake.get(HERE)
    page = intake.submit({"overview": OVERVIEW, "demand-0-due_on": "2026-12-18", **typed}, "/text", status=422)
    assert areas(page).items() >= {"overview": OVERVIEW, **typed}.items()
    [wrong] = [each for each in page.root.iter() if each.get("aria-invalid")]
    assert wrong.get("id") == field
    assert words in page.text


def test_department_sees_its_own_demands_and_none_of_others(drafted: Office) -> None:
    """I4: what is demanded of another department is the same as none."""
    def issue(work: Work) -> None:
        for step in (factories_bulletins.submit, factories_bulletins.review, factories_bulletins.issue):
            step(work, 1)

    drafted.do(None, issue)
    lead, outside = drafted.enter("lead"), drafted.enter("outside_lead")
    assert "云政办函" not in lead.get("/desk/demands").text
    assert lead.get("/desk/demands/1", status=404).text == lead.get("/desk/demands/77", status=404).text
    assert "整改1" in outside.get("/desk/demands").links()
    assert "整改1" not in lead.get("/desk").links()
