"""What comes next on a disclosure request and by which day: the one line that a list shows beside its due day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.clock_kinds import ClockKind, NoRegime, row_for
from rules.vocabulary import State


class WaitFor(StrEnum):
    """What a request waits for besides its state, the most pressing first."""

    CORRECTION_SIGNATURE = "correction_signature"
    FEE_SIGNATURE = "fee_signature"
    JUDGEMENT = "judgement"
    OPINION_DECISION = "opinion_decision"
    THIRD_PARTY = "third_party"
    CO_MAKER = "co_maker"
    REASONS = "reasons"
    # A 补正 has come in, and the law knows no second one: the reply alone is left (条例 30).
    REPLY = "reply"


WAIT_WORDS: Mapping[WaitFor, str] = {
    WaitFor.CORRECTION_SIGNATURE: "负责人审核、发出补正告知书", WaitFor.FEE_SIGNATURE: "负责人审核、发出收费通知书",
    WaitFor.JUDGEMENT: "另一个人审查申请人的理由", WaitFor.OPINION_DECISION: "负责人决定第三方意见是否采纳",
    WaitFor.THIRD_PARTY: "等第三方意见", WaitFor.CO_MAKER: "等共同制作机关意见", WaitFor.REASONS: "等申请人说明理由",
    WaitFor.REPLY: "拟答复",
}


@dataclass(frozen=True)
class Wait:
    """One thing that is waited for; `by` is its last day, None without one."""

    what: WaitFor
    by: date | None = None


@dataclass(frozen=True)
class NextFacts:
    """What the next step follows from. `pause_until` is the latest end of a pause that runs, None without one."""

    state: State
    submitted_on: date
    received_on: date
    due_on: date | None
    pause_until: date | None = None
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True)
class NextStep:
    """What is to be done or waited for. `by` is its last day, None without one; `is_soon`: today or gone by."""

    words: str
    by: date | None = None
    is_soon: bool = False


def correction_notice_by(received_on: date, calendar: WorkCalendar) -> date | None:
    """Return the last day of a 补正告知 (条例 30: 7 working days from receipt); None under the text of 2007."""
    try:
        row = row_for(ClockKind.DISCLOSURE_CORRECTION_NOTICE, received_on)
    except NoRegime:
        return None
    return calendar.add_working_days(received_on, row.length)


def next_step(facts: NextFacts, today: date, calendar: WorkCalendar) -> NextStep:
    """Return what comes next, for whoever works through a list."""
    pressing = [one for one in facts.waits if one.what is not WaitFor.REPLY]
    if pressing and facts.state in _AT_WORK:
        first = min(pressing, key=lambda wait: list(WaitFor).index(wait.what))
        by = first.by
        if first.what is WaitFor.CORRECTION_SIGNATURE:
            by = correction_notice_by(facts.received_on, calendar)
        return _step(WAIT_WORDS[first.what], by, today)
    return _BY_STATE.get(facts.state, _nothing)(facts, today, calendar)


_AT_WORK = frozenset({State.RECEIVED, State.ACCEPTED, State.REWORK})


def _step(words: str, by: date | None, today: date) -> NextStep:
    return NextStep(words, by, by is not None and by <= today)


def _confirm(facts: NextFacts, today: date, _calendar: WorkCalendar) -> NextStep:
    # 条例 31: a plain letter is confirmed with the applicant on the day it comes in.
    return _step("与申请人确认收到", facts.submitted_on, today)


def _sign(facts: NextFacts, today: date, calendar: WorkCalendar) -> NextStep:
    return _step("签收、审核是否要补正", correction_notice_by(facts.received_on, calendar), today)


def _work(facts: NextFacts, today: date, calendar: WorkCalendar) -> NextStep:
    by = correction_notice_by(facts.received_on, calendar)
    is_corrected = any(one.what is WaitFor.REPLY for one in facts.waits)
    if by is not None and today <= by and not is_corrected:
        return _step("拟答复；不明确的，发补正告知", by, today)
    return _step(WAIT_WORDS[WaitFor.REPLY], facts.due_on, today)


def _until(words: str) -> Callable[[NextFacts, date, WorkCalendar], NextStep]:
    return lambda facts, today, _calendar: _step(words, facts.due_on, today)


def _awaited(words: str) -> Callable[[NextFacts, date, WorkCalendar], NextStep]:
    return lambda facts, today, _calendar: _step(words, facts.pause_until, today)


def _nothing(_facts: NextFacts, _today: date, _calendar: WorkCalendar) -> NextStep:
    return NextStep("")


_BY_STATE: Mapping[State, Callable[[NextFacts, date, WorkCalendar], NextStep]] = {
    State.UNCONFIRMED: _confirm, State.RECEIVED: _sign, State.ACCEPTED: _work, State.REWORK: _until("重新拟答复"),
    State.CORRECTING: _awaited("等申请人补正"), State.CHARGING: _awaited("等申请人缴费"),
    State.DRAFTED: _until("审核答复"), State.REVIEWED: _until("审发答复"), State.ISSUED: _until("送达答复"),
    State.ANSWERED: lambda _facts, _today, _calendar: NextStep("归档"),
}
