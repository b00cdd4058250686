"""Agencies that confer about a request: asked, answered, agreed or settled; and unlike answers to the same question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.notice import Notice
from models.remedy import AnswerConflict, Conferring, ConferringAnswer
from models.staff import Staff
from queries import answer_conflicts, staff_notices
from rules.actors import Role
from rules.conferring import Position
from rules.errors import Hidden, InputRefused, NotPermitted, TransitionRefused
from services import answer_comparison, conferring, handling, ledger
from services.conferring import CommonText, Question
from services.work import Work
from tests import factories, factories_requests
from tests.factories import acting, staff

ASKED = "2025年度县城老旧小区改造资金的安排表是否由贵局保存，能否公开？"
COMMON = CommonText("资金安排表由住建局公开，其中单位账号不公开。", Position.PARTLY)


def accepted(work: Work) -> tuple[Work, int]:
    """A request that the housing bureau works on, and its handler."""
    handler = acting(work, staff(work, Role.HANDLER))
    request = factories_requests.request(work)
    handling.accept(handler, request.id)
    return handler, request.id


def conferred(work: Work) -> tuple[Work, Conferring, list[ConferringAnswer]]:
    handler, case_id = accepted(work)
    asked = [factories.department_id(work, code) for code in ("transport", "taoyuan-town")]
    row = conferring.confer(handler, case_id, Question(ASKED, work.today + timedelta(days=3), asked,
                                                       Position.DISCLOSE))
    answers = work.session.scalars(select(ConferringAnswer).order_by(ConferringAnswer.id)).all()
    return handler, row, list(answers)


def test_question_is_answered_and_agreed_by_all_who_were_asked(work: Work) -> None:
    handler, row, (first, second) = conferred(work)
    one, other = (acting(work, staff(work, Role.HANDLER, code)) for code in ("transport", "taoyuan-town"))
    conferring.answer(one, first.id, "disclose", "")
    with pytest.raises(TransitionRefused):
        conferring.propose(handler, row.id, row.edits, COMMON)
    conferring.answer(other, second.id, "withhold", "账号属于商业秘密，条例第十五条。")
    conferring.propose(handler, row.id, row.edits, COMMON)
    conferring.agree(one, first.id, row.edits, agrees=True)
    assert row.agreed_at is None
    conferring.agree(other, second.id, row.edits, agrees=True)
    assert (row.agreed_text, row.agreed_position, row.agreed_at) == (COMMON.text, "partly", work.now)
    with pytest.raises(TransitionRefused):
        conferring.answer(one, first.id, "withhold", "改了主意。")
    assert ledger.verify(work).first_bad is None


def test_dispute_is_settled_by_the_office_for_open_government_only(work: Work) -> None:
    handler, row, (first, _) = conferred(work)
    one = acting(work, staff(work, Role.LEAD, "transport"))
    conferring.answer(one, first.id, "withhold", "过程性信息，条例第十六条。")
    office = acting(work, staff(work, Role.DISCLOSURE))
    with pytest.raises(TransitionRefused):
        conferring.settle(office, row.id, row.edits, COMMON)
    later = replace(handler, now=work.now + timedelta(days=4))
    conferring.propose(later, row.id, row.edits, COMMON)
    with pytest.raises(InputRefused):
        conferring.agree(one, first.id, row.edits, agrees=False)
    conferring.agree(one, first.id, row.edits, agrees=False, objection="改为不予公开。")
    with pytest.raises(Hidden):
        conferring.settle(handler, row.id, row.edits, COMMON)
    conferring.settle(office, row.id, row.edits, COMMON)
    assert (row.settled_by, row.agreed_at) == (office.actor.id, work.now)


@pytest.mark.parametrize(("question", "days", "codes", "field"), [
    ("申请人林小舟要的资金安排表能否公开？", 3, ["transport"], "question"),
    ("请直接打电话13812345678联系。", 3, ["transport"], "question"), (" ", 3, ["transport"], "question"),
    (ASKED, 0, ["transport"], "answer_by"), (ASKED, 60, ["transport"], "answer_by"),
    (ASKED, 3, [], "departments"), (ASKED, 3, ["housing"], "departments")],
    ids=["names the applicant", "telephone", "empty", "today", "too late", "nobody", "itself"])
def test_question_that_cannot_be_put_is_refused_at_its_field(work: Work, question: str, days: int, codes: list[str],
                                                             field: str) -> None:
    """I2: who asks never leaves the agency that is asked."""
    handler, case_id = accepted(work)
    asked = [factories.department_id(work, code) for code in codes]
    with pytest.raises(InputRefused) as refused:
        conferring.confer(handler, case_id, Question(question, work.today + timedelta(days=days), asked))
    assert refused.value.field == field


def test_only_the_agency_asked_answers_its_question(work: Work) -> None:
    _, _, (first, _) = conferred(work)
    for role, code in ((Role.HANDLER, "taoyuan-town"), (Role.HANDLER, "housing"), (Role.DISCLOSURE, "housing")):
        with pytest.raises(Hidden):
            conferring.answer(acting(work, staff(work, role, code)), first.id, "disclose", "")


def test_silent_agency_is_reminded_before_and_after_the_day_once_each(work: Work) -> None:
    _, _, (first, _) = conferred(work)
    person = staff(work, Role.LEAD, "taoyuan-town")
    work.session.get_one(Staff, person.id).email = "lead@example.cn"
    conferring.answer(acting(work, staff(work, Role.HANDLER, "transport")), first.id, "disclose", "")
    owed = [conferring.remind(replace(work, now=work.now + timedelta(days=day))) for day in (1, 2, 4, 5)]
    assert owed == [1, 0, 1, 0]
    [_, late] = [staff_notices.staff_message(work.session, one)
                 for one in work.session.scalars(select(Notice.id).where(Notice.kind == "conferring"))]
    assert getattr(late, "stage", "") == "after"


def test_unlike_answers_to_the_same_question_are_found_and_settled(work: Work) -> None:
    """Agencies that answer one question must say the same (条例 11)."""
    mine, other, same = (factories_requests.request(work, agency=agency, text=text) for agency, text in (
        ("housing", factories_requests.TEXT), ("transport", f"您好，申请公开{factories_requests.TEXT}谢谢"),
        ("taoyuan-town", factories_requests.TEXT)))
    mine.outcome, other.outcome, same.outcome = "disclosed", "trade_secret", "disclosed"
    assert answer_comparison.compare_due(work) == 3
    assert answer_comparison.compare_due(work) == 0
    rows = answer_conflicts.listed(work.session, settled=False)
    assert {frozenset((row.later.number, row.earlier.number)) for row in rows} == {
        frozenset((mine.number, other.number)), frozenset((other.number, same.number))}
    with pytest.raises(NotPermitted):
        answer_comparison.settle(acting(work, staff(work, Role.LEAD)), rows[0].id, "两件的材料不同。")
    office = acting(work, staff(work, Role.DISCLOSURE))
    answer_comparison.settle(office, rows[0].id, "两件的材料不同。")
    other.outcome = "disclosed"
    answer_comparison.compare_due(work)
    assert (answer_conflicts.open_count(work.session), work.session.query(AnswerConflict).count()) == (0, 1)


def test_question_that_was_taken_back_is_not_answered(work: Work) -> None:
    handler, row, (first, _) = conferred(work)
    conferring.end(handler, row.id, row.edits)
    with pytest.raises(TransitionRefused):
        conferring.answer(acting(work, staff(work, Role.HANDLER, "transport")), first.id, "disclose", "")
