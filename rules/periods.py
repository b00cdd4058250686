"""The periods of digests: days, months and quarters in China, their names, and which of them are due.

Owns no figures: what is counted in a period stands in `rules/figures.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import ONE_DAY, WorkCalendar
from rules.digest_body import DigestKind
from rules.errors import InputRefused

FIRST_YEAR = 2000
MONTHS = {DigestKind.MONTHLY: 1, DigestKind.QUARTERLY: 3}
QUARTER_NAMES = ("第一季度", "第二季度", "第三季度", "第四季度")
# ASCII digits only: the text becomes a key and a part of addresses.
_FORMS: dict[DigestKind, re.Pattern[str]] = {
    DigestKind.DAILY: re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    DigestKind.MONTHLY: re.compile(r"([0-9]{4})-([0-9]{2})"),
    DigestKind.QUARTERLY: re.compile(r"([0-9]{4})-Q([0-9])")}
_WORDS: dict[DigestKind, tuple[str, str]] = {
    DigestKind.DAILY: ("日期", "2026-11-22"), DigestKind.MONTHLY: ("月份", "2026-11"),
    DigestKind.QUARTERLY: ("季度", "2026-Q4")}
_UNKNOWN_KIND = "没有“{kind}”这一种，请写 daily（清单）、monthly（汇总）或 quarterly（通报）。"
_UNKNOWN = "看不懂“{text}”，请写成 2026-11-22、2026-11 或 2026-Q4 这样。"


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a month or a quarter; `text` is 2026-11-22, 2026-11 or 2026-Q4. Made by `parse` and `containing`."""

    kind: DigestKind
    text: str
    first_on: date
    last_on: date

    @property
    def label(self) -> str:
        """The name in words: 2026年11月22日, 2026年11月, 2026年第四季度."""
        year, month = f"{self.first_on.year}年", self.first_on.month
        if self.kind is DigestKind.DAILY:
            return f"{year}{month}月{self.first_on.day}日"
        return f"{year}{month}月" if self.kind is DigestKind.MONTHLY else year + QUARTER_NAMES[(month - 1) // 3]

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_on - self.first_on).days + 1

    def before(self) -> Period:
        """Return the period that ends the day before this one begins (环比)."""
        return containing(self.kind, self.first_on - ONE_DAY)

    def after(self) -> Period:
        """Return the period that begins the day after this one ends."""
        return containing(self.kind, self.last_on + ONE_DAY)

    def last_year(self) -> Period:
        """Return the same period of the year before (同比); for 29 February the 28th."""
        first = self.first_on
        is_leap_day = (first.month, first.day) == (2, 29)
        return containing(self.kind, first.replace(year=first.year - 1, day=28 if is_leap_day else first.day))

    def months(self) -> tuple[Period, ...]:
        """Return the months of it, one after another; for a day the month in which it lies."""
        found = [containing(DigestKind.MONTHLY, self.first_on)]
        while found[-1].last_on < self.last_on:
            found.append(found[-1].after())
        return tuple(found)


def parse(kind: str, text: str) -> Period:
    """Return the period of this kind that the text names.

    Raises InputRefused for an unknown kind, another form, a day or month that there is none of, and a year before
    2000.
    """
    try:
        known = DigestKind(kind)
    except ValueError:
        raise InputRefused(_UNKNOWN_KIND.format(kind=kind[:20]), "kind") from None
    name, example = _WORDS[known]
    found = _FORMS[known].fullmatch(text)
    numbers = [int(digits) for digits in found.groups()] if found else []
    if numbers and numbers[0] < FIRST_YEAR:
        raise InputRefused(f"年份要在{FIRST_YEAR}年以后，“{text}”太早了。", "period")
    first = _first_day(known, numbers) if numbers else None
    # The last years of the calendar have nothing after them; nobody counts letters there.
    if first is None or first.year >= date.max.year:
        raise InputRefused(f"“{text[:20]}”不是{name}，请写成 {example} 这样。", "period")
    return containing(known, first)


def read(text: str) -> Period:
    """Return the period that a text names, whatever its kind. Raises InputRefused."""
    for kind, form in _FORMS.items():
        if form.fullmatch(text):
            return parse(kind, text)
    raise InputRefused(_UNKNOWN.format(text=text[:20]), "period")


def containing(kind: DigestKind, day: date) -> Period:
    """Return the period of this kind in which the day lies."""
    if kind is DigestKind.DAILY:
        return Period(kind, day.isoformat(), day, day)
    length = MONTHS[kind]
    first = day.replace(month=(day.month - 1) // length * length + 1, day=1)
    last = (first + timedelta(days=31 * length)).replace(day=1) - ONE_DAY
    text = f"{first:%Y-%m}" if kind is DigestKind.MONTHLY else f"{first.year:04d}-Q{(first.month + 2) // 3}"
    return Period(kind, text, first, last)


def require_over(period: Period, last_closed: date | None, today: date) -> None:
    """Raise InputRefused unless every day of the period is over and counted; `last_closed` is the last such day."""
    if period.first_on > today:
        raise InputRefused(f"{period.label}还没有开始，结束以后才能做。", "period")
    if period.last_on >= today:
        after = period.last_on + ONE_DAY
        raise InputRefused(f"{period.label}还没有结束，{after.month}月{after.day}日起可以做。", "period")
    if last_closed is None or period.last_on > last_closed:
        raise InputRefused(f"{period.label}的办理记录还没有封存，封存以后才能做，一般在第二天零点过后不久。", "period")


def due(kind: DigestKind, since: date, last_closed: date) -> Iterator[Period]:
    """Yield the periods of this kind that are over on the last closed day, from the one in which `since` lies."""
    period = containing(kind, since)
    while period.last_on <= last_closed:
        yield period
        period = period.after()


def issue_day(last_on: date, calendar: WorkCalendar) -> date:
    """Return the working day on which a period's digest is issued: the first one after its last day."""
    return calendar.add_working_days(last_on, 1)


def covered(working_day: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """Return the days whose lists are issued on a working day: those since the working day before, that one too."""
    days = [working_day - ONE_DAY]
    while not calendar.is_working(days[-1]):
        days.append(days[-1] - ONE_DAY)
    return tuple(reversed(days))


def _first_day(kind: DigestKind, numbers: list[int]) -> date | None:
    year, month, day = (*numbers, 1)[:3] if len(numbers) < 3 else numbers
    if kind is DigestKind.QUARTERLY:
        if not 1 <= month <= 4:
            return None
        month = 3 * month - 2
    try:
        return date(year, month, day)
    except ValueError:
        return None
