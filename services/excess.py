"""Requests that are clearly too many (条例 35): reasons are asked for, given, and judged by another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.disclosure import DisclosureRequest
from models.request_steps import ExcessInquiry
from rules import clock_requests, excess, permissions
from rules.clock_kinds import ClockKind
from rules.errors import Conflict, InputRefused, TransitionRefused
from rules.localtime import local_date
from rules.outcomes import Regime, regime
from rules.paper_forms import PaperKind
from rules.transitions import Act
from services import cases, clocks, events, extensions, locking, notices, papers, proposals
from services.notices import NoticeKind
from services.work import Work

REASONS_CHARACTERS = 2000
NOT_ASKED = "这一件没有要求说明理由，请刷新页面。"
NEEDS_REASONS = "请写申请人说明的理由。"


@dataclass(frozen=True)
class Judgement:
    """What another person makes of the reasons; `delay` gives the reply so many working days besides."""

    is_reasonable: bool
    words: str
    delay: int = 0


def ask(work: Work, case_id: int, situation: str, days: int) -> ExcessInquiry:
    """Ask the applicant for reasons, in writing and within so many working days; once a request."""
    case = locking.lock_request(work.session, case_id)
    case.state = cases.require(work, case, Act.ASK_REASONS)
    if regime(local_date(case.received_at)) is Regime.OLD:
        raise TransitionRefused(excess.UNDER_THE_OLD_TEXT)
    if _of_case(work, case_id) is not None:
        raise TransitionRefused(excess.ASKED_BEFORE)
    words = proposals.typed(situation, "situation", "数量、频次的情况")
    if not words:
        raise InputRefused(excess.NEEDS_SITUATION, "situation")
    excess.require_period(days)
    answer_by = work.calendar.add_working_days(work.today, days)
    paper = papers.issue(work, case.id, PaperKind.EXCESS_REASONS,
                         papers.base_facts(work, case, content=words, answer_by=answer_by))
    inquiry = ExcessInquiry(case_id=case.id, asked_by=work.actor.id, asked_at=work.now, situation=words,
                            answer_by=answer_by, reasons="", judgement="", delay=0, paper_id=paper.id)
    work.session.add(inquiry)
    events.record(work, case, Act.ASK_REASONS, {"paper": paper.id, "due": answer_by.isoformat()})
    notices.tell_writer(work, case, NoticeKind.REASONS_ASKED)
    return inquiry


def take(work: Work, case_id: int, reasons: str, given_on: date) -> ExcessInquiry:
    """Note the reasons that the applicant gave."""
    case, inquiry = _locked(work, case_id, Act.ASK_REASONS)
    excess.require_given_on(local_date(inquiry.asked_at), given_on, work.today)
    words = proposals.typed(reasons, "reasons", "申请人的理由", REASONS_CHARACTERS)
    if not words:
        raise InputRefused(NEEDS_REASONS, "reasons")
    inquiry.reasons, inquiry.given_on = words, given_on
    events.record(work, case, Act.ASK_REASONS, {"given": given_on.isoformat()})
    return inquiry


def judge(work: Work, case_id: int, judgement: Judgement) -> ExcessInquiry:
    """Judge the reasons: unreasonable ones end in 不予处理 with the reply, good ones may delay it (条例 35).

    Raises NotPermitted for whoever asked, TransitionRefused while the applicant may still give reasons, and for a delay
    after the last day of the reply.
    """
    case, inquiry = _locked(work, case_id, Act.JUDGE_REASONS)
    permissions.require_four_eyes(work.actor, [inquiry.asked_by], excess.SAME_PERSON)
    excess.require_given_or_over(inquiry.reasons, inquiry.answer_by, work.today)
    excess.require_delay(judgement.is_reasonable, judgement.delay)
    words = proposals.typed(judgement.words, "words", "审查意见")
    if not words:
        raise InputRefused(excess.NEEDS_WORDS, "words")
    inquiry.judged_by, inquiry.judged_at = work.actor.id, work.now
    inquiry.is_reasonable, inquiry.judgement, inquiry.delay = judgement.is_reasonable, words, judgement.delay
    events.record(work, case, Act.JUDGE_REASONS, {"reasonable": judgement.is_reasonable, "delay": judgement.delay})
    if judgement.delay:
        _delay(work, case, judgement.delay, words)
    return inquiry


def _delay(work: Work, case: DisclosureRequest, length: int, words: str) -> None:
    clock = extensions.running_clock(work, case.id, ClockKind.DISCLOSURE_REPLY)
    if clock_requests.is_over(clocks.stored_due(clock), work.now):
        raise TransitionRefused(excess.LATE_TO_DELAY)
    extensions.prolong(work, case, clock, length, words)


def _locked(work: Work, case_id: int, act: Act) -> tuple[DisclosureRequest, ExcessInquiry]:
    case = locking.lock_request(work.session, case_id)
    case.state = cases.require(work, case, act)
    inquiry = _of_case(work, case_id)
    if inquiry is None:
        raise TransitionRefused(NOT_ASKED)
    if inquiry.judged_at is not None:
        raise Conflict(proposals.DECIDED)
    return case, inquiry


def _of_case(work: Work, case_id: int) -> ExcessInquiry | None:
    return work.session.get(ExcessInquiry, case_id, populate_existing=True)
