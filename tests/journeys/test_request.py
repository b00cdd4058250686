"""The walk of a disclosure request in a real browser, from the application through every step to the review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from rules.localtime import local_date
from tests.harness.processes import Service
from tests.journeys.visits import Visit, account

AGENCY = "planning-construction"
TEXT = "锦绣花园二次供水加压泵房改造的采购合同。"
MENDED = "要的是2026年10月30日签订的加压泵采购合同，全文。"
CONTRACT = "甲方：云溪县规划建设局。乙方：江源泵业有限公司。加压泵两台，单价18.6万元。联系人电话13900002468。"
PAST = ("title,text,time,department,reply,reply_time\n"
        "锦绣花园加压泵房夜间噪声,锦绣花园二次供水加压泵房夜里很响。,2026-10-12 09:30,县规建局,"
        "锦绣花园二次供水加压泵房已经列入改造，采购合同已经签订。,2026-10-20 16:00\n")


def apply(applicant: Visit) -> tuple[str, str]:
    """Apply from the guide on, past what is public already, and return the request's number and query code."""
    applicant.go("/disclosure")
    applicant.page.get_by_role("main").get_by_role("link", name="申请公开政府信息").first.click()
    applicant.press("提交申请")
    expect(applicant.page.get_by_role("alert")).to_be_visible()
    applicant.fill(agency=AGENCY, text=TEXT, name="林小舟", id_number="11010519491231002X", phone="13812345678")
    applicant.page.get_by_label("已阅读").check()
    applicant.press("提交申请")
    applicant.expect("这些已经公开，看看是不是您要的", "锦绣花园加压泵房夜间噪声")
    applicant.look("apply-similar")
    applicant.press("这些都不是，继续提交")
    applicant.reach("申请已收到", "request-receipt")
    number, code = applicant.page.locator(".receipt dd").all_inner_texts()[:2]
    return number, code


def follow(applicant: Visit, number: str, code: str) -> None:
    """Open the status page with number and code."""
    applicant.go("/status")
    applicant.fill(number=number, code=code)
    applicant.press("查进度")
    applicant.expect(number)


def unfold(visit: Visit, summary: str) -> None:
    """Open a step that stands folded away."""
    visit.page.get_by_role("main").locator("summary", has_text=summary).click()


def correct(handler: Visit, lead: Visit, applicant: Visit, number: str) -> None:
    """The handler signs for the request and proposes 补正, the lead issues it, the applicant mends what is unclear."""
    handler.go(f"/desk/requests/{number}")
    handler.press("签收")
    handler.expect("已经签收")
    unfold(handler, "要求补正")
    handler.fill("propose-correction", unclear="看不出要的是哪一份合同", items="请写明合同的日期或者名称")
    handler.press("送负责人审核")
    handler.expect("等单位负责人发出")
    lead.go(f"/desk/requests/{number}")
    lead.press("审核通过，发出补正告知书")
    lead.expect("补正告知书已经发出", "等申请人补正")
    applicant.go(f"/disclosure/status/{number}")
    applicant.expect("以前补正", "请写明合同的日期或者名称", "视为放弃申请")
    applicant.look("status-correcting")
    applicant.fill(answer=MENDED)
    applicant.press("提交补正")
    applicant.expect("答复期限从今天起重新计算")


def consult(handler: Visit, office: Visit, lead: Visit, number: str) -> None:
    """The handler asks the third party, the office grants the pause, the answer comes in, and the lead decides."""
    handler.go(f"/desk/requests/{number}")
    handler.expect(MENDED, "下一步：拟答复，")
    unfold(handler, "征求第三方")
    for choice in ("第三方", "单位"):
        handler.page.get_by_label(choice, exact=True).check()
    handler.fill("consult", name="江源泵业有限公司", address="云溪县工业园区3号", content="加压泵采购合同全文",
                 sent_by="post", proof="EMS1234567890123")
    handler.press("编号发出征求意见书")
    handler.expect("征求意见书已经编号", "江源泵业有限公司")
    office.go("/office/requests")
    office.expect("申请中止", "县规建局")
    expect(office.page.get_by_role("main")).not_to_contain_text("江源")
    office.press("批准")
    office.expect("已经批准")
    handler.go(f"/desk/requests/{number}")
    handler.expect("计时中止中")
    unfold(handler, "登记收到的意见")
    handler.page.get_by_label("不同意公开", exact=True).check()
    handler.fill("opinion", reasons="单价是商业秘密，公开以后影响以后的投标。")
    handler.press("登记意见")
    handler.expect("意见已经登记")
    lead.go(f"/desk/requests/{number}")
    unfold(lead, "决定是否公开")
    lead.page.get_by_label("不公开", exact=True).check()
    lead.fill("decide-opinion", reasons="单价属于商业秘密，其余内容可以区分处理后公开。")
    lead.press("登记决定")
    lead.expect("决定已经登记", "其余内容可以区分处理后公开")


