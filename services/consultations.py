"""征求意见 (条例 32, 34): letters to third parties and co-making agencies, their answers, and what silence means.

Names, addresses, what was asked and what was said are encrypted. Asking lets the reply's clock stand still only once
the office for open government has granted it (security.md D3); when the last answer is in, it runs on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from models.case import Case
from models.clock import ClockPause
from models.disclosure import DisclosureRequest
from models.request_steps import Consultation
from rules import consultations, permissions
from rules.actors import SYSTEM
from rules.clock_kinds import ClockKind
from rules.clock_requests import RequestState
from rules.consultations import PAUSES, Party, Position, SentBy
from rules.errors import Conflict, InputRefused, NotFound, TransitionRefused
from rules.localtime import local_date, start_of_day
from rules.machines import is_possible
from rules.paper_forms import PaperFacts, PaperKind
from rules.text_checks import storable, within
from rules.transitions import Act
from services import cases, events, extensions, locking, papers, pauses, proposals
from services.work import Work

NAME_CHARACTERS, CONTENT_CHARACTERS = 100, 1000
ANSWERED = "这份征求意见书的意见已经登记过，请刷新页面。"
NO_LETTER = "没有这份征求意见书，请刷新页面。"
SAME_PERSON = "谁发的征求意见书，要由另一位负责人决定是否采纳（条例第三十二条）。"
NOT_YET = "对方还没有答复，期限也没有过，不能决定（条例第三十二条）。"
NO_DECISION = "共同制作机关的意见不用另行决定（条例第三十四条）。"
NEEDS_REASONS = "请写决定的理由（条例第三十二条）。"
NEEDS_PROOF = "请写送出的凭据：邮件单号、签收人或者公文号。"
_PAPERS = {Party.THIRD_PARTY: PaperKind.THIRD_PARTY_INQUIRY, Party.CO_MAKER: PaperKind.CO_MAKER_INQUIRY}


@dataclass(frozen=True)
class Letter:
    """A letter to be sent. `served_on` is the day on which the other side received it, None until that is known."""

    party: Party
    name: str
    address: str
    content: str
    sent_on: date
    sent_by: SentBy = SentBy.POST
    proof: str = ""
    phone: str = ""
    served_on: date | None = None
    is_person: bool = True


def send(work: Work, case_id: int, letter: Letter) -> Consultation:
    """Send a letter out under a number, tell the applicant, and ask for the pause that the law knows for it.

    No pause is asked for while one is open, and for a reason for which there was one already: the clock runs on. Raises
    InputRefused for a letter without its parts: a third party's without address cannot be delivered.
    """
    case = locking.lock_request(work.session, case_id)
    case.state = cases.require(work, case, Act.CONSULT)
    received_on = local_date(case.received_at)
    letter = _checked(letter)
    consultations.require_party(letter.party, letter.name, letter.address, letter.content, received_on)
    consultations.require_days(letter.sent_on, letter.served_on, work.today, received_on)
    if not letter.proof:
        raise InputRefused(NEEDS_PROOF, "proof")
    due_on = consultations.last_day(letter.party, letter.served_on or letter.sent_on, work.calendar)
    paper = papers.issue(work, case.id, _PAPERS[letter.party], PaperFacts(
        addressee=letter.name, is_person=letter.is_person, received_on=received_on, content=letter.content,
        answer_by=due_on))
    row = _stored(work, case, letter, due_on, paper.id)
    events.record(work, case, Act.CONSULT, {
        "consultation": row.id, "party": letter.party.value, "paper": paper.id, "sent": letter.sent_on.isoformat(),
        "due": due_on.isoformat()})
    row.pause_id = _ask_pause(work, case, letter, paper.number, due_on)
    return row


def note_served(work: Work, consultation_id: int, served_on: date) -> Consultation:
    """Note the day on which the other side received a letter: its time to answer is counted from there."""
    case, row = _locked(work, consultation_id)
    case.state = cases.require(work, case, Act.CONSULT)
    if row.position is not None:
        raise Conflict(ANSWERED)
    consultations.require_days(row.sent_on, served_on, work.today, local_date(case.received_at))
    row.served_on = served_on
    row.due_on = consultations.last_day(Party(row.party), served_on, work.calendar)
    events.record(work, case, Act.CONSULT, {
        "consultation": row.id, "party": row.party, "served": served_on.isoformat(), "due": row.due_on.isoformat()})
    return row


def take(work: Work, consultation_id: int, position: Position, reasons: str, answered_on: date) -> Consultation:
    """Note an answer; with the last one awaited, the clock runs on from the day on which it came.

    An answer after the time is noted too, as long as nothing has been decided on the silence. Raises Conflict for a
    second answer, InputRefused for a day that cannot be and for a third party's bare no.
    """
    case, row = _locked(work, consultation_id)
    case.state = cases.require(work, case, Act.TAKE_OPINION)
    if row.decision is not None or row.position not in (None, Position.SILENT):
        raise Conflict(ANSWERED)
    words = within(storable(reasons, "reasons", "理由"), CONTENT_CHARACTERS, "reasons", "理由").strip()
    consultations.require_answer(Party(row.party), position, words, answered_on, row.sent_on, work.today)
    row.position, row.answered_on = position.value, answered_on
    row.reasons = work.cipher.encrypt(case.id, "consultation_reasons", words) if words else None
    _record_answer(work, case, row, answered_on)
    settle(work, case)
    return row


def decide(work: Work, consultation_id: int, *, disclose: bool, reasons: str) -> Consultation:
    """Decide what a third party's answer or silence leads to (条例 32); disclosing against it is told to them.

    Raises NotPermitted for whoever sent the letter, TransitionRefused while the time to answer runs.
    """
    case, row = _locked(work, consultation_id)
    case.state = cases.require(work, case, Act.DECIDE_OPINION)
    if row.party != Party.THIRD_PARTY:
        raise TransitionRefused(NO_DECISION)
    permissions.require_four_eyes(work.actor, [row.asked_by], SAME_PERSON)
    if row.position is None:
        raise TransitionRefused(NOT_YET)
    if row.decision is not None:
        raise Conflict(proposals.DECIDED)
    words = within(storable(reasons, "reasons", "理由"), CONTENT_CHARACTERS, "reasons", "理由").strip()
    against = disclose and row.position == Position.OBJECT
    if not words:
        raise InputRefused(consultations.NEEDS_DECISION_WORDS if against else NEEDS_REASONS, "reasons")
    row.decision, row.decided_by, row.decided_at = "disclose" if disclose else "withhold", work.actor.id, work.now
    row.decision_reasons = work.cipher.encrypt(case.id, "consultation_decision_reasons", words)
    if against:
        row.notice_paper_id = papers.issue(work, case.id, PaperKind.DISCLOSURE_NOTICE, PaperFacts(
            addressee=_read(work, row, "name"), received_on=local_date(case.received_at),
            content=_read(work, row, "content"), reasons=words)).id
    events.record(work, case, Act.DECIDE_OPINION, {"consultation": row.id, "decision": row.decision})
    return row


def note_silence(work: Work, limit: int) -> int:
    """Note that nobody answered in time, the longest past first, and return how many letters that were."""
    due = work.session.scalars(
        select(Consultation.id).join(Case, Case.id == Consultation.case_id)
        .where(Consultation.position.is_(None), Consultation.due_on < work.today)
        .order_by(Consultation.due_on, Consultation.id).limit(limit)).all()
    by_system = replace(work, actor=SYSTEM)
    return sum(_note_silent(by_system, consultation_id) for consultation_id in due)


def settle(work: Work, case: DisclosureRequest) -> None:
    """Let the clock run on when every letter has its answer; the caller holds the lock.

    Called with each answer, and when a pause is granted after the answers have come already.
    """
    rows = work.session.scalars(select(Consultation).where(Consultation.case_id == case.id)).all()
    for pause_id in {row.pause_id for row in rows if row.pause_id is not None}:
        covered = [row for row in rows if row.pause_id == pause_id]
        ends = [row.answered_on for row in covered]
        pause = work.session.get_one(ClockPause, pause_id, populate_existing=True)
        if None not in ends and pause.state == RequestState.GRANTED:
            last = max(end for end in ends if end is not None)
            pauses.finish(work, case, pause_id, max(last, pause.from_on), restarts=False)


def after_grant(work: Work, pause_id: int) -> None:
    """End a pause that has been granted just now when every answer had come before; nothing happens for others."""
    case_id = work.session.scalar(select(Consultation.case_id).where(Consultation.pause_id == pause_id).limit(1))
    if case_id is not None:
        settle(work, locking.lock_request(work.session, case_id))


def _note_silent(work: Work, consultation_id: int) -> bool:
    case, row = _locked(work, consultation_id)
    # Two sweeps may have found the same row, and an ended request is not gone on with.
    if row.position is not None or row.due_on >= work.today:
        return False
    if not is_possible(case.kind, case.state, Act.TAKE_OPINION):
        row.position, row.answered_on = Position.SILENT.value, row.due_on
        return True
    case.state = cases.require(work, case, Act.TAKE_OPINION)
    row.position, row.answered_on = Position.SILENT.value, row.due_on
    _record_answer(work, case, row, work.today)
    settle(work, case)
    return True


def _record_answer(work: Work, case: DisclosureRequest, row: Consultation, on: date) -> None:
    events.record(work, case, Act.TAKE_OPINION, {
        "consultation": row.id, "party": row.party, "position": row.position,
        "on": row.answered_on.isoformat() if row.answered_on else None},
        effective_at=None if on == work.today else start_of_day(on))


def _ask_pause(work: Work, case: DisclosureRequest, letter: Letter, proof: str, due_on: date) -> int | None:
    """Ask for the pause and tell the applicant; returns the pause that covers this letter, None without one."""
    reason = PAUSES[letter.party]
    clock = extensions.running_clock(work, case.id, ClockKind.DISCLOSURE_REPLY)
    open_pause = work.session.scalars(select(ClockPause).where(
        ClockPause.clock_id == clock.id, ClockPause.state.in_(("requested", "granted")))).first()
    if open_pause is not None:
        return open_pause.id if open_pause.reason == reason else None
    if not pauses.is_open_to(work, clock, reason):
        return None
    try:
        pause = pauses.ask(work, case.id, reason, f"{proof} {letter.proof}", letter.sent_on, ClockKind.DISCLOSURE_REPLY)
    except InputRefused as refusal:
        raise InputRefused(refusal.message, "sent_on") from None
    work.session.flush()  # the letter names its pause by its id
    papers.issue(work, case.id, PaperKind.CONSULTATION_NOTICE, papers.base_facts(
        work, case, paused_from=work.calendar.add_working_days(letter.sent_on, 1), answer_by=due_on))
    return pause.id


def _stored(work: Work, case: DisclosureRequest, letter: Letter, due_on: date, paper_id: int) -> Consultation:
    def sealed(column: str) -> bytes | None:
        text = getattr(letter, column)
        return work.cipher.encrypt(case.id, f"consultation_{column}", text) if text else None

    row = Consultation(
        case_id=case.id, party=letter.party.value, name=sealed("name"), address=sealed("address"),
        phone=sealed("phone"), content=sealed("content"), asked_by=work.actor.id, asked_at=work.now,
        sent_by=letter.sent_by.value, proof=letter.proof, sent_on=letter.sent_on, served_on=letter.served_on,
        due_on=due_on, paper_id=paper_id)
    work.session.add(row)
    work.session.flush()  # the record names the letter by its id
    return row


def _checked(letter: Letter) -> Letter:
    labels = {"name": ("名称", NAME_CHARACTERS), "address": ("地址", NAME_CHARACTERS), "phone": ("电话", 40),
              "content": ("拟公开的内容", CONTENT_CHARACTERS), "proof": ("凭据", NAME_CHARACTERS)}
    typed = {field: within(storable(getattr(letter, field), field, label), most, field, label).strip()
             for field, (label, most) in labels.items()}
    return replace(letter, name=typed["name"], address=typed["address"], phone=typed["phone"],
                   content=typed["content"], proof=typed["proof"])


def _locked(work: Work, consultation_id: int) -> tuple[DisclosureRequest, Consultation]:
    case_id = work.session.scalar(select(Consultation.case_id).where(Consultation.id == consultation_id))
    if case_id is None:
        raise NotFound(NO_LETTER)
    case = locking.lock_request(work.session, case_id)
    return case, work.session.get_one(Consultation, consultation_id, populate_existing=True)


def _read(work: Work, row: Consultation, column: str) -> str:
    value = getattr(row, column)
    return work.cipher.decrypt(row.case_id, f"consultation_{column}", value) if value else ""


@dataclass(frozen=True)
class Sent:
    """A letter as a page shows it; the other side is covered for whoever is not of the agency."""

    id: int
    party: Party
    name: str
    address: str
    phone: str
    content: str
    asked_by: int
    sent_on: date
    sent_by: SentBy
    proof: str
    served_on: date | None
    due_on: date
    answered_on: date | None
    position: Position | None
    reasons: str
    decision: str | None
    decision_reasons: str
    paper_id: int | None
    notice_paper_id: int | None
    is_paused_for: bool

    @property
    def is_decidable(self) -> bool:
        """Whether the agency still has to say what the answer or the silence leads to (条例 32)."""
        return self.party is Party.THIRD_PARTY and self.position is not None and self.decision is None


def letters(work: Work, case_id: int, *, whole: bool) -> tuple[Sent, ...]:
    """Return the letters of a request in their order; `whole` for the people of the agency that sent them."""
    def read(row: Consultation, column: str) -> str:
        return _read(work, row, column) if whole else ""

    rows = work.session.scalars(select(Consultation).where(Consultation.case_id == case_id).order_by(Consultation.id))
    return tuple(Sent(
        row.id, Party(row.party), read(row, "name"), read(row, "address"), read(row, "phone"), read(row, "content"),
        row.asked_by, row.sent_on, SentBy(row.sent_by), row.proof, row.served_on, row.due_on, row.answered_on,
        Position(row.position) if row.position else None, read(row, "reasons"), row.decision,
        read(row, "decision_reasons"), row.paper_id, row.notice_paper_id, row.pause_id is not None) for row in rows)


def require_of(work: Work, case_id: int, consultation_id: int) -> None:
    """Raise NotFound for a letter of another request."""
    if work.session.scalar(select(Consultation.case_id).where(Consultation.id == consultation_id)) != case_id:
        raise NotFound(NO_LETTER)
