"""Commenting on a draft: one form, a receipt, one page that follows it; what cannot be taken keeps every word."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from extensions import db
from models.comment import Comment
from models.comment_period import CommentPeriod
from rules.actors import SYSTEM
from rules.comment_words import Adoption
from rules.vocabulary import State
from services import comment_moderation, comment_responses, confirmations, opinions
from services.work import Work
from tests import factories_comments
from tests.factories import acting
from tests.fixtures import uploads
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor, values_of
from tests.harness.clock import SimulatedClock
from tests.services import test_comment_results
from tests.services.test_comment_counting import sent_back

WRITE = "/comment-periods/Z2026-1/write?anchor=a3"
SAID: dict[str, Any] = {"text": "首三十分钟太短，挂号都不够。", "stance": "oppose", "name": "张小祥",
                        "email": "zhang@example.cn", "agree": "y"}


@pytest.fixture
def closes_at(office: Office) -> datetime:
    """The closing instant of the one open period, Z2026-1."""
    made: list[datetime] = []
    office.do(None, lambda work: made.append(factories_comments.period_in(work, State.OPEN).closes_at))
    return made[0]


def stored(app: Flask) -> list[Comment]:
    with app.app_context():
        return list(db.session.query(Comment).order_by(Comment.case_id))


def link(office: Office, comment_id: int) -> str:
    made: list[str] = []
    office.do(None, lambda work: made.append(confirmations.token(work, work.session.get_one(Comment, comment_id))))
    return f"/comment-periods/confirm/{made[0]}"


@pytest.mark.usefixtures("closes_at")
def test_comment_gets_a_receipt_a_page_and_counts_after_the_button(app: Flask, visitor: Visitor,
                                                                   office: Office) -> None:
    """C4: form, receipt and confirmation work without script; opening the link of the mail confirms nothing."""
    assert "道路停车泊位首三十分钟免费" in visitor.get(WRITE).text
    file = (io.BytesIO(uploads.png()), "泊位.png")
    receipt = visitor.submit(SAID | {"files": file}, content_type="multipart/form-data")
    assert (receipt.heading, "Y2026-1" in receipt.text, "第三条" in receipt.text) == ("意见已收到", True, True)
    made = stored(app)[0]
    assert (made.anchor, made.stance, made.shown_name, made.confirmed_at) == ("a3", "oppose", "张*祥", None)
    assert made.opened_at is not None
    assert made.source_token is not None
    page = visitor.get("/comment-periods/status/Y2026-1")
    assert "联系方式还没有确认" in page.text
    assert "1个，只给起草单位看" in page.text
    address = link(office, made.case_id)
    assert visitor.get(address.replace("/comment-periods", "")).heading == "确认是您的意见"
    assert stored(app)[0].confirmed_at is None
    confirmed = visitor.submit({})
    assert (confirmed.heading, SAID["email"] in confirmed.html) == ("邮箱已经确认", False)
    visitor.get(WRITE)
    assert "已经列入人数统计" in visitor.submit(SAID | {"text": "改为首一小时免费。"}).text
    first, last = stored(app)
    assert (first.state, first.replaced_by_id, last.confirmed_at is not None) == (
        State.REPLACED, last.case_id, True)
    assert "已由您新的意见Y2026-2代替" in visitor.get("/comment-periods/status/Y2026-1").text


@pytest.mark.usefixtures("closes_at")
def test_comment_that_cannot_be_taken_names_each_fault_and_keeps_every_word(app: Flask, visitor: Visitor) -> None:
    visitor.get(WRITE)
    page = visitor.submit(SAID | {"text": "字" * 501, "email": "不是邮箱", "agree": None}, status=422)
    assert "还有3处需要改一改" in page.text
    assert values_of(page.form())["text"] == "字" * 501
    page = visitor.submit(SAID | {"anchor": "a99"}, status=422)
    assert "草案里没有这一处" in page.text
    assert visitor.submit({"anchor": "a2"}).heading == "意见已收到"
    assert [made.anchor for made in stored(app)] == ["a2"]
    visitor.get("/comment-periods/Z2026-9/write", 404)


@pytest.mark.parametrize(("after", "status"), [(-60, 200), (300, 200), (660, 409)],
                         ids=["a minute before", "five minutes after", "eleven minutes after"])
def test_comment_from_a_form_opened_in_time_is_taken_until_ten_minutes_after(
        app: Flask, visitor: Visitor, test_clock: SimulatedClock, closes_at: datetime, after: int, status: int) -> None:
    """C5: the server's clock decides; the form says itself when it was opened, and cannot be made to lie."""
    test_clock.set(closes_at - timedelta(minutes=5))
    form = values_of(visitor.get(WRITE).form())
    test_clock.set(closes_at + timedelta(seconds=after))
    page = visitor.submit(SAID, status=status)
    assert ("已经在" in page.text) is (status == 409)
    assert [made.is_in_grace for made in stored(app)] == ([after > 0] if status == 200 else [])
    if after > 0:
        visitor.get(WRITE, 409)
        forged = form["form_token"].replace(form["form_token"][:8], "10000000")
        visitor.post(WRITE, SAID | {"form_token": forged, "anchor": "a3"}, status=409)


