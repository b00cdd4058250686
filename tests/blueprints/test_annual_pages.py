"""Annual returns and the report as people in departments and offices work on them, page by page."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

from docx import Document
from openpyxl import load_workbook

from queries import annual_report as reading
from queries import annual_returns
from rules.actors import Role
from rules.annual_registers import Register
from services import annual_report
from services import annual_returns as services
from services.work import Work
from tests import factories, factories_requests
from tests.factories_annual import FIGURES
from tests.fixtures.office import HOUSING, Office
from tests.fixtures.pages import Visitor, values_of

YEAR = 2025
TYPED = {register.value: str(value) for register, value in FIGURES.items()} | {"funds": "12.5"}


def second(work: Work) -> Work:
    return factories.acting(work, factories.staff(work, Role.DISCLOSURE, person=2))


def rest_taken(work: Work) -> None:
    """Have every other department's return handed in for it, and taken by a second person."""
    for row in annual_returns.listed(work.session, YEAR, work.today):
        if row.department_id == factories.department_id(work, HOUSING):
            continue
        actor = factories.acting(work, factories.staff(work, Role.DISCLOSURE))
        revision = services.enter(actor, YEAR, row.department_id, row.revision, dict.fromkeys(Register, 0))
        handed = services.submit(actor, YEAR, row.department_id, revision, "本年新设。")
        services.take(second(work), YEAR, row.department_id, handed.revision)


def reviewed(work: Work) -> None:
    row = reading.newest(work.session, YEAR)
    assert row is not None
    annual_report.review(second(work), row.id, row.revision)


def test_return_is_filled_in_by_the_department_and_taken_by_the_office(office: Office) -> None:
    """Z2: a department sees and writes its own return only; what is refused loses no figure."""
    desk, lead, disclosure = office.enter("handler"), office.enter("lead"), office.enter("disclosure")
    assert "还没有要报送的年度报表" in desk.get("/desk/annual").text
    disclosure.get("/office/annual")
    wrong = disclosure.submit({"year": str(YEAR), "due_on": "2025-12-01"}, "/office/annual", status=422)
    assert "条例第四十九条" in wrong.text
    disclosure.submit({"year": str(YEAR), "due_on": "2026-12-31"}, "/office/annual")
    desk.get(f"/desk/annual/{YEAR}")
    page = desk.submit(TYPED | {"meetings": "两次"}, f"/desk/annual/{YEAR}", status=422)
    assert values_of(page.form())["permits"] == "31"
    assert "“召开政府信息公开工作会议或专题会议数”请填" in page.text
    assert "存好并报送" not in page.text
    desk.submit(TYPED | {"public_website": "13"}, f"/desk/annual/{YEAR}")
    lead.get(f"/desk/annual/{YEAR}")
    refused = lead.submit({"do": "submit"}, f"/desk/annual/{YEAR}")
    assert "已经存好，还没有报送。“（一）主动公开政府信息数" in refused.text
    assert "不能少于下列任何一项" in refused.text
    done = lead.submit({"public_website": "１０", "do": "submit"}, f"/desk/annual/{YEAR}")
    assert "已经报送" in done.text
    assert office.enter("outsider").get(f"/desk/annual/{YEAR}").text.count("还没有填") == len(Register)
    listed = disclosure.get(f"/office/annual/{YEAR}")
    assert "1/33" not in listed.text
    assert "改过的数字" in disclosure.get(listed.links()["县住房和城乡建设局"]).text
    disclosure.submit({"reason": "许可件数请再核对。"}, "/send_back")
    assert "许可件数请再核对。" in lead.get(f"/desk/annual/{YEAR}").text
    lead.submit({"do": "submit"}, f"/desk/annual/{YEAR}")
    disclosure.get(listed.links()["县住房和城乡建设局"])
    assert "已经收下" in disclosure.submit({}, "/take").text


