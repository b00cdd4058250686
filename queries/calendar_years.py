"""One year of the work calendar: its days off and make-up workdays, the notices behind them, months for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.calendar import CalendarChange
from rules.calendar import WorkCalendar
from rules.calendar_notice import NoticeDay
from rules.usual_holidays import usual_holidays

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class YearView:
    """A year as it is in force. `days` are the set-apart ones; `notices` are titles, none for a provisional year."""

    year: int
    version: int
    provisional: bool
    notices: tuple[str, ...]
    working_days: int
    days: tuple[NoticeDay, ...]


def view(session: AnySession, calendar: WorkCalendar, year: int) -> YearView:
    """Return one year of the calendar."""
    titles = session.scalars(
        select(CalendarChange.notice).where(CalendarChange.year == year, CalendarChange.version <= calendar.version)
        .order_by(CalendarChange.version))
    first, last = date(year, 1, 1), date(year, 12, 31)
    return YearView(year, calendar.version, calendar.is_provisional(first), tuple(dict.fromkeys(titles)),
                    calendar.working_days_between(first - timedelta(days=1), last), tuple(special_days(calendar, year)))


def special_days(calendar: WorkCalendar, year: int) -> list[NoticeDay]:
    """Return the days of a year that are set apart, in order; without a notice the usual holidays."""
    days = {on: NoticeDay(on, day.working, day.name) for on, day in calendar.special.items() if on.year == year}
    if year not in calendar.years:
        days = {on: NoticeDay(on, False, name) for on, name in usual_holidays(year).items()} | days
    return [days[on] for on in sorted(days)]


@dataclass(frozen=True)
class Span:
    """Days off that follow one another: their names, the first and the last."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def spans(days: Sequence[NoticeDay]) -> list[Span]:
    """Return the days off of a year as spans, in order; days of two holidays that touch are one span."""
    found: list[Span] = []
    for day in days:
        if day.is_working is not False:
            continue
        before = found[-1] if found else None
        if before is None or day.on - before.last > timedelta(days=1):
            found.append(Span(day.name, day.on, day.on))
            continue
        name = before.name if day.name in before.name else f"{before.name}、{day.name}"
        found[-1] = Span(name, before.first, day.on)
    return found
