"""Changing what a letter is (改变类别): its clock takes another length, counted from the day of receipt as ever."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models.case import Letter
from models.clock import Clock
from rules import clock_requests, clocks, permissions, transitions
from rules.actors import Role
from rules.clock_kinds import ANSWER_KINDS, ClockKind, Unit, row_for
from rules.clock_record import Cause, clock_payload
from rules.clocks import ClockFacts, ClockTerms
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.localtime import local_date
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import Category, State
from services import accused, assignments, events, extensions, letter_index, letter_text, locking
from services import clocks as clock_rows
from services.notices import NoticeKind
from services.work import Work

SAME = "这一件本来就是这个类别，请选另一个。"
ANSWERED_ALREADY = "这一件已经答复过，不能再改类别。"
NOT_LATER = "期限已过，不能改成期限更长的类别，也不能改成不限期的类别。请尽快答复。"
REPORT_STAYS = "举报改成别的类别以后，承办单位能看到来信人的联系方式，要由信访局督查人员决定。"


def take_as_petition(work: Work, case_id: int) -> date | None:
    """Take a letter as 信访, of the category that it has: 60 calendar days from receipt (信访工作条例 34).

    Raises as `reclassify`.
    """
    letter = locking.lock_letter(work.session, case_id)
    return reclassify(work, case_id, Category(letter.category), as_petition=True)


def reclassify(work: Work, case_id: int, category: Category, *, as_petition: bool = False) -> date | None:
    """Give a letter another category, or take it as 信访; return the new last day, if any.

    The writer is told when the last day moves. Raises TransitionRefused for an answered letter, and when an expired
    clock would get a later day or none (security.md D7); NotPermitted for making a report (举报) anything else,
    which the supervisor alone may do.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.RECLASSIFY, CaseFacts(letter.department_id))
    transitions.next_state(State(letter.state), Act.RECLASSIFY)
    _require_unanswered(work, letter)
    opens_contact = letter.category == Category.REPORT and category is not Category.REPORT
    if opens_contact and work.actor.role is not Role.SUPERVISOR:
        raise NotPermitted(REPORT_STAYS)
    clock = _answer_clock(work, letter)
    terms = _terms(work, letter, category, as_petition=as_petition)
    if category == letter.category and (clock is not None and clock.kind) == (terms is not None and terms.kind):
        raise InputRefused(SAME, "category")
    before = clock.due_on if clock and clock.is_answer else None
    after = _change(work, letter, clock, terms)
    letter.category = category.value
    letter_text.cover(work, letter)
    letter_index.add(work, letter)
    row = _answer_clock(work, letter)
    events.record(work, letter, Act.RECLASSIFY, {
        "category": category.value, "clock": clock_payload(terms, row.calendar_version if row else 0),
        "received_on": local_date(letter.received_at).isoformat(), "extension": row.extension if row else 0,
        "before": before and before.isoformat(), "after": after and after.isoformat()})
    if category is Category.REPORT:
        accused.bar_again(work, letter)
    if row is not None and before != after:
        extensions.tell_writers(work, letter, row, NoticeKind.RECLASSIFIED)
    return after


def _change(work: Work, letter: Letter, clock: Clock | None, terms: ClockTerms | None) -> date | None:
    """Give the answer's clock its new terms, or start one, or stop it; return the last day that holds now."""
    if clock is None:
        # Praise became something to answer: the time runs from receipt all the same.
        facts = ClockFacts(terms, local_date(letter.received_at)) if terms else None
        return clock_rows.start(work, letter.id, facts).on if facts else None
    is_over = clock.is_answer and clock_requests.is_over(clock_rows.stored_due(clock), work.now)
    if terms is None:
        if is_over:
            raise TransitionRefused(NOT_LATER)
        clock.stopped_at, clock.next_action_at, clock.is_answer = work.now, None, False
        return None
    facts = clock_rows.facts_of(work, clock)
    extension = min(clock.extension, clock_requests.most_extension(terms, clock.start_on))
    wanted = ClockFacts(terms, facts.start_on, extension, facts.pauses)
    due = clocks.due(wanted, work.settings.calendar_at(clock.calendar_version))
    if is_over and due.on > clock.due_on:
        raise TransitionRefused(NOT_LATER)
    clock.kind, clock.length, clock.unit, clock.extension = terms.kind.value, terms.length, terms.unit.value, extension
    clock.stopped_at, clock.is_answer = None, True
    return clock_rows.read_again(work, clock, Cause.RECLASSIFY, facts).after


def _terms(work: Work, letter: Letter, category: Category, *, as_petition: bool) -> ClockTerms | None:
    received_on = local_date(letter.received_at)
    if as_petition:
        row = row_for(ClockKind.PETITION_CONCLUSION, received_on)
        return ClockTerms(row.kind, row.length, Unit(row.unit))
    return work.settings.letter_terms(letter.mailbox_id, category, received_on)


def _answer_clock(work: Work, letter: Letter) -> Clock | None:
    """Return the clock of the answer, also one that praise has put aside."""
    return work.session.scalar(
        select(Clock).where(Clock.case_id == letter.id, Clock.kind.in_([kind.value for kind in ANSWER_KINDS]))
        .order_by(Clock.id.desc()).limit(1))


def _require_unanswered(work: Work, letter: Letter) -> None:
    try:
        assignments.require_never_answered(work, letter.id)
    except TransitionRefused:
        raise TransitionRefused(ANSWERED_ALREADY) from None