def test_report_goes_from_draft_to_three_signatures_and_its_files(office: Office) -> None:
    office.do(None, lambda work: services.open_year(second(work), YEAR, date(2026, 12, 31)))
    disclosure, leader = office.enter("disclosure"), office.enter("leader")
    assert "还没有起草" in disclosure.get(f"/office/annual/{YEAR}/report").text
    Visitor(office.app.test_client()).get(f"/disclosure/annual/{YEAR}", status=404)
    page = disclosure.submit({}, "/draft")
    assert "县住房和城乡建设局" in page.text
    words = {"overview": f"{YEAR}年新收政府信息公开申请1件。", "problems": "个别答复不规范。", "phone": "0832-5222345"}
    refused = disclosure.submit(words | {"do": "fill"}, "/text")
    assert "的报表没有收" in refused.text
    assert values_of(refused.form("/text"))["overview"] == words["overview"]
    office.do(None, rest_taken)
    office.do(None, housing_taken)
    disclosure.get(f"/office/annual/{YEAR}/report")
    assert "“总体情况”写“新收政府信息公开申请1件”，表里是0" in disclosure.submit({"do": "fill"}, "/text").text
    mended = disclosure.submit({"do": "mend"}, "/text")
    assert values_of(mended.form("/text"))["overview"] == f"{YEAR}年新收政府信息公开申请0件。"
    assert "主动公开政府信息12条" in values_of(mended.form("/text"))["proactive"]
    assert "已经填报" in disclosure.submit({"overview": "全年平稳。", "do": "fill"}, "/text").text
    assert "要由另一个人审核" in disclosure.submit({}, "/review", status=403).text
    office.do(None, reviewed)
    leader.get(f"/office/annual/{YEAR}/report")
    assert "公众现在就能看到" in leader.submit({}, "/sign").text
    public = Visitor(office.app.test_client())
    assert f"{YEAR}年政府信息公开工作年度报告" in public.get("/disclosure/annual").text
    shown = public.get(f"/disclosure/annual/{YEAR}")
    assert "全年平稳。" in shown.text
    assert "disclosure1" not in shown.html
    assert [words for words in ("正在生成", "没有这一年") if words in public.get(
        f"/disclosure/annual/{YEAR}/1.docx", status=404).text] == ["正在生成"]
    here = f"/office/annual/{YEAR}"
    files = {kind: leader.client.get(f"{here}/report/1.{kind}").data for kind in ("docx", "xlsx", "json")}
    assert "全年平稳。" in [one.text for one in Document(io.BytesIO(files["docx"])).paragraphs]
    sheet = load_workbook(io.BytesIO(files["xlsx"]))["2.1 第二十条第（一）项"]
    assert [cell.value for cell in sheet[6]] == ["行政规范性文件", 2, 0, 9]
    told = json.loads(files["json"])
    assert (told["forms"]["2018"]["8.4/count"], told["sections"]["overview"]) == (12.5, ["全年平稳。"])
    table = Document(io.BytesIO(leader.client.get(f"{here}/statistics.docx").data)).tables[0]
    assert [cell.text for cell in table.rows[-1].cells] == ["（三）接受培训人员数", "人次", "40"]
    assert [cell.text for cell in table.rows[3].cells][-1] == "2"


def housing_taken(work: Work) -> None:
    unit = factories.department_id(work, HOUSING)
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    handed = services.submit(lead, YEAR, unit, services.enter(lead, YEAR, unit, 1, FIGURES))
    services.take(second(work), YEAR, unit, handed.revision)


def test_numbers_of_the_tables_lead_to_what_is_behind_them(office: Office) -> None:
    """Z2: a department's table counts its own requests only, and another's are not behind its cells."""
    office.do(None, lambda work: services.open_year(second(work), YEAR, date(2026, 12, 31)))
    office.do(None, lambda work: [factories_requests.request(work), factories_requests.request(work)])
    office.do(None, lambda work: housing_taken(replace(work)))
    disclosure = office.enter("disclosure")
    page = disclosure.get("/office/annual/2026/tables/2021")
    behind = disclosure.get(page.links()["2"])
    assert "共2件" in behind.text
    assert behind.text.count("县住房和城乡建设局") == 2
    entered = disclosure.get(f"/office/annual/{YEAR}/tables/2018/8.4/count").text
    assert [words for words in ("各单位填报", "12.5") if words not in entered] == []
    assert "无" in disclosure.get(f"/office/annual/{YEAR}/tables/2018").text
    outsider = office.enter("outsider")
    assert "背后没有申请" in outsider.get("/desk/annual/2026/tables/2021/3.1/total").text
    outsider.get("/desk/annual/2026/tables/2021/9.9/total", status=404)
    outsider.get("/desk/annual/2026/tables/2019", status=404)
