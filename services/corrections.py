"""补正 (条例 30): proposed by the handler, issued once by the lead; the applicant's answer starts the clock anew."""

from __future__ import annotations

from datetime import date

from models.disclosure import DisclosureRequest
from models.request_steps import Correction
from rules import corrections, numbering
from rules.actors import ActorKind
from rules.clock_kinds import PauseReason
from rules.errors import InputRefused, TransitionRefused
from rules.localtime import local_date, start_of_day
from rules.paper_forms import PaperKind
from rules.request_draft import TEXT_CHARACTERS
from rules.transitions import Act
from services import cases, events, locking, notices, papers, pauses, proposals
from services.notices import NoticeKind
from services.work import Work

ITEMS_CHARACTERS = 1000
NEEDS_UNCLEAR = "请写申请里哪里不明确（条例第三十条）。"
NEEDS_ANSWER = "请写补正的内容。"
NOT_DEMANDED = "这一件没有等着补正，请刷新页面。"
TOO_LATE = "补正的最长等待期{}已经过了，不能再登记补正（条例第三十条）。"


def propose(work: Work, case_id: int, unclear: str, items: str, days: int) -> Correction:
    """Propose a notice: what is unclear, what to mend (one item a line), and in how many working days.

    Raises TransitionRefused for a second notice and for one after seven working days, InputRefused for what misses.
    """
    case = locking.lock_request(work.session, case_id)
    case.state = cases.require(work, case, Act.PROPOSE_STEP)
    before = proposals.standing(work, Correction, case_id)
    proposals.require_none_waits(before)
    _require_possible(work, case, issued_before=before is not None)
    words = proposals.typed(unclear, "unclear", "不明确的地方")
    if not words:
        raise InputRefused(NEEDS_UNCLEAR, "unclear")
    listed = corrections.items_of(proposals.typed(items, "items", "需要补正的事项", ITEMS_CHARACTERS))
    corrections.require_period(days)
    return proposals.propose(work, case, Correction(
        case_id=case.id, unclear=words, items="\n".join(listed), days=days, state="proposed",
        proposed_by=work.actor.id, proposed_at=work.now, answer="", decision_words=""))


def refuse(work: Work, case_id: int, words: str) -> Correction:
    """Send the proposed notice of a request back to whoever wrote it, with the reason."""
    return proposals.refuse(work, Correction, case_id, words)


def issue(work: Work, case_id: int) -> Correction:
    """Send the proposed notice of a request out: numbered paper, clock standing still, applicant told.

    Raises NotPermitted for whoever proposed it, TransitionRefused when its seven working days are over by now.
    """
    case, step = proposals.waiting(work, Correction, case_id)
    state = cases.require(work, case, Act.DEMAND_CORRECTION)
    proposals.require_second_person(work, step)
    _require_possible(work, case, issued_before=False)
    due_on = corrections.last_day(work.today, step.days, work.calendar)
    paper = papers.issue(work, case.id, PaperKind.CORRECTION, papers.base_facts(
        work, case, content=step.unclear, items=tuple(step.items.split("\n")), answer_by=due_on))
    lapse_on = proposals.issued(work, step, paper.id, due_on)
    case.state = state
    events.record(work, case, Act.DEMAND_CORRECTION, {
        "correction": step.id, "paper": paper.id, "due": due_on.isoformat()})
    pause = pauses.impose(work, case, PauseReason.APPLICANT_CORRECTION, paper.number, lapse_on, step.proposed_by)
    step.pause_id = pause.id
    notices.tell_writer(work, case, NoticeKind.CORRECTION_DEMANDED)
    return step


def take(work: Work, case_id: int, answer: str, taken_on: date) -> Correction:
    """Take the applicant's correction: the reply's clock is counted from zero again from that day.

    An applicant's own takes effect today. Raises TransitionRefused when none is awaited, InputRefused for a day that
    cannot be.
    """
    case = locking.lock_request(work.session, case_id)
    state = cases.require(work, case, Act.TAKE_CORRECTION)
    step = proposals.standing(work, Correction, case_id)
    if step is None or step.state != "issued" or step.issued_on is None or step.lapse_on is None:
        raise TransitionRefused(NOT_DEMANDED)
    taken_on = work.today if work.actor.kind is ActorKind.CITIZEN else taken_on
    corrections.require_taken_on(step.issued_on, taken_on, work.today)
    if taken_on > step.lapse_on:
        raise TransitionRefused(TOO_LATE.format(f"（{step.lapse_on.month}月{step.lapse_on.day}日）"))
    words = proposals.typed(answer, "answer", "补正的内容", TEXT_CHARACTERS)
    if not words:
        raise InputRefused(NEEDS_ANSWER, "answer")
    step.state, step.answered_on, step.answer = "answered", taken_on, words
    case.state = state
    digest = numbering.keyed_digest(work.secrets.code, "correction", words)
    events.record(work, case, Act.TAKE_CORRECTION,
                  {"correction": step.id, "received": taken_on.isoformat(), "body": digest},
                  effective_at=None if taken_on == work.today else start_of_day(taken_on))
    if step.pause_id is not None:
        pauses.finish(work, case, step.pause_id, taken_on, restarts=True)
    return step


def _require_possible(work: Work, case: DisclosureRequest, *, issued_before: bool) -> None:
    corrections.require_first(issued_before)
    corrections.require_in_time(local_date(case.received_at), work.today, work.calendar)
