"""The walk of a letter in a real browser, through every hand, from the home page to the public's list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import PASSWORD
from tests.fixtures.authenticator import Authenticator
from tests.harness import browser as chromium
from tests.harness.processes import Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until
from tests.journeys.axe import complaints

WIDTHS = (375, 1280)
TITLE = "锦绣花园二次供水加压泵夜间噪声"
TEXT = "我家住锦绣花园3栋，楼下物业的二次供水加压泵夜里响声很大。请去测一测，给一个修理日期。电话13800001234。"
REPLY = "您好。经查，2号泵轴承磨损，已责成物业于12月4日前换泵。办法见https://www.yunxi.gov.cn/water，或者拨打12345。"


@dataclass
class Visit:
    """One person's browser. Every page is looked at in both widths and checked by axe when it is shown."""

    page: Page
    url: str
    shots: Path

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def look(self, name: str) -> None:
        """Take pictures of the page and let axe judge it, on a phone and on a desk."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=self.shots / f"{name}-{width}.png", full_page=True)
            assert complaints(self.page) == [], f"{name} at {width}"
            too_wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not too_wide, f"{name} scrolls sideways at {width}"

    def reach(self, heading: str, name: str) -> None:
        """Wait for the page with this heading, then look at it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.look(name)

    def sign_in(self, login: str, password: str) -> None:
        self.go("/sign-in")
        self.page.get_by_role("textbox", name="账号").fill(login)
        self.page.get_by_role("textbox", name="密码").fill(password)
        self.press("登录")

    def set_up(self, login: str, first_password: str) -> None:
        """Sign in for the first time: choose a password, put the key into an authenticator, keep the codes."""
        self.sign_in(login, first_password)
        self.reach("先换成自己的密码", "first-password")
        self.page.get_by_role("textbox", name="新密码").fill(PASSWORD)
        self.press("换密码")
        self.reach("绑定验证器", "factor")
        seed = self.page.get_by_role("main").locator(".code").inner_text().replace("-", "")
        code = Authenticator(seed).code(datetime.now(UTC))
        self.page.get_by_role("textbox", name="动态码").fill(code)
        self.press("绑定")
        self.reach("备用码", "recovery-codes")
        self.page.get_by_role("link", name="已经收好，继续").click()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[[Service], Visit]]:
    """Open a browser of one's own on a running service."""
    contexts = []

    def open_one(service: Service) -> Visit:
        contexts.append(browser.new_context(locale=chromium.LOCALE, viewport={"width": 375, "height": 900}))
        return Visit(contexts[-1].new_page(), service.url, tmp_path)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def county(service: Callable[..., Service], mail_sink: MailSink) -> Service:
    """A running service with the demonstration county's departments and no letters yet."""
    running = service(**mail_sink.env)
    running.start_redis()
    running.flask("db", "upgrade")
    running.flask("seed")
    running.flask("departments", "import", "demo/units.csv")
    for name in ("web", "workers", "scheduler"):
        running.start(name)
    running.wait_until_ready()
    return running


def account(county: Service, login: str, role: str, *department: str) -> tuple[str, str]:
    """Make an account and return login and first password."""
    made = county.flask("staff", "add", login, "--name", "方晴", "--role", role, *department)
    return login, made.stdout.split()[-1]


def write(writer: Visit) -> tuple[str, str]:
    """Write a letter from the home page on, and return its number and query code."""
    writer.go("/")
    writer.look("home-empty")
    writer.page.get_by_role("link", name="给县长写信").click()
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
    handler.set_up(*account(county, "fang", "handler", "--department", "waterworks"))
    lead.set_up(*account(county, "liang", "lead", "--department", "waterworks"))
    answer(handler, lead, number)
    assert "已答复" in mail_sink.wait_for(2)[1].subject
    follow(writer, number, code)
    expect(writer.page.get_by_role("link", name="https://www.yunxi.gov.cn/water")).to_be_visible()
    writer.page.get_by_label("满意", exact=True).check()
    writer.press("提交评价")
    writer.look("status-rated")
    redactor.set_up(*account(county, "bai", "redactor"))
    redact(redactor, number)
    publisher.set_up(*account(county, "miao", "publisher"))
    publish(publisher, number)
    anyone.go("/letters?q=加压泵")
    anyone.look("published-search")
    anyone.page.get_by_role("link", name=TITLE).click()
    anyone.look("published-letter")
    expect(anyone.page.get_by_role("main")).to_contain_text("138****1234")
    expect(anyone.page.get_by_role("main")).not_to_contain_text("13800001234")
    anyone.go("/")
    anyone.look("home")
