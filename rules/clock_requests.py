"""What a department may ask for a running clock: more time (延期), or a stop for a legal reason (中止). Pure.

Owns the bounds and the sentences of refusal; who asks and who decides stands in rules/permissions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.clock_kinds import (
    CLOCK_LABELS,
    LETTER_KINDS,
    PAUSE_LABELS,
    PAUSE_WORKING_DAYS,
    ClockKind,
    NoRegime,
    PauseReason,
    row_for,
)
from rules.clocks import ClockFacts, ClockTerms, Due, overdue_at
from rules.errors import InputRefused, TransitionRefused
from rules.localtime import local_date

PROOF_CHARACTERS = 200
# A day of sending may be told this many working days later; from then on only the supervisor may set it.
DAYS_BACK = 2
MOST_REFUSALS = 2
NO_CLOCK = "这一件没有正在计算的期限，不用申请。"
LATE_TO_EXTEND = "期限已过，不能再延期。请尽快答复。"
LATE_REQUEST = ("期限已过，不能再延期。延长答复期限要在期限届满以前，经政府信息公开工作机构负责人同意并告知申请人"
                "（条例第三十三条）。请尽快答复。")
LATE_TO_PAUSE = "期限已过，不能再中止计时。请尽快答复。"
EXTENSION_WAITS = "这一件已经申请过延期，正等另一个人决定。"
EXTENDED_BEFORE = "这一件已经延期过一次，不能再延。"
TOO_LONG_NOW = "申请以后类别改过，现在最多不能延这么久。请不批准，写明让单位重新申请。"
REFUSED_TWICE = "延期申请已经两次没有批准，不能再申请。"
PAUSE_WAITS = "这一件已经申请过中止，正等另一个人决定。"
PAUSED_NOW = "这一件正在中止计时，恢复以后才能再申请。"
TOO_FAR_BACK = f"送出日期最多往前填{DAYS_BACK}个工作日。更早送出的，请在依据里写明，由批准的人决定从哪天算。"
LATE_CORRECTION = "补正通知要在收到申请的7个工作日内发出，现在不能再因补正中止计时。"


class RequestState(StrEnum):
    """Where a request stands. Only a pause ends: an extension stays granted."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True)
class EarlierPause:
    """A pause that was asked for before on the same clock; `until` is its last day, or its latest while it runs."""

    reason: PauseReason
    state: RequestState
    until: date


def late_to_extend(kind: ClockKind) -> str:
    """Return why no more time may be asked for or given after the last day; for a request, by its article."""
    return LATE_REQUEST if kind is ClockKind.DISCLOSURE_REPLY else LATE_TO_EXTEND


def is_over(due: Due, now: datetime) -> bool:
    """Tell whether the limit has passed: nothing makes an expired clock on time any more (security.md D3, D4)."""
    return overdue_at(due) <= now


def most_extension(terms: ClockTerms, start_on: date) -> int:
    """Return the most that one extension may add, in the clock's unit; 0 for a kind that knows none.

    A letter may at most be doubled, and its length may be the mailbox's own (domain.md 1.8).
    """
    try:
        row = row_for(terms.kind, start_on)
    except NoRegime:
        return 0
    return terms.length if terms.kind in LETTER_KINDS.values() else row.extension


def pause_reasons(kind: ClockKind, start_on: date) -> frozenset[PauseReason]:
    """Return for what reasons the law lets a clock of this kind stand still; none for most."""
    try:
        return row_for(kind, start_on).pauses
    except NoRegime:
        return frozenset()


def require_extension(facts: ClockFacts, due: Due, length: int, states: Sequence[RequestState],
                      now: datetime) -> None:
    """Refuse an extension that may not be asked for; `states` are those of earlier requests for this clock.

    Raises TransitionRefused when none may be asked for now, InputRefused when it is too long or none.
    """
    most = most_extension(facts.terms, facts.start_on)
    if not most:
        raise TransitionRefused(f"“{CLOCK_LABELS[facts.terms.kind]}”的期限不能延长。")
    if RequestState.REQUESTED in states:
        raise TransitionRefused(EXTENSION_WAITS)
    if RequestState.GRANTED in states:
        raise TransitionRefused(EXTENDED_BEFORE)
    if len(states) >= MOST_REFUSALS:
        raise TransitionRefused(REFUSED_TWICE)
    if is_over(due, now):
        raise TransitionRefused(late_to_extend(facts.terms.kind))
    if not 1 <= length <= most:
        raise InputRefused(f"延长多少，请填1到{most}之间的整数。", "length")


