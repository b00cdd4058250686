"""The walk of a draft in a real browser: put before the public, commented on, mended, closed, sorted and answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from rules.localtime import local_date, start_of_day
from tests.harness.clock import SimulatedClock
from tests.harness.processes import Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until
from tests.journeys.visits import Visit, account

UNIT = "planning-construction"
TITLE = "云溪县城区停车收费管理办法（征求意见稿）"
DRAFT = "\n".join((
    "第一条 为规范城区机动车停车收费行为，制定本办法。",
    "第二条 道路停车泊位首三十分钟免费，之后每小时三元，当日最高十五元。",
    "第三条 每日二十时至次日八时免费停车。"))
PERIOD = "/comment-periods/Z2026-1"
DESK = "/desk/periods/Z2026-1"
SECOND, THIRD = "第二条", "第三条"


def put_before_the_public(handler: Visit, lead: Visit, office: Visit, today: str) -> None:
    """Three people plan, approve and release it; it opens at once."""
    handler.go("/desk/periods/new")
    handler.fill(title=TITLE, lead="城区道路停车拟从免费改为分时收费。", explanation="城区泊位紧张，长期占用的多。",
                 opens_on=today, closes_on=today)
    handler.page.get_by_label("其他", exact=True).check()
    handler.look("period-plan")
    handler.press("保存")
    handler.reach(TITLE)
    handler.go(f"{DESK}/draft")
    handler.fill(draft=DRAFT)
    handler.press("存为草案正文")
    handler.reach(TITLE, "period-planned")
    handler.press("送单位负责人审核")
    handler.expect("征集待审核")
    lead.go(DESK)
    lead.press("审核通过")
    lead.expect("征集待审发")
    office.go(DESK)
    office.press("签发征集公告")
    office.reach(TITLE, "period-released")


def comment(writer: Visit, sink: MailSink, article: str, text: str, email: str) -> tuple[str, str]:
    """Go from the list to the passage, comment, and confirm by the button behind the mail's link."""
    writer.go("/comment-periods")
    writer.page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    writer.reach(TITLE)
    writer.page.get_by_role("main").get_by_role("link", name=re.compile(f"意见.*{article}$")).click()
    writer.page.get_by_role("main").get_by_role("link", name="对这一处提意见").click()
    writer.reach(f"对{article}提意见")
    writer.page.get_by_label("修改建议", exact=True).check()
    writer.fill(text=text, name="张小祥", email=email)
    writer.page.get_by_label("已阅读").check()
    writer.press("提交意见")
    writer.reach("意见已收到")
    number, code = writer.page.locator(".receipt dd").all_inner_texts()[:2]
    mail = wait_until(lambda: next((one for one in sink.received if email in one.recipients), None), "the receipt mail",
                      within_s=60)
    writer.page.goto(next(word for word in mail.text.split() if "/confirm/" in word))
    writer.reach("确认是您的意见")
    writer.press("确认是我提的")
    writer.reach("邮箱已经确认")
    return number, code


def look_at_comments(handler: Visit, writer: Visit, number: str) -> None:
    """What is clean is shown at once; one is sent back, mended by its writer, and shown."""
    handler.go(f"/desk/comments/{number}")
    handler.page.get_by_role("main").locator("summary", has_text="退回评论人修改").click()
    handler.fill("mend", words="请不要写别人的姓名和住址。")
    handler.press("退回修改")
    handler.expect("已请评论人修改")
    writer.go(f"/comment-periods/status/{number}")
    writer.expect("请您改一改", "请不要写别人的姓名和住址。")
    writer.look("comment-to-mend")
    writer.fill(text="夜间免费请延长到早上八时三十分，方便送孩子上学。")
    writer.press("改好了，再交")
    writer.expect("改好的意见已经收到")
    handler.go(f"{DESK}/comments")
    handler.look("comments-held")
    handler.press("公开选中的")
    handler.expect("已公开3条意见")


