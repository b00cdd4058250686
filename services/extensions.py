"""More time for a clock (延期): asked for by the department before expiry, once, decided by another person."""

from __future__ import annotations

from sqlalchemy import select

from models.case import Case
from models.clock import Clock, ClockExtension
from models.disclosure import DisclosureRequest
from rules import clock_requests, permissions
from rules.clock_kinds import ClockKind
from rules.clock_record import Cause, moved_payload
from rules.clock_requests import NO_CLOCK, RequestState
from rules.errors import Conflict, InputRefused, NotFound, TransitionRefused
from rules.paper_forms import PaperKind
from rules.text_checks import storable, within
from rules.transitions import Act
from services import cases, clocks, events, locking, merging, notices, papers
from services.clocks import Moved
from services.notices import NoticeKind
from services.triage import REASON_CHARACTERS
from services.work import Work

SAME_PERSON = "谁申请的，要由另一个人决定。"
DECIDED = "这一条申请别人刚刚决定过，请刷新页面。"
NEEDS_WORDS = "不批准的，请写理由，申请的单位会看到。"


def ask(work: Work, case_id: int, length: int, reason: str, kind: ClockKind | None = None) -> ClockExtension:
    """Ask for more time for the answer, in the clock's unit; the reason is what the writer will read.

    `kind` chooses among several clocks. Raises TransitionRefused after expiry and for a second time (a refused request
    may be repeated once), InputRefused for a length or a reason that cannot be taken.
    """
    case = locking.lock_case(work.session, case_id)
    cases.require(work, case, Act.ASK_EXTENSION)
    clock = running_clock(work, case_id, kind)
    states = [RequestState(one) for one in work.session.scalars(
        select(ClockExtension.state).where(ClockExtension.clock_id == clock.id))]
    clock_requests.require_extension(clocks.facts_of(work, clock), clocks.stored_due(clock), length, states, work.now)
    words = reasoned(reason, "reason", "延期理由", "请写延期理由：还差什么、要多久。来信人或者申请人会看到。")
    extension = ClockExtension(clock_id=clock.id, length=length, reason=words, state=RequestState.REQUESTED.value,
                               requested_by=work.actor.id, requested_at=work.now)
    work.session.add(extension)
    events.record(work, case, Act.ASK_EXTENSION, {"kind": clock.kind, "length": length})
    return extension


def decide(work: Work, extension_id: int, granted: bool, words: str) -> Moved | None:
    """Grant or refuse more time; the writer is told of the new day in the same transaction.

    Raises NotPermitted for who asked, Conflict when somebody has decided, TransitionRefused when the limit has passed.
    Returns how the last day moved, None for a refusal.
    """
    act = Act.EXTEND if granted else Act.REFUSE_EXTENSION
    case, clock = locked_case(work, select(ClockExtension.clock_id).where(ClockExtension.id == extension_id))
    extension = work.session.get_one(ClockExtension, extension_id, populate_existing=True)
    require_decider(work, case, clock, act, extension.requested_by)
    if extension.state != RequestState.REQUESTED:
        raise Conflict(DECIDED)
    words = decision_words(words, granted=granted)
    if granted:
        clock_requests.require_grantable(clocks.facts_of(work, clock), clocks.stored_due(clock), extension.length,
                                         work.now)
    extension.state = (RequestState.GRANTED if granted else RequestState.REFUSED).value
    extension.decided_by, extension.decided_at, extension.decision_words = work.actor.id, work.now, words
    if not granted:
        events.record(work, case, act, {"kind": clock.kind, "length": extension.length})
        return None
    return prolong(work, case, clock, extension.length, extension.reason)


def prolong(work: Work, case: Case, clock: Clock, length: int, reason: str) -> Moved:
    """Give a clock more time, in its unit, and tell the writer of the new day; the caller has decided that it may.

    The applicant of a disclosure request gets it in writing with the reason (延期答复告知书, 条例 33).
    """
    before = clocks.facts_of(work, clock)
    clock.extension += length
    moved = clocks.read_again(work, clock, Cause.EXTENSION, before)
    events.record(work, case, Act.EXTEND, moved_payload(
        ClockKind(clock.kind), moved.before, moved.after, clock.calendar_version, length=length))
    if isinstance(case, DisclosureRequest):
        papers.issue(work, case.id, PaperKind.EXTENSION, papers.base_facts(
            work, case, due_on=moved.before, new_due_on=moved.after, reasons=reason))
    if clock.is_answer:
        tell_writers(work, case, clock, NoticeKind.EXTENDED)
    return moved


def running_clock(work: Work, case_id: int, kind: ClockKind | None) -> Clock:
    """Return the case's running clock of a kind, by default the newest of the answer. Raises TransitionRefused."""
    found = [one for one in clocks.running(work, case_id, kind) if kind is not None or one.is_answer]
    if not found:
        raise TransitionRefused(NO_CLOCK)
    return found[-1]


def locked_case(work: Work, clock_id: object) -> tuple[Case, Clock]:
    """Return the case of a request, locked until the commit, and its clock. Raises NotFound.

    `clock_id` is the query for the clock's id.
    """
    case_id = work.session.scalar(select(Clock.case_id).where(Clock.id.in_(clock_id)))  # type: ignore[arg-type]
    if case_id is None:
        raise NotFound("没有这一条申请，请刷新页面。")
    case = locking.lock_case(work.session, case_id)
    clock = work.session.scalars(select(Clock).where(Clock.id.in_(clock_id))  # type: ignore[arg-type]
                                 .execution_options(populate_existing=True)).one()
    return case, clock


def require_decider(work: Work, case: Case, clock: Clock, act: Act, asked_by: int) -> None:
    """Refuse who may not decide on the request, and any decision on a clock that runs no longer."""
    cases.require(work, case, act)
    permissions.require_four_eyes(work.actor, [asked_by], SAME_PERSON)
    if clock.stopped_at is not None:
        raise TransitionRefused(NO_CLOCK)


def decision_words(words: str, *, granted: bool) -> str:
    """Return the checked words of a decision; a refusal needs some."""
    words = within(storable(words, "words", "意见"), REASON_CHARACTERS, "words", "意见").strip()
    if not granted and not words:
        raise InputRefused(NEEDS_WORDS, "words")
    return words


def reasoned(reason: str, field: str, label: str, missing: str) -> str:
    """Return the checked reason; InputRefused with `missing` when there is none."""
    words = within(storable(reason, field, label), REASON_CHARACTERS, field, label).strip()
    if not words:
        raise InputRefused(missing, field)
    return words


def tell_writers(work: Work, case: Case, clock: Clock, kind: NoticeKind) -> None:
    """Owe the news of a clock to the writer, and to those whose letters are answered with this one."""
    notices.tell_writer(work, case, kind)
    for merged in merging.merged_into(work, case.id):
        notices.tell_writer(work, merged, kind, cause=f"clock-{clock.id}-{case.chain_length}")
