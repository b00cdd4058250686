"""From sorted comments to a released result: nobody left out, three people, frozen, filed, and everybody answered."""

from __future__ import annotations

import hashlib
import io

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from models.case import Case
from models.comment import Comment
from models.comment_period import CommentPeriod, CommentResult
from models.notice import Notice
from queries import adoption, adoption_table
from rules import comment_result
from rules.actors import SYSTEM, Role
from rules.comment_words import Adoption, AsideGround
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.transitions import Act
from rules.vocabulary import State
from services import (
    cases,
    comment_moderation,
    comment_openings,
    comment_responses,
    comment_result_files,
    comment_results,
    ledger,
    opinions,
)
from services.work import Work
from tests.factories import acting, answer_clock, staff
from tests.factories_comments import DAYS, comment, period_in, shown

WORDS = "逐条研究了全部意见，第三条改为首一小时免费。"


@pytest.fixture
def period(work: Work) -> CommentPeriod:
    return period_in(work, State.OPEN)


def after(work: Work, role: Role = Role.HANDLER, days: int = DAYS + 2) -> Work:
    """Somebody of the department, or of the office, some days after the period has ended."""
    return acting(work, staff(work, role, "housing"), days=days)


def ended(work: Work) -> None:
    comment_openings.end_due(acting(work, SYSTEM, days=DAYS + 2))


def released(work: Work, period: CommentPeriod) -> CommentResult:
    comment_results.send_for_review(after(work), period.id, WORDS)
    comment_results.approve(after(work, Role.LEAD), period.id)
    return comment_results.release(after(work, Role.DISCLOSURE), period.id)


def test_result_is_refused_while_a_comment_is_not_accounted_for(work: Work, period: CommentPeriod) -> None:
    """C3: every comment is in a decided opinion, or set aside with a reason and the name of who decided."""
    by = after(work)
    sorted_in, loose, held = shown(work, period), shown(work, period), comment(work, period)
    sent_back = comment(work, period)
    comment_moderation.ask_to_mend(acting(work, by.actor), sent_back.id, "请去掉别人的姓名")
    ended(work)
    opinion = opinions.make(by, period.id, "a3", "延长免费时间", [sorted_in.id])
    with pytest.raises(TransitionRefused) as refused:
        comment_results.send_for_review(by, period.id, WORDS)
    for number in (held.number, loose.number, sent_back.number):
        assert number in refused.value.message
    assert sorted_in.number not in refused.value.message
    comment_moderation.set_aside(by, held.id, AsideGround.COMMERCIAL, "推销停车卡")
    assert comment_results.set_aside_unmended(by, period.id) == 1
    opinions.put_in(by, period.id, opinion.id, [loose.id])
    with pytest.raises(TransitionRefused, match="没有决定是否采纳"):
        comment_results.send_for_review(by, period.id, WORDS)
    opinions.decide(by, period.id, opinion.id, Adoption.ADOPTED, "第三条改为首一小时免费")
    with pytest.raises(InputRefused, match="怎样研究"):
        comment_results.send_for_review(by, period.id, " ")
    with pytest.raises(InputRefused, match="姓名、电话"):
        comment_results.send_for_review(by, period.id, "请拨打13912345678，找张三。")
    body = comment_result.from_json(released(work, period).body)
    assert (body.totals.received, body.totals.answered, body.totals.set_aside, body.totals.is_whole) == (4, 2, 2, True)
    assert [(one.number, one.ground, one.decided_by) for one in body.asides] == [
        (held.number, "commercial", "handler1"), (sent_back.number, "not_mended", "handler1")]
    assert ledger.verify(work).first_bad is None


def test_result_takes_three_people_and_goes_back_with_words(work: Work, period: CommentPeriod) -> None:
    ended(work)
    lead, office = after(work, Role.LEAD), after(work, Role.DISCLOSURE)
    comment_results.send_for_review(lead, period.id, "")
    with pytest.raises(NotPermitted, match="三个人"):
        comment_results.approve(lead, period.id)
    with pytest.raises(TransitionRefused):
        opinions.make(lead, period.id, "", "增加泊位")
    with pytest.raises(InputRefused, match="修改什么"):
        comment_results.send_back(office, period.id, " ")
    comment_results.send_back(office, period.id, "请写明测算依据")
    assert (period.state, period.result_back_words) == (State.SORTING, "请写明测算依据")
    result = released(work, period)
    assert (period.state, result.digest) == (State.RESULTED, hashlib.sha256(result.body.encode()).hexdigest())
    assert comment_result.from_json(result.body).words == WORDS
    assert answer_clock(work, period.id).stopped_at == office.now