def sort(handler: Visit, article: str, summary: str, decision: str, reason: str) -> None:
    """Put all comments on an article into one opinion and decide it."""
    handler.go(f"{DESK}/opinions")
    handler.page.get_by_role("main").get_by_label("条款").select_option(label=next(
        words for words in handler.page.get_by_label("条款").locator("option").all_inner_texts() if article in words))
    handler.press("去这一条")
    handler.page.wait_for_url(re.compile(r"passage="))
    expect(handler.page.locator("#left")).to_contain_text(article)
    for box in handler.page.get_by_role("main").locator("#sort input[name=comment]").all():
        box.check()
    handler.fill(summary=summary)
    handler.press("归并选中的")
    handler.expect(summary)
    handler.page.get_by_role("main").locator("summary", has_text="决定是否采纳").click()
    handler.page.get_by_label(decision, exact=True).check()
    handler.page.get_by_label("理由", exact=True).fill(reason)
    handler.press("存好决定")
    expect(handler.page.locator("article p", has_text=reason)).to_be_visible()


def give_result(handler: Visit, lead: Visit, office: Visit) -> None:
    """Three people release what became of every comment, once the period has ended."""
    handler.go(DESK)
    handler.fill("send-result", words="意见已经逐条研究，对草案作了一处修改。")
    handler.press("采纳情况送审")
    handler.expect("采纳情况待审核")
    lead.go(DESK)
    lead.press("采纳情况审核通过")
    lead.expect("采纳情况待审发")
    office.go(DESK)
    office.press("签发采纳情况")
    office.expect("已公布采纳情况")


def read_row(writer: Visit, number: str, code: str, *words: str) -> None:
    """Open one's comment with its code in another browser, and read the row that answers it."""
    writer.page.context.clear_cookies()
    writer.go("/status")
    writer.fill(number=number, code=code)
    writer.press("查进度")
    writer.expect(number, *words)


def test_walk_draft_from_release_to_the_row_that_answers_each_comment(
        late_county: Service, mail_sink: MailSink, simulated_clock: SimulatedClock,
        visit: Callable[[Service], Visit]) -> None:
    """A8, C1, C3: three people comment, one mends what was sent back, and each reads what became of their words."""
    today = local_date(simulated_clock.now())
    first, second, third, handler, lead, office = (visit(late_county) for _ in range(6))
    unit = ("--department", UNIT)
    handler.set_up(*account(late_county, "fang", "handler", *unit))
    lead.set_up(*account(late_county, "liang", "lead", *unit, name="梁柏"))
    office.set_up(*account(late_county, "miao", "disclosure", name="苗青"))
    put_before_the_public(handler, lead, office, today.isoformat())
    said = [comment(first, mail_sink, SECOND, "首三十分钟太短，去医院挂号都不够，建议改为一小时。", "a@example.cn"),
            comment(second, mail_sink, SECOND, "医院周边首一小时免费。", "b@example.cn"),
            comment(third, mail_sink, THIRD, "隔壁李大爷每天早上八点要送孙子，夜间免费延长半小时。", "c@example.cn")]
    look_at_comments(handler, third, said[2][0])
    first.go(PERIOD)
    first.reach(TITLE, "period-open")

    for person in (lead, office):
        person.go(DESK)  # whoever does nothing for half an hour is signed out
    simulated_clock.set(start_of_day(today + timedelta(days=1)) + timedelta(minutes=10, seconds=5))
    first.go(PERIOD)
    first.expect("已截止")
    handler.go(DESK)
    wait_until(lambda: handler.page.reload() and handler.page.get_by_text("整理意见").count(), "the end on record",
               within_s=150, every_s=2)
    sort(handler, SECOND, "延长首次免费的时间", "采纳", "首次免费改为一小时，已经写进第二条。")
    sort(handler, THIRD, "夜间免费延长到八时三十分", "不采纳", "早高峰从八时开始，泊位要周转。")
    handler.look("opinions")
    give_result(handler, lead, office)
    read_row(first, *said[0], "采纳情况", "首次免费改为一小时，已经写进第二条。")
    read_row(second, *said[1], "首次免费改为一小时，已经写进第二条。")
    read_row(third, *said[2], "不采纳", "早高峰从八时开始，泊位要周转。")
    third.look("comment-answered")
    first.go(f"{PERIOD}/result")
    first.expect("延长首次免费的时间", "夜间免费延长到八时三十分")
    expect(first.page.get_by_role("main")).not_to_contain_text("李大爷")
    first.look("period-result")