def require_grantable(facts: ClockFacts, due: Due, length: int, now: datetime) -> None:
    """Raise TransitionRefused when the limit has passed, or the clock's kind no longer allows so much more time."""
    if is_over(due, now):
        raise TransitionRefused(late_to_extend(facts.terms.kind))
    if length > most_extension(facts.terms, facts.start_on):
        raise TransitionRefused(TOO_LONG_NOW)


def require_pause(facts: ClockFacts, due: Due, reason: PauseReason, from_on: date,
                  earlier: Sequence[EarlierPause], now: datetime) -> None:
    """Refuse a pause that the law does not know, that comes too late, or that overlaps another one.

    `from_on` is the day on which the letter was sent. Raises TransitionRefused or InputRefused.
    """
    require_reason(facts, reason)
    if is_over(due, now):
        raise TransitionRefused(LATE_TO_PAUSE)
    for one in earlier:
        if one.state is RequestState.REQUESTED:
            raise TransitionRefused(PAUSE_WAITS)
        if one.state is RequestState.GRANTED:
            raise TransitionRefused(PAUSED_NOW)
        if one.state is RequestState.ENDED and one.reason is reason:
            raise TransitionRefused(f"这一件已经因为{PAUSE_LABELS[reason]}中止过一次，不能再中止。")
    require_first_day(facts, from_on, earlier, now)


def require_reason(facts: ClockFacts, reason: PauseReason) -> None:
    """Raise InputRefused for a reason for which the law does not let a clock of this kind stand still."""
    if reason not in pause_reasons(facts.terms.kind, facts.start_on):
        raise InputRefused(f"“{CLOCK_LABELS[facts.terms.kind]}”的期限不能因为{PAUSE_LABELS[reason]}中止。", "reason")


def require_first_day(facts: ClockFacts, from_on: date, earlier: Sequence[EarlierPause], now: datetime) -> None:
    """Raise InputRefused for a first day that lies in the future, before the clock, or inside an earlier pause."""
    if from_on > local_date(now):
        raise InputRefused("送出日期不能晚于今天。", "from_on")
    if from_on < facts.start_on:
        raise InputRefused("送出日期不能早于开始计算期限的那一天。", "from_on")
    if any(one.state is RequestState.ENDED and from_on < one.until for one in earlier):
        raise InputRefused("送出日期落在上一次中止的日子里，请填那次恢复以后的日期。", "from_on")


def require_recent(facts: ClockFacts, reason: PauseReason, from_on: date, today: date, calendar: WorkCalendar) -> None:
    """Raise InputRefused for a day of sending so long ago that the asker may not set it alone.

    TransitionRefused for a correction notice that went out later than the law allows (政府信息公开条例 30).
    """
    if calendar.working_days_between(from_on, today) > DAYS_BACK:
        raise InputRefused(TOO_FAR_BACK, "from_on")
    if reason is PauseReason.APPLICANT_CORRECTION:
        days = row_for(ClockKind.DISCLOSURE_CORRECTION_NOTICE, max(facts.start_on, date(2019, 5, 15))).length
        if from_on > calendar.add_working_days(facts.start_on, days):
            raise TransitionRefused(LATE_CORRECTION)


def pause_limit(reason: PauseReason, from_on: date, calendar: WorkCalendar) -> date:
    """Return the last day that a pause from this day may leave out; it ends by itself then (政府信息公开条例 32)."""
    return calendar.add_working_days(from_on, PAUSE_WORKING_DAYS[reason])


def require_end(from_on: date, limit_on: date, to_on: date, today: date) -> None:
    """Raise InputRefused for a last day of a pause before its first, in the future, or after its limit."""
    if to_on < from_on:
        raise InputRefused("恢复日期不能早于中止那一天。", "to_on")
    if to_on > today:
        raise InputRefused("恢复日期不能晚于今天。", "to_on")
    if to_on > limit_on:
        raise InputRefused(f"中止最长到{limit_on.month}月{limit_on.day}日，请填那天或者更早的日期。", "to_on")