@pytest.mark.usefixtures("closes_at")
def test_writer_mends_what_was_sent_back_and_takes_it_back(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.get(WRITE)
    visitor.submit(SAID)
    code = office.do(None, lambda work: sent_back(work, work.session.get_one(Comment, stored(app)[0].case_id)))
    assert code is None
    page = visitor.get("/comment-periods/status/Y2026-1")
    assert "请去掉邻居的电话" in page.text
    assert values_of(page.form("mending"))["text"] == SAID["text"]
    assert "还没有改动" in visitor.submit({}, "mending", status=422).text
    page = visitor.submit({"text": "首一小时免费。", "stance": "suggest"}, "mending")
    assert "改好的意见已经收到" in page.text
    assert "改以前的内容（1份）" in page.text
    visitor.get("/comment-periods/status/Y2026-1/withdrawal")
    assert "现在什么也查不到" in visitor.submit({}).text
    assert stored(app)[0].state == State.WITHDRAWN
    assert visitor.get("/comment-periods/status/Y2026-1").heading == "查进度"


@pytest.mark.usefixtures("closes_at")
def test_owner_of_an_address_confirms_what_they_tick_and_nothing_else(app: Flask, visitor: Visitor,
                                                                      office: Office) -> None:
    """C1: a comment that somebody else wrote under the address counts for nobody until its owner says it is theirs."""
    for anchor in ("a3", "a2", "a1", ""):
        visitor.get(WRITE.replace("a3", anchor))
        visitor.submit(SAID | ({"email": "other@example.cn"} if anchor == "" else {}))
    first = stored(app)[0]
    page = visitor.get(link(office, first.case_id))
    assert ["Y2026-2" in page.text, "Y2026-3" in page.text, "Y2026-4" in page.text] == [True, True, False]
    page = visitor.submit({"also": ["Y2026-2", "Y2026-4"]})
    assert "确认勾选的" in page.text
    assert [made.confirmed_at is not None for made in stored(app)] == [True, True, False, False]


@pytest.mark.usefixtures("closes_at")
def test_comment_is_found_with_number_and_code_and_by_nobody_else(app: Flask, visitor: Visitor, office: Office) -> None:
    """K2: number and code open the page of a comment; without them it is as if there were none."""
    code: list[str] = []

    def act(work: Work) -> None:
        period = work.session.query(CommentPeriod).one()
        code.append(factories_comments.received(acting(work, work.actor), period).query_code)

    office.do(None, act)
    visitor.get("/comment-periods/receipt/Y2026-1", 404)
    assert visitor.get("/comment-periods/status/Y2026-1").heading == "查进度"
    visitor.submit({"number": "y2026—1", "code": code[0].lower()}, "/status")
    assert visitor.page is not None
    assert visitor.page.heading == "对第三条的意见"
    assert "编号Y2026-1的意见" in visitor.get("/status/Y2026-1/person").text
    assert "编号Y2026-1的意见" in visitor.get("/status/Y2026-1/record").text


@pytest.mark.usefixtures("closes_at")
def test_writer_reads_the_row_that_answers_them_and_can_change_nothing_any_more(app: Flask, visitor: Visitor,
                                                                                office: Office) -> None:
    """C3: every comment gets its row; what is in the result is neither mended nor taken back."""
    visitor.get(WRITE)
    visitor.submit(SAID)

    def answer(work: Work) -> None:
        period, handler = work.session.query(CommentPeriod).one(), test_comment_results.after(work)
        comment_moderation.show(handler, stored_id)
        test_comment_results.ended(work)
        opinion = opinions.make(handler, period.id, "a3", "延长免费时间", [stored_id])
        opinions.decide(handler, period.id, opinion.id, Adoption.PARTLY, "医院周边改为首一小时免费。")
        test_comment_results.released(work, period)
        comment_responses.respond(acting(work, SYSTEM, days=40), period.id)

    stored_id = stored(app)[0].case_id
    office.do(None, answer)
    page = visitor.get("/comment-periods/status/Y2026-1")
    for words in ("已反馈采纳情况", "延长免费时间", "部分采纳", "医院周边改为首一小时免费。", "看全部采纳情况"):
        assert words in page.text
    assert "撤回这条意见" not in page.text
    visitor.post("/comment-periods/status/Y2026-1/withdrawal", status=409)
