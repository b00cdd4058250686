"""The deadline receipt (期限说明单): every day of a clock from its event to its last day, and why it counts or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import clocks
from rules.calendar import ONE_DAY, WorkCalendar
from rules.clock_kinds import PAUSE_LABELS, UNIT_LABELS, PauseReason, Unit
from rules.clocks import ClockFacts, Due, Span
from rules.localtime import local_time, start_of_day

PAUSED, COUNTED, WEEKEND, STATED = "中止", "计入", "休", "指定的最后一天"


class DayKind(StrEnum):
    """What a day is to the clock. Only COUNTED and MAKE_UP have a number; BOUND is an end of a clock without count."""

    EVENT = "event"
    COUNTED = "counted"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    ROLLED = "rolled"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day. `number` is its place among the counted days, None when it does not count.

    `reason` is the shortest word for it; `notice` names the document that set the day apart from its weekday.
    `extended`: it counts towards the extension. `provisional`: its year has no notice yet (暂定).
    """

    on: date
    number: int | None
    kind: DayKind
    reason: str
    notice: str = ""
    extended: bool = False
    provisional: bool = False

    @property
    def words(self) -> str:
        """The reason in full with the notice it rests on, for a program or a terminal."""
        return self._said(self.notice)

    @property
    def brief(self) -> str:
        """The reason in full without the notice, for a table that lists the notices apart."""
        return self._said("")

    def _said(self, notice: str) -> str:
        said = {DayKind.EVENT: f"{self.reason}，当天不计入", DayKind.WEEKEND: "周末",
                DayKind.HOLIDAY: f"{self.reason}放假"}
        extended, provisional = "延期" if self.extended else "", "暂定" if self.provisional else ""
        marks = "，".join(filter(None, (notice, extended, provisional)))
        return said.get(self.kind, self.reason) + (f"（{marks}）" if marks else "")


@dataclass(frozen=True)
class Receipt:
    """A clock explained: what it follows from, when it ends, and each day on the way. `event` is what began it."""

    facts: ClockFacts
    due: Due
    event: str
    days: tuple[CountedDay, ...]

    @property
    def notices(self) -> list[str]:
        """The documents that the receipt rests on, in the order in which they are first needed."""
        return list(dict.fromkeys(day.notice for day in self.days if day.notice))

    @property
    def is_rolled(self) -> bool:
        """Whether a last day on a holiday has moved behind it."""
        return self.due.on != self.due.inner_on


def receipt(facts: ClockFacts, calendar: WorkCalendar, event: str = "收到") -> Receipt:
    """Return the receipt of a clock under a calendar. `event` is the word for what began it."""
    return Receipt(facts, clocks.due(facts, calendar), event, tuple(day_by_day(facts, calendar, event)))


def day_by_day(facts: ClockFacts, calendar: WorkCalendar, event: str = "收到") -> Iterator[CountedDay]:
    """Yield every day from the event to the last day of a clock. `event` is the word for what began it.

    A clock in hours or with a stated last day has no counting to explain: its first and last day only.
    """
    due = clocks.due(facts, calendar)
    if facts.stated_on is not None or facts.terms.unit is Unit.HOUR:
        yield from _ends(facts, due, event)
        return
    yield CountedDay(facts.start_on, None, DayKind.EVENT, event)
    in_working_days = facts.terms.unit is Unit.WORKING_DAY
    number, day = 0, facts.start_on
    while day < due.on:
        day += ONE_DAY
        one = _working_day(facts, calendar, day, number + 1) if in_working_days else \
            _calendar_day(facts, calendar, day, number + 1, due)
        number = one.number or number
        yield one


def _ends(facts: ClockFacts, due: Due, event: str) -> Iterator[CountedDay]:
    """Yield the first and the last day; the hours of a clock in hours stand with them."""
    first, last = event, STATED
    if due.at is not None:
        started_at = facts.started_at or start_of_day(facts.start_on)
        first, last = f"{event}{local_time(started_at):%H:%M}", f"到期{local_time(due.at):%H:%M}"
    if due.on == facts.start_on:
        yield CountedDay(due.on, None, DayKind.BOUND, f"{first}，{last}")
        return
    yield CountedDay(facts.start_on, None, DayKind.BOUND, first)
    yield CountedDay(due.on, None, DayKind.BOUND, last)


