"""Figures of any days from the counts that roll up: whole months from `monthly_counts`, the rest from `daily_counts`.

What a letter adds to a count stands in rules/case_counts.py, what keeps the counts in services/counting.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, bindparam, func, select, union_all

from models.counts import ClosedDay, DailyCount, MonthlyCount
from models.event import CaseEvent, SealedDay
from models.types import table_of
from queries import case_histories
from queries.paging import AnyRow, AnySession
from rules.figures import ENDS, PERIODS, REQUESTS, Dimension, Figures, Flow, total
from rules.localtime import local_date

ONE_DAY = timedelta(days=1)
BEGINNING = date(1900, 1, 1)  # before any letter
_day, _month = table_of(DailyCount), table_of(MonthlyCount)
# What comes into hand and what leaves it; the difference since the first day is what is in hand.
_IN, _OUT = (Flow.RECEIVED, Flow.REOPENED, Flow.MOVED_IN), (Flow.MOVED_OUT, Flow.CLOSED, *ENDS)
_STOCK = (*_IN, *_OUT, Flow.OVERDUE_CHANGE)
_ALL = tuple(Flow)


def figures(session: AnySession, dimension: Dimension, first_on: date, last_on: date) -> dict[str, Figures]:
    """Return the figures of some days by the keys of a dimension, `first_on` and `last_on` included.

    `opening` is filled in for departments only: other keys of a letter may change without a move being counted. A key
    with nothing in the time and nothing in hand before is left out.
    """
    stocks = _stocks(session, first_on) if dimension is Dimension.DEPARTMENT else {}
    return _figures(session, dimension.value, first_on, last_on, stocks)


def requests(session: AnySession, first_on: date, last_on: date) -> dict[str, Figures]:
    """Return the figures of disclosure requests of some days by the agency that is asked, with what was in hand."""
    return _aside(session, REQUESTS, first_on, last_on)


def periods(session: AnySession, first_on: date, last_on: date) -> dict[str, Figures]:
    """Return the figures of periods for public comment of some days by department, with what was in hand."""
    return _aside(session, PERIODS, first_on, last_on)


def _aside(session: AnySession, dimension: str, first_on: date, last_on: date) -> dict[str, Figures]:
    return _figures(session, dimension, first_on, last_on, _stocks(session, first_on, dimension))


def _figures(session: AnySession, dimension: str, first_on: date, last_on: date,
             stocks: dict[str, tuple[int, int]]) -> dict[str, Figures]:
    flows = {row.key: _flows(row, _ALL) for row in session.execute(*_sums(dimension, first_on, last_on, _ALL))}
    flows = {key: counts for key, counts in flows.items() if counts}
    return {key: Figures(flows.get(key, {}), *stocks.get(key, (0, 0))) for key in sorted({*flows, *stocks})}


def whole(session: AnySession, first_on: date, last_on: date) -> Figures:
    """Return the figures of some days over all letters; what moved in is what moved out."""
    return total(figures(session, Dimension.DEPARTMENT, first_on, last_on).values())


def by_month(session: AnySession, dimension: Dimension, first: date, last: date,
             flows: Collection[Flow] = _ALL) -> dict[date, dict[str, Figures]]:
    """Return the figures of each month by the keys of a dimension; `first` and `last` are days in the outer months.

    Of fewer `flows` the rest is 0; `opening` is filled in for departments, from the flows that make it up.
    """
    first, last, flows = first.replace(day=1), last.replace(day=1), tuple(flows)
    rows = session.execute(
        select(_month.c.month, _month.c.key, *(_month.c[flow.value] for flow in flows))
        .where(_month.c.dimension == dimension.value, _month.c.month >= first, _month.c.month <= last))
    found: dict[date, dict[str, Figures]] = {month: {} for month in _months(first, last)}
    # Ten years have ten thousand rows; of few flows most are alike, and one of each kind is enough.
    alike: dict[tuple[int, ...], Figures] = {}
    for month, key, *rest in rows:
        counts = tuple(rest)
        figures = alike.get(counts)
        if figures is None:
            figures = alike[counts] = Figures({flow: n for flow, n in zip(flows, counts, strict=True) if n})
        found[month][key] = figures
    if dimension is Dimension.DEPARTMENT and {*_STOCK} <= {*flows}:
        return _with_stocks(found, _stocks(session, first))
    return {month: dict(sorted(keyed.items())) for month, keyed in found.items()}


def _with_stocks(months: dict[date, dict[str, Figures]],
                 stocks: dict[str, tuple[int, int]]) -> dict[date, dict[str, Figures]]:
    """Return the figures of months, each with what the one before it has left in hand."""
    nothing, filled = Figures(), {}
    for month, keyed in months.items():
        filled[month] = {key: Figures(keyed.get(key, nothing).flows, *stocks.get(key, (0, 0)))
                         for key in sorted({*keyed, *stocks})}
        stocks = {key: pair for key, one in filled[month].items() if any(pair := (one["open"], one["overdue"]))}
    return filled


def last_closed(session: AnySession) -> date | None:
    """Return the last day that is over and counted; before the first is closed, the day before the record begins.

    Until then imports alone are counted: None when anything else took effect before, when days were sealed before there
    were counts, and when nothing was recorded yet. Closing the first day counts everything.
    """
    closed: date | None = session.scalar(select(func.max(ClosedDay.day)))
    if closed is not None or session.scalar(select(SealedDay.day).limit(1)) is not None:
        return closed
    at = session.scalar(select(CaseEvent.recorded_at).order_by(CaseEvent.seq).limit(1))
    if at is None or case_histories.has_before(session, local_date(at)):
        return None
    return local_date(at) - ONE_DAY


def first_counted(session: AnySession) -> date | None:
    """Return the first day on which anything was counted, None when nothing ever was."""
    first: date | None = session.scalar(
        select(func.min(_day.c.day)).where(_day.c.dimension == Dimension.DEPARTMENT.value))
    return first


def _stocks(session: AnySession, before: date,
            dimension: str = Dimension.DEPARTMENT.value) -> dict[str, tuple[int, int]]:
    """Return, by department, what was in hand when a day began, and how many of those were past their last day."""
    stocks: dict[str, tuple[int, int]] = {}
    for row in session.execute(*_sums(dimension, BEGINNING, before - ONE_DAY, _STOCK)):
        counts = _flows(row, _STOCK)
        in_hand = sum(counts.get(flow, 0) for flow in _IN) - sum(counts.get(flow, 0) for flow in _OUT)
        overdue = counts.get(Flow.OVERDUE_CHANGE, 0)
        if in_hand or overdue:
            stocks[row.key] = in_hand, overdue
    return stocks


def _sums(dimension: str, first_on: date, last_on: date,
          flows: tuple[Flow, ...]) -> tuple[Any, dict[str, Any]]:
    """Return the statement that adds up flows by key, and its values: whole months, and the days around them."""
    values: dict[str, Any] = {"dimension": dimension}
    first_month = first_on if first_on.day == 1 else _next_month(first_on)
    last_month = last_on.replace(day=1) if (last_on + ONE_DAY).day == 1 else _month_before(last_on)
    if first_month > last_month:
        return _statement(("days",), flows), values | {"days_first": first_on, "days_last": last_on}
    values |= {"months_first": first_month, "months_last": last_month}
    parts = ["months"]
    for name, first, last in (("head", first_on, first_month - ONE_DAY), ("tail", _next_month(last_month), last_on)):
        if first <= last:
            parts.append(name)
            values |= {f"{name}_first": first, f"{name}_last": last}
    return _statement(tuple(parts), flows), values


@cache
def _statement(parts: tuple[str, ...], flows: tuple[Flow, ...]) -> Any:
    """Return the statement over some stretches of time; there are few of them, and each is made once."""
    stretches = []
    for part in parts:
        table, day = (_month, _month.c.month) if part == "months" else (_day, _day.c.day)
        stretches.append(select(table.c.key, *(table.c[flow.value] for flow in flows)).where(
            table.c.dimension == bindparam("dimension"),
            day.between(bindparam(f"{part}_first", type_=Date), bindparam(f"{part}_last", type_=Date))))
    together = union_all(*stretches).subquery()
    return select(together.c.key, *(func.sum(together.c[flow.value]).label(flow.value) for flow in flows)).group_by(
        together.c.key)


def _flows(row: AnyRow, flows: Collection[Flow]) -> dict[Flow, int]:
    return {flow: count for flow, count in zip(flows, row[1:], strict=True) if count}


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _next_month(first)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - ONE_DAY).replace(day=1)