def extend(handler: Visit, lead: Visit, number: str) -> None:
    """The handler asks for more time, and the lead grants it with a word."""
    handler.go(f"/desk/requests/{number}")
    handler.expect("不同意公开")
    unfold(handler, "申请延期")
    handler.fill("ask-extension", length="10", reason="合同附件要逐页区分处理，原定期限内做不完。")
    handler.press("送审批")
    handler.expect("延期申请已经送审")
    lead.go("/office/requests")
    lead.press("批准")
    lead.expect("已经批准", "没有等着决定的申请")


def answer(handler: Visit, lead: Visit, number: str) -> None:
    """The handler redacts a document and hands in the reply; the lead reviews both for secrets and signs."""
    handler.go(f"/desk/requests/{number}")
    unfold(handler, "放进一份文件")
    handler.fill("add-document", title="加压泵采购合同", text=CONTRACT)
    handler.press("放进去")
    handler.expect("文件已经放进来", "139****2468", "已隐去1处")
    handler.fill(words="18.6万元", ground="trade_secret")
    handler.press("保存")
    handler.expect("已隐去2处")
    handler.look("document-desk")
    handler.press("做好了，随答复送审")
    handler.expect("已做好")
    handler.fill("reply", outcome="partial", text="您申请的加压泵采购合同随信提供，其中的单价和联系人电话不予公开。",
                 reasons="单价经征求第三方意见属于商业秘密，电话属于个人隐私。")
    handler.press("送审")
    handler.expect("等单位负责人审核")
    lead.go(f"/desk/requests/{number}")
    lead.page.get_by_label("已经审查，提供的内容不涉及国家秘密，可以公开").check()
    lead.press("审核通过")
    lead.expect("审核通过，可以签发了")
    lead.press("签发答复")
    lead.expect("答复已经签发")


def read(applicant: Visit, number: str, code: str) -> None:
    """The applicant opens the reply with the code: what is public, on what ground the rest is not, and the paper."""
    follow(applicant, number, code)
    applicant.expect("部分公开", "《中华人民共和国政府信息公开条例》", "行政复议", "江源泵业有限公司")
    for hidden in ("18.6万元", "13900002468"):
        expect(applicant.page.get_by_role("main")).not_to_contain_text(hidden)
    applicant.look("status-partial")
    title = applicant.page.get_by_role("rowheader", name="答复书", exact=True)
    with applicant.page.expect_download() as download:
        applicant.page.get_by_role("row").filter(has=title).get_by_role("link", name="下载PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def review(office: Visit, lead: Visit, number: str, today: date) -> None:
    """The office enters the reconsideration and that the reply was put right; the demand is before the agency."""
    office.go(f"/desk/requests/{number}/remedies")
    office.fill(kind="reconsideration", filed_by="applicant", body="云溪县人民政府", filed_on=today.isoformat())
    office.press("登记")
    office.page.get_by_role("link", name="行政复议", exact=True).click()
    office.expect("尚未审结")
    office.fill("decision", outcome="corrected", decided_on=today.isoformat(), words="撤销答复，责令重新答复。",
                demand_words="重新审查单价是否属于商业秘密", demand_due_on=(today + timedelta(days=20)).isoformat())
    office.press("登记结果")
    office.expect("结果已经登记", "结果纠正", "重新审查单价是否属于商业秘密")
    lead.go("/desk/demands")
    lead.page.get_by_role("link", name="重新审查单价是否属于商业秘密").click()
    lead.page.get_by_role("link", name=f"看{number}的复议、诉讼、举报").click()
    lead.reach("复议、诉讼、举报")
    lead.go(f"/desk/requests/{number}")
    lead.expect("部分公开", "结果纠正")
    lead.look("desk-request-reviewed")


def test_walk_request_through_every_step_until_the_reply_is_reviewed(
        county: Service, tmp_path: Path, visit: Callable[[Service], Visit]) -> None:
    """A contract is asked for, made precise, shown to its seller, given out in part, and fought over."""
    past = tmp_path / "past.csv"
    past.write_text(PAST, "utf-8")
    county.flask("letters", "import", str(past), "--published")
    applicant, handler, lead, office = (visit(county) for _ in range(4))
    unit = ("--department", AGENCY)
    handler.set_up(*account(county, "fang", "handler", *unit))
    lead.set_up(*account(county, "liang", "lead", *unit, name="梁柏"))
    office.set_up(*account(county, "miao", "disclosure", name="苗青"))
    number, code = apply(applicant)
    correct(handler, lead, applicant, number)
    consult(handler, office, lead, number)
    extend(handler, lead, number)
    answer(handler, lead, number)
    read(applicant, number, code)
    review(office, lead, number, local_date(datetime.now(UTC)))
