"""Last days that somebody sets instead of counting: the superior's (上级交办时限), and an earlier one of the office."""

from __future__ import annotations

from datetime import date, timedelta

from models.case import Letter
from models.clock import Clock
from rules import permissions, transitions
from rules.clock_kinds import ClockKind, Unit
from rules.clock_record import Cause
from rules.clocks import ClockFacts, ClockTerms
from rules.errors import InputRefused
from rules.localtime import local_date
from rules.permissions import CaseFacts
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import State
from services import clocks, events, locking
from services.work import Work

STATED = frozenset({ClockKind.FOREIGN_DEADLINE, ClockKind.INTERNAL_DATE})
FOREIGN_NUMBER_CHARACTERS = 64
FARTHEST = timedelta(days=366)


def state(work: Work, case_id: int, kind: ClockKind, on: date, foreign_number: str = "") -> Clock:
    """Set the last day of one of the stated kinds, or set it anew; the day told to the writer stays what it is.

    `foreign_number` is the superior's own number of the case, kept when the letter has none yet. Raises InputRefused
    for an internal day that is past or not earlier than the promised one, and for a foreign one before receipt.
    """
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.STATE_DEADLINE, CaseFacts(letter.department_id))
    transitions.next_state(State(letter.state), Act.STATE_DEADLINE)
    if kind not in STATED:
        raise InputRefused("请选上级交办时限或者内部时限。", "kind")
    number = within(storable(foreign_number, "foreign_number", "上级编号"), FOREIGN_NUMBER_CHARACTERS,
                    "foreign_number", "上级编号").strip()
    _require_fitting(work, letter, kind, on)
    clock = _stated(work, letter, kind, on)
    if number and not letter.source_id:
        letter.source_id = number
    events.record(work, letter, Act.STATE_DEADLINE, {"kind": kind.value, "on": on.isoformat()})
    return clock


def _stated(work: Work, letter: Letter, kind: ClockKind, on: date) -> Clock:
    for clock in clocks.running(work, letter.id, kind):
        before = clocks.facts_of(work, clock)
        clock.stated_on = on
        clocks.read_again(work, clock, Cause.STATED, before)
        return clock
    clocks.start(work, letter.id, ClockFacts(ClockTerms(kind, 0, Unit.WORKING_DAY), work.today, stated_on=on))
    return clocks.running(work, letter.id, kind)[0]


def _require_fitting(work: Work, letter: Letter, kind: ClockKind, on: date) -> None:
    if on > work.today + FARTHEST:
        raise InputRefused("这个日子太远，请核对年份。", "on")
    if kind is ClockKind.FOREIGN_DEADLINE:
        if on < local_date(letter.received_at):
            raise InputRefused("上级交办时限不能早于收到来信的那一天。", "on")
        return
    promised = clocks.due_on(work, letter.id)
    if on < work.today:
        raise InputRefused("内部时限不能是过去的日子。", "on")
    if promised is not None and on >= promised:
        raise InputRefused(f"内部时限要早于答复期限{promised.month}月{promised.day}日。", "on")
