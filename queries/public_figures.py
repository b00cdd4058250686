"""The figures of a public period, read from the counts that roll up: a few rows however long the history is.

What of them may be shown is decided in `rules/public_figures.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from models.department import Department
from queries import counts
from queries.paging import AnySession
from rules import public_figures as shown
from rules.figures import UNASSIGNED, UNASSIGNED_LABEL, Dimension, Figures, Flow, total
from rules.public_figures import DIMENSIONS, FLOWS, Breakdown, PublicPeriod, Unit
from rules.subjects import SUBJECT_LABELS
from rules.vocabulary import CATEGORY_LABELS, CHANNEL_LABELS

MONTHS_SHOWN = 12
ONE_DAY = timedelta(days=1)
_SERIES = (Flow.RECEIVED, Flow.CLOSED)
_LABELS: Mapping[Dimension, Mapping[str, str]] = {
    Dimension.CATEGORY: {slug.value: label for slug, label in CATEGORY_LABELS.items()},
    Dimension.CHANNEL: {slug.value: label for slug, label in CHANNEL_LABELS.items()},
    Dimension.SUBJECT: {slug.value: label for slug, label in SUBJECT_LABELS.items()}}
Months = Mapping[Dimension, Mapping[date, Mapping[str, Figures]]]


@dataclass(frozen=True)
class PublicFigures:
    """The figures of a period as far as its days are closed, until `until`; None when no day of it is.

    `hidden` are the parts of the whole that are not shown. A period that is not over has no breakdowns: from one day to
    the next they would show what a day adds. `before` and `last_year` are None when they were not counted or the period
    is not over. `series` are months with what came and what was answered, the period's own at the end.
    """

    period: PublicPeriod
    until: date | None
    figures: Figures
    hidden: frozenset[str] = frozenset()
    breakdowns: tuple[Breakdown, ...] = ()
    before: Figures | None = None
    last_year: Figures | None = None
    series: tuple[tuple[date, Figures], ...] = ()
    is_over: bool = field(default=False)


@dataclass(frozen=True)
class Span:
    """What has been counted: from the first letter's day to the last day that is closed."""

    first: date | None
    last: date | None

    def covers(self, period: PublicPeriod) -> bool:
        """Tell whether the period is over and its first month was counted."""
        return (self.first is not None and self.last is not None and self.first.replace(day=1) <= period.first_on
                and period.last_on <= self.last)


def counted(session: AnySession) -> Span:
    """Return which days have been counted."""
    return Span(counts.first_counted(session), counts.last_closed(session))


def of_period(session: AnySession, period: PublicPeriod, span: Span) -> PublicFigures:
    """Return all that is shown of a period."""
    until = min(period.last_on, span.last) if span.last is not None else None
    if until is None or until < period.first_on:
        return PublicFigures(period, None, Figures())
    is_over = until == period.last_on
    months = by_month(session, period.first_on, period.last_on) if is_over else {}
    whole = counts.whole(session, period.first_on, until)
    wholes = wholes_of(months) or [whole]
    before, last_year = (
        counts.whole(session, other.first_on, other.last_on) if is_over and span.covers(other) else None
        for other in (period.before(), period.last_year()))
    return PublicFigures(
        period, until, whole, shown.hidden_parts(wholes), breakdowns_of(period.unit, months, names(session)),
        before, last_year, _series(session, period, until), is_over)


def whole_of(session: AnySession, period: PublicPeriod, span: Span) -> PublicFigures:
    """Return the figures of a period's whole alone, without breakdowns and comparisons."""
    until = min(period.last_on, span.last) if span.last is not None else None
    if until is None or until < period.first_on:
        return PublicFigures(period, None, Figures())
    whole = counts.whole(session, period.first_on, until)
    return PublicFigures(period, until, whole, shown.hidden_parts([whole]), is_over=until == period.last_on)


def of_year(session: AnySession, year: PublicPeriod, span: Span) -> list[PublicFigures]:
    """Return what is shown of every month and quarter of a year that is over, and of the year when it is."""
    if span.last is None or span.last < year.first_on:
        return []
    months, name = by_month(session, year.first_on, year.last_on), names(session)
    found, wholes = [], counts.by_month(session, Dimension.DEPARTMENT, year.first_on, year.last_on)
    for part in year.parts():
        if part.last_on > span.last:
            continue
        own = {dimension: {day: keyed for day, keyed in rows.items() if part.first_on <= day <= part.last_on}
               for dimension, rows in months.items()}
        monthly = [total(wholes[day].values()) for day in sorted(wholes) if part.first_on <= day <= part.last_on]
        flows = total(monthly)
        figures = Figures(flows.flows, monthly[0].opening, monthly[0].opening_overdue)
        found.append(PublicFigures(part, part.last_on, figures, shown.hidden_parts(wholes_of(own)),
                                   breakdowns_of(part.unit, own, name), is_over=True))
    return found


def by_month(session: AnySession, first_on: date, last_on: date) -> Months:
    """Return the figures of breakdowns for every month of a time: a query for each dimension."""
    return {dimension: counts.by_month(session, dimension, first_on, last_on, FLOWS) for dimension in DIMENSIONS}


def wholes_of(months: Months) -> list[Figures]:
    """Return the whole of each month; every dimension adds up to it."""
    return [total(keyed.values()) for _, keyed in sorted(months.get(Dimension.CHANNEL, {}).items())]


def breakdowns_of(unit: Unit, months: Months, name: Callable[[Dimension, str], str]) -> tuple[Breakdown, ...]:
    """Return the breakdowns of a period whose months are given."""
    found = []
    for dimension, rows in months.items():
        keyed = [rows[month] for month in sorted(rows)]
        found.append(shown.breakdown(dimension, shown.sums_of(keyed), shown.choose(unit, keyed),
                                     partial(name, dimension)))
    return tuple(found)


def names(session: AnySession) -> Callable[[Dimension, str], str]:
    """Return what gives a key of a dimension its name; of departments also those that are no more."""
    units = {code: name for code, name in session.execute(select(Department.code, Department.name))}
    labels = {**_LABELS, Dimension.DEPARTMENT: units | {UNASSIGNED: UNASSIGNED_LABEL}}
    return lambda dimension, key: labels[dimension].get(key, key)


def _series(session: AnySession, period: PublicPeriod, until: date) -> tuple[tuple[date, Figures], ...]:
    """Return the months that lead to a period's last closed one, with those of the year before."""
    last = until.replace(day=1) if (until + ONE_DAY).day == 1 else (until.replace(day=1) - ONE_DAY).replace(day=1)
    first = last
    for _ in range(2 * MONTHS_SHOWN - 1):
        first = (first - ONE_DAY).replace(day=1)
    rows = counts.by_month(session, Dimension.CHANNEL, first, last, _SERIES)
    return tuple((month, total(keyed.values())) for month, keyed in sorted(rows.items()))
