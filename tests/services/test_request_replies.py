"""Replies to disclosure requests: every outcome on every channel in both regimes, and what is refused with its law."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from models.department import Department
from models.disclosure import DisclosureRequest
from models.event import CaseEvent
from models.notice import Notice
from models.paper import Paper
from models.request_reply import RequestReply
from models.request_result import RequestResult
from rules import outcomes, paper_forms
from rules import request_replies as rules
from rules.actors import Role
from rules.errors import InputRefused, NotPermitted
from rules.fees import FeeBasis
from rules.outcomes import Outcome, Regime
from rules.request_draft import Receipt
from rules.request_replies import Secrecy
from rules.request_words import COUNTED_CHANNELS_2018, DeliverBy, ReceiptRule
from rules.vocabulary import Channel, State
from services import (
    corrections,
    disclosure_intake,
    excess,
    fees,
    handling,
    ledger,
    papers,
    request_ends,
    request_replies,
)
from services.excess import Judgement
from services.fees import Charge
from services.request_replies import SecrecyReview
from services.work import Work
from tests import factories, factories_replies, factories_requests
from tests.fixtures.reply_words import words

RECEIVED = {Regime.OLD: datetime(2018, 3, 1, 2, 0, tzinfo=UTC), Regime.NEW: datetime(2026, 11, 24, 2, 42, tzinfo=UTC)}
# Under which rule of article 31 each channel comes in, and by which way its applicant wants the answer.
CHANNELS = {
    Channel.WEB: (ReceiptRule.INSTANT, DeliverBy.ONLINE), Channel.API: (ReceiptRule.INSTANT, DeliverBy.ONLINE),
    Channel.COUNTER: (ReceiptRule.IN_PERSON, DeliverBy.COLLECT), Channel.PAPER: (ReceiptRule.SIGNED_MAIL,
                                                                                 DeliverBy.POST),
    Channel.FAX: (ReceiptRule.CONFIRMED, DeliverBy.FAX), Channel.EMAIL: (ReceiptRule.CONFIRMED, DeliverBy.EMAIL)}


def request(work: Work, channel: Channel = Channel.WEB, **fields: object) -> DisclosureRequest:
    """Bring an application in on a channel: what staff enter has the day on which it was confirmed."""
    rule, way = CHANNELS[channel]
    if rule is ReceiptRule.INSTANT:
        return factories_requests.request(work, channel=channel, **fields)
    receipt = Receipt(rule, work.today, "登记簿第3页")
    made = disclosure_intake.submit_request(factories_replies.handler(work), factories_requests.draft(
        channel=channel, deliver_by=way, receipt=receipt, **fields))
    return work.session.get_one(DisclosureRequest, made.id)


def take_steps(work: Work, case: DisclosureRequest, outcome: Outcome) -> None:
    """Go through the steps that the law asks for before an outcome."""
    at, lead = factories_replies.handler(work), factories_replies.lead(work)
    if outcome is Outcome.STILL_UNCLEAR:
        corrections.propose(at, case.id, "没有写明是哪一个小区。", "小区名称", 10)
        corrections.issue(lead, case.id)
        corrections.take(at, case.id, "就是县城里的小区。", work.today)
    if outcome is Outcome.EXCESSIVE:
        excess.ask(at, case.id, "一个月内提了40件内容相同的申请。", 10)
        excess.take(at, case.id, "就是想要。", work.today)
        excess.judge(lead, case.id, Judgement(is_reasonable=False, words="没有说明为什么要反复申请。"))


@pytest.mark.parametrize("which", Regime)
@pytest.mark.parametrize("channel", CHANNELS)
def test_answer_of_every_outcome_on_every_channel_in_both_regimes(work: Work, which: Regime, channel: Channel) -> None:
    at = replace(work, now=RECEIVED[which])
    for row in rules.answers(which):
        case = request(at, channel)
        handling.accept(factories_replies.handler(at), case.id)
        take_steps(factories_replies.handler(at), case, row.outcome)
        factories_replies.answered(at, case, row.outcome)
        [*_, paper] = at.session.scalars(select(Paper).where(Paper.case_id == case.id).order_by(Paper.id))
        said = papers.facts_of(at, paper)
        assert (case.state, case.outcome, case.delivered_by) == (State.ANSWERED, row.outcome, CHANNELS[channel][1])
        assert paper.kind == paper_forms.reply_kind(row.outcome)
        assert rules.article(row.outcome, which) in said.article
        assert ("应当先申请行政复议" in said.remedy) == (
            which is Regime.NEW and (row.is_refusal or row.outcome is Outcome.PARTIAL))
        assert factories.answer_clock(at, case.id).stopped_at == case.answered_at == at.now
        assert outcomes.counted_as(row.outcome, "2018") in outcomes.LABELS_2018
        assert outcomes.counted_as(row.outcome, "2021") in outcomes.LEAVES_2021
    assert channel in COUNTED_CHANNELS_2018
    assert ledger.verify(at).first_bad is None


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("outcome", [Outcome.CORRECTION_LAPSED, Outcome.FEE_LAPSED], ids=str)
def test_lapse_on_every_channel_ends_the_request_without_a_reply(work: Work, channel: Channel,
                                                                 outcome: Outcome) -> None:
    case, at, lead = request(work, channel), factories_replies.handler(work), factories_replies.lead(work)
    handling.accept(at, case.id)
    if outcome is Outcome.CORRECTION_LAPSED:
        corrections.propose(at, case.id, "没有写明是哪一年。", "年度", 5)
        corrections.issue(lead, case.id)
    else:
        pages = Charge(FeeBasis.PER_PAGE, 40, 100, "县政务服务中心窗口")
        fees.propose(at, case.id, pages)
        fees.issue(lead, case.id)
    request_ends.lapse(factories_replies.handler(work, days=60), case.id)
    assert (case.state, case.outcome) == (State.LAPSED, outcome)
    assert work.session.get_one(RequestResult, case.id).outcome == outcome
    assert ledger.verify(work).first_bad is None


def test_reply_on_the_net_is_delivered_with_the_signing_and_tells_the_applicant(work: Work) -> None:
    case = request(work)
    issued = factories_replies.issued(work, case, Outcome.DOES_NOT_EXIST)
    parts = work.session.get_one(RequestReply, issued.reply.id)
    assert (case.state, case.delivered_by, case.outcome_words) == (State.ANSWERED, "online", parts.reasons)
    assert (parts.secrecy, parts.secrecy_by) == (Secrecy.NOT_CONCERNED, factories.staff(work, Role.LEAD).id)
    assert "第三十六条第四项" in parts.basis
    assert [row.act for row in work.session.scalars(select(CaseEvent).order_by(CaseEvent.seq))][-4:] == [
        "approve", "issue", "issue_paper", "deliver"]
    assert work.session.scalar(select(func.count()).where(Notice.case_id == case.id, Notice.kind == "answered")) == 1


def test_reply_by_post_is_an_answer_only_once_it_is_posted(work: Work) -> None:
    case = request(work, Channel.PAPER)
    factories_replies.issued(work, case)
    assert (case.state, case.answered_at, factories.answer_clock(work, case.id).stopped_at) == (
        State.ISSUED, None, None)
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize("outcome", [Outcome.NOT_GOVERNMENT_INFORMATION, Outcome.CORRECTION_LAPSED, None], ids=str)
def test_draft_with_an_outcome_that_cannot_be_is_refused_and_saved_all_the_same(work: Work,
                                                                                outcome: Outcome | None) -> None:
    case = request(work)
    handling.accept(factories_replies.handler(work), case.id)
    reply = replace(words(Outcome.OTHER), outcome=outcome)
    with pytest.raises(InputRefused, match="条例"), work.session.begin_nested():
        request_replies.draft(factories_replies.handler(work), case.id, reply)
    kept = request_replies.save(factories_replies.handler(work), case.id, reply)
    parts = work.session.get_one(RequestReply, kept.id)
    assert (case.state, kept.text, parts.reasons) == (State.ACCEPTED, reply.text, reply.reasons)


@pytest.mark.parametrize("found", [None, Secrecy.SECRET, Secrecy.NOT_CONCERNED], ids=str)
def test_approve_without_a_fitting_secrecy_review_is_refused(work: Work, found: Secrecy | None) -> None:
    case = request(work)
    version = factories_replies.drafted(work, case)
    with pytest.raises(InputRefused, match="第十七条"):
        request_replies.approve(factories_replies.lead(work), case.id, version, SecrecyReview(found))
    assert case.state == State.DRAFTED


def test_approve_and_issue_of_the_own_draft_are_not_permitted(work: Work) -> None:
    """Z3: nobody approves or signs the own draft of a reply to a request."""
    case = request(work)
    handling.accept(factories_replies.handler(work), case.id)
    lead = factories_replies.lead(work)
    version = request_replies.draft(lead, case.id, words(Outcome.DISCLOSED)).version
    with pytest.raises(NotPermitted, match="拟稿人不能审核"):
        request_replies.approve(lead, case.id, version, factories_replies.secrecy(Outcome.DISCLOSED))


def test_issue_without_a_reconsideration_body_is_refused(work: Work) -> None:
    case = request(work)
    version = factories_replies.drafted(work, case)
    request_replies.approve(factories_replies.lead(work), case.id, version,
                            factories_replies.secrecy(Outcome.DISCLOSED), knowingly=True)
    work.session.get_one(Department, case.department_id).review_body = ""
    with pytest.raises(InputRefused, match="复议机关"):
        request_replies.issue(factories_replies.lead(work), case.id, version)
    assert (case.state, case.outcome) == (State.REVIEWED, None)