def test_result_of_a_period_without_comments_says_so(work: Work, period: CommentPeriod) -> None:
    ended(work)
    comment_results.send_for_review(after(work), period.id, "")
    comment_results.approve(after(work, Role.LEAD), period.id)
    body = comment_result.from_json(comment_results.release(after(work, Role.DISCLOSURE), period.id).body)
    assert (body.words, body.rows, body.totals.received) == (comment_result.NO_COMMENTS, (), 0)
    text = Document(io.BytesIO(comment_result_files.compose(work, period.id, "docx").content()))
    assert comment_result.NO_COMMENTS in [line.text for line in text.paragraphs]


def test_comment_set_aside_after_the_draft_keeps_the_result_from_release(work: Work, period: CommentPeriod) -> None:
    kept, gone = shown(work, period), shown(work, period)
    ended(work)
    by = after(work)
    opinion = opinions.make(by, period.id, "a3", "延长", [kept.id, gone.id])
    opinions.decide(by, period.id, opinion.id, Adoption.ADOPTED, "已改")
    comment_results.send_for_review(by, period.id, WORDS)
    comment_results.approve(after(work, Role.LEAD), period.id)
    gone.state = cases.require(acting(work, by.actor), gone, Act.ASK_TO_MEND)
    work.session.flush()  # what is missing is counted in the tables
    with pytest.raises(TransitionRefused, match="退回"):
        comment_results.release(after(work, Role.DISCLOSURE), period.id)


def test_release_numbers_the_rows_and_answers_everybody_once(work: Work, period: CommentPeriod) -> None:
    mine, same, unsure = (shown(work, period).id for _ in range(3))
    work.session.get_one(Comment, unsure).confirmed_at = None
    ended(work)
    by = after(work)
    whole = opinions.make(by, period.id, "", "增加泊位", [mine])
    third = opinions.make(by, period.id, "a3", "延长免费时间", [mine, same, unsure])
    opinions.make(by, period.id, "a1", "没有人提的")
    opinions.decide(by, period.id, whole.id, Adoption.NOT_ADOPTED, "城区没有空地")
    opinions.decide(by, period.id, third.id, Adoption.PARTLY, "医院周边改为一小时")
    [first, second] = adoption_table.opinions(work.session, period.id)[:1] + adoption_table.opinions(
        work.session, period.id, "a3")
    assert (first.comments, second.comments, second.people, second.texts) == (1, 3, 2, 3)
    body = comment_result.from_json(released(work, period).body)
    assert [(row.serial, row.passage, row.decision) for row in body.rows] == [
        (1, "草案整体", "not_adopted"), (2, "第三条", "partly_adopted")]
    job = acting(work, SYSTEM, days=DAYS + 3)
    assert [comment_responses.respond(job, period.id, batch=2) for _ in range(3)] == [2, 1, 0]
    assert set(work.session.scalars(select(Case.state).where(Case.id.in_([mine, same, unsure])))) == {"responded"}
    told = work.session.execute(select(Notice.case_id, Notice.state).where(Notice.kind == "adoption")).all()
    assert {row.case_id for row in told} == {mine, same}
    answered = adoption.row_of(work.session, mine)
    assert answered is not None
    assert [row.serial for row in answered.rows] == [1, 2]


def test_files_hold_every_row_and_are_kept_once(work: Work, period: CommentPeriod) -> None:
    row = shown(work, period)
    ended(work)
    by = after(work)
    opinion = opinions.make(by, period.id, "a3", "=1+1 延长免费时间", [row.id])
    opinions.decide(by, period.id, opinion.id, Adoption.ADOPTED, "改为一小时")
    released(work, period)
    made = {kind: comment_result_files.compose(work, period.id, kind).content() for kind in ("docx", "xlsx")}
    [table] = Document(io.BytesIO(made["docx"])).tables
    assert [cell.text for cell in table.rows[1].cells] == [
        "1", "第三条", "朱*云", "=1+1 延长免费时间", "采纳", "改为一小时"]
    sheet = load_workbook(io.BytesIO(made["xlsx"]))["采纳情况"]
    assert [(cell.value, cell.data_type) for cell in sheet[5]][3] == ("=1+1 延长免费时间", "s")
    assert comment_result_files.missing(work, period.id) == ("xlsx", "docx", "pdf")
    kept = comment_result_files.keep(work, period.id, "docx", made["docx"])
    assert comment_result_files.keep(work, period.id, "docx", b"other").digest == kept.digest
    assert comment_result_files.content(kept) == made["docx"]
    assert comment_result_files.waiting(work, 5) == [period.id]
