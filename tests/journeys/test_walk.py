"""The walk of a letter in a real browser, through every hand, from the home page to the public's list."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.harness.processes import Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until
from tests.journeys.visits import Visit, account

TITLE = "锦绣花园二次供水加压泵夜间噪声"
TEXT = "我家住锦绣花园3栋，楼下物业的二次供水加压泵夜里响声很大。请去测一测，给一个修理日期。电话13800001234。"
REPLY = "您好。经查，2号泵轴承磨损，已责成物业于12月4日前换泵。办法见https://www.yunxi.gov.cn/water，或者拨打12345。"


def write(writer: Visit) -> tuple[str, str]:
    """Write a letter from the home page on, and return its number and query code."""
    writer.go("/")
    writer.look("home-empty")
    writer.page.get_by_role("link", name="给县长写信").click()
    expect(writer.page.locator("#text")).to_be_visible()
    writer.look("write")
    writer.press("寄出")
    expect(writer.page.get_by_role("alert")).to_be_visible()
    writer.look("write-errors")
    writer.page.get_by_label("投诉", exact=True).check()
    writer.page.get_by_role("textbox", name="标题").fill(TITLE)
    writer.page.get_by_role("textbox", name="来信内容").fill(TEXT)
    writer.page.get_by_role("textbox", name="电子邮箱").fill("lin@example.com")
    writer.page.get_by_label("隐去个人信息后").check()
    writer.page.get_by_label("已阅读").check()
    writer.press("寄出")
    expect(writer.page.get_by_role("heading", level=1)).to_have_text("信已收到")
    writer.look("receipt")
    number, code = writer.page.locator(".receipt dd").all_inner_texts()[:2]
    return number, code


def follow(writer: Visit, number: str, code: str) -> None:
    """Open the status page with number and code."""
    writer.go("/status")
    writer.look("find")
    writer.page.get_by_role("textbox", name="编号").fill(number)
    writer.page.get_by_role("textbox", name="查询码").fill(code)
    writer.press("查进度")


def confirm(writer: Visit, sink: MailSink) -> None:
    """Open the link of the receipt mail and press its button."""
    mail = sink.wait_for(1)[0]
    assert "加压泵" not in mail.text
    link = next(word for word in mail.text.split() if "/confirm/" in word)
    writer.page.goto(link)
    writer.look("confirm")
    writer.press("确认，往这个邮箱寄")
    expect(writer.page.get_by_role("main")).to_contain_text("已经确认")


def answer(handler: Visit, lead: Visit, number: str) -> None:
    """The handler accepts and drafts; the lead reviews and issues."""
    handler.look("desk-list")
    handler.go(f"/desk/letters/{number}")
    handler.look("desk-letter-assigned")
    handler.press("签收")
    handler.page.get_by_role("textbox", name="答复正文").fill(REPLY)
    handler.press("送审")
    expect(handler.page.get_by_role("main")).to_contain_text("已送审")
    handler.look("desk-letter-drafted")
    lead.go(f"/desk/letters/{number}")
    lead.look("desk-letter-review")
    lead.press("审核通过")
    lead.press("签发答复")
    expect(lead.page.get_by_role("main")).to_contain_text("已答复")
    lead.look("desk-letter-issued")


def redact(redactor: Visit, number: str) -> None:
    """One person judges what was found and hands the public text on."""
    redactor.look("redaction-queue")
    redactor.go(f"/office/publication/{number}")
    redactor.press("开始隐去个人信息")
    expect(redactor.page.locator("#marks")).to_be_visible()
    redactor.look("redaction-desk")
    for _hint in redactor.page.locator("tr.unjudged").all():
        redactor.page.locator("tr.unjudged").first.get_by_role("radio", name="保留").check()
        redactor.page.wait_for_load_state("networkidle")
    redactor.press("送公开审核")
    expect(redactor.page.get_by_role("main")).to_contain_text("已经送公开审核")


def publish(publisher: Visit, number: str) -> None:
    """Another person sees both texts side by side, and publishes."""
    publisher.look("publication-queue")
    publisher.go(f"/office/publication/{number}")
    publisher.look("publication-letter")
    publisher.press("公开")
    expect(publisher.page.get_by_role("button", name="公开", exact=True)).to_have_count(0)


def test_walk_letter_through_every_hand_until_the_public_reads_it(
        county: Service, mail_sink: MailSink, visit: Callable[[Service], Visit]) -> None:
    writer, handler, lead, redactor, publisher, anyone = (visit(county) for _ in range(6))
    number, code = write(writer)
    wait_until(lambda: county.readyz()[1]["oldest_unrouted_s"] == 0, "the letter to be routed")
    follow(writer, number, code)
    writer.look("status-assigned")
    expect(writer.page.get_by_role("main")).to_contain_text("县自来水公司")
    confirm(writer, mail_sink)
    handler.set_up(*account(county, "fang", "handler", "--department", "waterworks"), looks=True)
    lead.set_up(*account(county, "liang", "lead", "--department", "waterworks"))
    answer(handler, lead, number)
    assert "已答复" in mail_sink.wait_for(2)[1].subject
    follow(writer, number, code)
    expect(writer.page.get_by_role("link", name="https://www.yunxi.gov.cn/water")).to_be_visible()
    writer.page.get_by_label("满意", exact=True).check()
    writer.press("提交评价")
    expect(writer.page.locator("#rated")).to_be_visible()
    writer.look("status-rated")
    redactor.set_up(*account(county, "bai", "redactor"))
    redact(redactor, number)
    publisher.set_up(*account(county, "miao", "publisher"))
    publish(publisher, number)
    anyone.go("/letters?q=加压泵")
    anyone.look("published-search")
    anyone.page.get_by_role("link", name=TITLE).click()
    anyone.reach(TITLE, "published-letter")
    expect(anyone.page.get_by_role("main")).to_contain_text("138****1234")
    expect(anyone.page.get_by_role("main")).not_to_contain_text("13800001234")
    anyone.go("/")
    anyone.look("home")