def _working_day(facts: ClockFacts, calendar: WorkCalendar, day: date, number: int) -> CountedDay:
    special = calendar.special.get(day)
    notice = special.notice if special else ""
    name, provisional = calendar.name_of(day), calendar.is_provisional(day)
    if not calendar.is_working(day):
        kind = DayKind.WEEKEND if name == WEEKEND else DayKind.HOLIDAY
        return CountedDay(day, None, kind, name, notice, provisional=provisional)
    span = facts.pause_on(day)
    if span is not None:
        return CountedDay(day, None, DayKind.PAUSED, pause_words(span), provisional=provisional)
    kind = DayKind.COUNTED if special is None else DayKind.MAKE_UP
    return CountedDay(day, number, kind, name, notice, number > facts.terms.length, provisional)


def _calendar_day(facts: ClockFacts, calendar: WorkCalendar, day: date, number: int, due: Due) -> CountedDay:
    """Every day counts until the last; there alone the calendar is asked whether the clock moves on."""
    span = facts.pause_on(day)
    if span is not None and day <= due.inner_on:
        return CountedDay(day, None, DayKind.PAUSED, pause_words(span))
    extended = facts.terms.length < number <= facts.total
    if day < due.inner_on:
        return CountedDay(day, number, DayKind.COUNTED, COUNTED, extended=extended)
    special = calendar.special.get(day)
    notice, provisional = special.notice if special else "", calendar.is_provisional(day)
    if day == due.inner_on:
        reason = _last_words(calendar, day)
        return CountedDay(day, number, DayKind.COUNTED, reason, notice, extended, provisional)
    reason = "顺延到这一天" if day == due.on else f"{_off_word(calendar, day)}，顺延"
    return CountedDay(day, None, DayKind.ROLLED, reason, notice, provisional=provisional)


def _last_words(calendar: WorkCalendar, day: date) -> str:
    if not calendar.is_working(day):
        return f"{COUNTED}，遇{_off_word(calendar, day)}"
    return f"{COUNTED}，调休上班，不顺延" if day in calendar.special else COUNTED


def _off_word(calendar: WorkCalendar, day: date) -> str:
    name = calendar.name_of(day)
    return "周末" if name == WEEKEND else name


def pause_words(span: Span) -> str:
    """Return why the days of a pause do not count."""
    label = PAUSE_LABELS.get(PauseReason(span.reason)) if span.reason else None
    return f"{PAUSED}：{label}" if label else PAUSED


def sentences(receipt: Receipt) -> list[str]:
    """Return what the receipt says in words: from which day, what was left out, which day is the last."""
    facts, due, days = receipt.facts, receipt.due, receipt.days
    if facts.stated_on is not None:
        return [f"这个期限是指定的，不用计算，最后一天是{_day(due.on, facts.start_on)}。"]
    if due.at is not None:
        started, ended = local_time(facts.started_at or start_of_day(facts.start_on)), local_time(due.at)
        return [f"从{receipt.event}的{_day(started.date(), None)}{started:%H:%M}起连续计算{facts.total}小时，"
                f"夜间和节假日照算，到{_day(ended.date(), started.date())}{ended:%H:%M}为止。"]
    unit = UNIT_LABELS[facts.terms.unit]
    first = f"从{receipt.event}次日（{_day(facts.start_on + ONE_DAY, facts.start_on)}）起算"
    said = [first, *_left_out(facts, days, unit)]
    last = f"第{facts.total}{unit}是{_day(due.inner_on, facts.start_on)}"
    if receipt.is_rolled:
        last += f"，遇休息日顺延到{_day(due.on, facts.start_on)}"
    return [f"{'，'.join([*said, last])}。", *_provisional(days)]


def _left_out(facts: ClockFacts, days: tuple[CountedDay, ...], unit: str) -> Iterator[str]:
    kinds = [day.kind for day in days]
    off = kinds.count(DayKind.WEEKEND) + kinds.count(DayKind.HOLIDAY)
    if off:
        yield f"跳过周末和节假日{off}天"
    if DayKind.MAKE_UP in kinds:
        yield f"调休上班{kinds.count(DayKind.MAKE_UP)}天计入"
    if DayKind.PAUSED in kinds:
        words = dict.fromkeys(day.reason.removeprefix(f"{PAUSED}：") for day in days if day.kind is DayKind.PAUSED)
        why = "、".join(word for word in words if word != PAUSED)
        yield f"中止{kinds.count(DayKind.PAUSED)}{unit}{f'（{why}）' if why else ''}"
    if facts.extension:
        yield f"延期{facts.extension}{unit}"


def _provisional(days: tuple[CountedDay, ...]) -> list[str]:
    years = "、".join(f"{year}年" for year in sorted({day.on.year for day in days if day.provisional}))
    return [f"{years}的放假安排还没有公布，这个日期是暂定的，公布以后重新计算。"] if years else []


def _day(day: date, since: date | None) -> str:
    """Return a day in words, with its year when it is not that of the day before."""
    year = "" if since is not None and day.year == since.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
