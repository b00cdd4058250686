"""Counts that roll up: a day is counted when it is sealed, an import when it is stored; both in their transaction.

Owns daily_counts, monthly_counts and closed_day. What a letter adds stands in rules/case_counts.py; every count is
the sum of that over the events up to the last seal, so that it can be made again at any time (decision 18).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Table, bindparam, delete, func, insert, literal, select, update

from models.counts import ClosedDay, DailyCount, MonthlyCount
from models.event import SealedDay
from models.types import UTCDateTime, table_of
from queries import case_histories, counts
from rules import case_counts
from rules.case_steps import DIMENSIONS, CaseHistory, Keys
from rules.figures import PERIODS, REQUESTS, Flow
from rules.localtime import start_of_day
from rules.vocabulary import CaseKind
from services import locking
from services.work import Work

SERIES = "counts"
# Under it stand the public pages with figures. Not the revision of what is published: whoever publishes holds that one,
# and may then wait for the counts.
COUNTS_REVISION = "counts"
ONE_DAY = timedelta(days=1)
# So many days in a row are counted in one go, and so many letters are folded before their counts are stored.
DAYS_AT_ONCE, LETTERS_AT_ONCE = 7, 5_000
FLOWS = tuple(flow.value for flow in Flow)
_PLACE = {flow: place for place, flow in enumerate(Flow)}
_NAMES = tuple(dimension.value for dimension in DIMENSIONS)
_ASIDES = {CaseKind.DISCLOSURE_REQUEST: REQUESTS, CaseKind.COMMENT_PERIOD: PERIODS}
_day, _month, _closed = table_of(DailyCount), table_of(MonthlyCount), table_of(ClosedDay)
_ADD = update(_day).where(
    _day.c.day == bindparam("on"), _day.c.dimension == bindparam("of"), _day.c.key == bindparam("for")).values(
    {flow: _day.c[flow] + bindparam(f"more_{flow}") for flow in FLOWS})
# (day, dimension, key) and the counts in the order of FLOWS.
Key = tuple[date, str, str]
Tally = dict[Key, list[int]]


@dataclass(frozen=True)
class Difference:
    """A count that is not what the events give. `table` is daily or monthly; `day` is then the month's first."""

    table: str
    day: date
    dimension: str
    key: str
    flow: str
    stored: int
    recomputed: int

    def __str__(self) -> str:
        return (f"{self.table} {self.day} {self.dimension} {self.key} {self.flow}: "
                f"{self.stored} is stored, the events give {self.recomputed}")


def close(work: Work, day: date, seqs: tuple[int, int]) -> None:
    """Count a day in the transaction that has just sealed it under these seqs, and note that it is over.

    Earlier days to which something in the seal belongs are counted anew. The first day that is ever closed counts
    everything before it as well.
    """
    locking.lock_series(work.session, SERIES)
    if work.session.scalar(select(_closed.c.day).limit(1)) is None:
        _count_everything(work, day)
    else:
        recount(work, {day, *_late_days(work, day, seqs)})
    new = select(SealedDay.day, literal(work.now, UTCDateTime)).where(
        SealedDay.day <= day, SealedDay.day.not_in(select(_closed.c.day)))
    work.session.connection().execute(insert(_closed).from_select(["day", "closed_at"], new))


def recount(work: Work, days: Iterable[date]) -> None:
    """Count days anew from the events and put the counts in the place of the stored ones; twice is the same as once."""
    locking.lock_series(work.session, SERIES)
    connection = work.session.connection()
    months: set[date] = set()
    for run in _runs(days):
        tally = _recomputed(work, run)
        connection.execute(delete(_day).where(_day.c.day.between(run[0], run[-1]), _day.c.day.in_(run)))
        _insert(work, tally)
        months |= {day.replace(day=1) for day in run}
    _sum_up(work, months)


def add(work: Work, case_ids: Collection[int]) -> None:
    """Add letters that have just been imported to the days that are counted already, in the transaction of the import.

    Days that are not over count them when they are closed.
    """
    # Whoever closes a day at the same moment comes before, and is seen, or after, and sees the letters.
    locking.lock_series(work.session, SERIES)
    horizon = counts.last_closed(work.session)
    if horizon is None:
        return
    work.session.flush()  # histories are read by statements that do not look for what waits in the session
    _sum_up(work, _add_all(work, case_histories.load(work.session, case_ids), horizon))


def differences(work: Work, days: Iterable[date]) -> list[Difference]:
    """Return every count of some days, and of their months, that is not what the events and the days give.

    Call it in a transaction that holds still: counts and events are read one after the other.
    """
    found: list[Difference] = []
    months: set[date] = set()
    for run in _runs(days):
        stored = _stored(work, _day, "day", run)
        found += _compared("daily", stored, _recomputed(work, run))
        months |= {day.replace(day=1) for day in run}
    sums = {(row[0], row[1], row[2]): list(row[3:]) for month in sorted(months)
            for row in work.session.execute(_month_sums(month))}
    return found + list(_compared("monthly", _stored(work, _month, "month", sorted(months)), sums))


def _count_everything(work: Work, until: date) -> None:
    """Throw every count away and make all of them again, as far as a day."""
    connection = work.session.connection()
    connection.execute(delete(_day))
    connection.execute(delete(_month))
    months: set[date] = set()
    for ids in case_histories.all_ids(work.session, start_of_day(until + ONE_DAY)):
        months |= _add_all(work, case_histories.load(work.session, ids), until)
    _sum_up(work, months)


def _late_days(work: Work, day: date, seqs: tuple[int, int]) -> set[date]:
    """Return the earlier days to which letters add something of which an event stands in this seal all the same."""
    late = case_histories.late_comers(work.session, seqs, day)
    return {entry.day for history in case_histories.load(work.session, late)
            for entry in case_counts.entries(history, work.calendar) if entry.day < day}


def _recomputed(work: Work, run: Collection[date]) -> Tally:
    first, last = min(run), max(run)
    tally: Tally = {}
    concerned = case_histories.concerned(work.session, first, last)
    for history in case_histories.load(work.session, concerned):
        _count(work, tally, history, first, last)
    wanted = set(run)
    return {place: row for place, row in tally.items() if place[0] in wanted}


def _count(work: Work, tally: Tally, history: CaseHistory, first: date, last: date) -> None:
    for day, flow, count, keys in case_counts.entries(history, work.calendar):
        if first <= day <= last:
            place = _PLACE[flow]
            for dimension, key in _places(history.kind, keys):
                row = tally.get((day, dimension, key))
                if row is None:
                    row = tally[day, dimension, key] = [0] * len(FLOWS)
                row[place] += count


def _places(kind: CaseKind, keys: Keys) -> Iterable[tuple[str, str]]:
    """Return under what a case is counted: a letter in every breakdown, any other case under its department alone."""
    return zip(_NAMES, keys, strict=True) if kind is CaseKind.LETTER else ((_ASIDES[kind], keys.department),)


def _add_all(work: Work, histories: Iterable[CaseHistory], until: date) -> set[date]:
    """Add what letters give to the stored days as far as one; return the months of which the sums are out of date."""
    months: set[date] = set()
    tally: Tally = {}
    for number, history in enumerate(histories, start=1):
        _count(work, tally, history, date.min, until)
        if number % LETTERS_AT_ONCE == 0:
            months |= _merge(work, tally)
            tally = {}
    return months | _merge(work, tally)


def _merge(work: Work, tally: Tally) -> set[date]:
    """Add a tally to the stored days: to the rows that are there, and as new rows."""
    days = sorted({place[0] for place in tally})
    present: set[Key] = set()
    for start in range(0, len(days), case_histories.BATCH):
        rows = select(_day.c.day, _day.c.dimension, _day.c.key).where(
            _day.c.day.in_(days[start:start + case_histories.BATCH]))
        present.update((row[0], row[1], row[2]) for row in work.session.execute(rows))
    changes = [{"on": place[0], "of": place[1], "for": place[2],
                **{f"more_{flow}": count for flow, count in zip(FLOWS, row, strict=True)}}
               for place, row in sorted(tally.items()) if place in present]
    if changes:
        work.session.connection().execute(_ADD, changes)
    _insert(work, {place: row for place, row in tally.items() if place not in present})
    return {day.replace(day=1) for day in days}


def _insert(work: Work, tally: Tally) -> None:
    rows = [{"day": day, "dimension": dimension, "key": key, **dict(zip(FLOWS, row, strict=True))}
            for (day, dimension, key), row in sorted(tally.items()) if any(row)]
    if rows:
        work.session.connection().execute(insert(_day), rows)


def _sum_up(work: Work, months: Iterable[date]) -> None:
    """Make the rows of months anew, as the sums of their days."""
    connection = work.session.connection()
    for month in sorted(months):
        connection.execute(delete(_month).where(_month.c.month == month))
        connection.execute(insert(_month).from_select(["month", "dimension", "key", *FLOWS], _month_sums(month)))
    locking.bump_revision(work.session, COUNTS_REVISION)


def _month_sums(month: date) -> Any:
    last = (month + timedelta(days=31)).replace(day=1) - ONE_DAY
    return select(literal(month, Date).label("month"), _day.c.dimension, _day.c.key,
                  *(func.sum(_day.c[flow]).label(flow) for flow in FLOWS)).where(
        _day.c.day.between(month, last)).group_by(_day.c.dimension, _day.c.key)


def _stored(work: Work, table: Table, day: str, days: Collection[date]) -> Tally:
    rows = work.session.execute(select(
        table.c[day], table.c.dimension, table.c.key, *(table.c[flow] for flow in FLOWS)).where(table.c[day].in_(days)))
    return {(row[0], row[1], row[2]): list(row[3:]) for row in rows}


def _compared(table: str, stored: Tally, recomputed: Tally) -> Iterator[Difference]:
    nothing = [0] * len(FLOWS)
    for place in sorted({*stored, *recomputed}):
        there, given = stored.get(place, nothing), recomputed.get(place, nothing)
        for flow, one, other in zip(FLOWS, there, given, strict=True):
            if one != other:
                yield Difference(table, *place, flow, one, other)


def _runs(days: Iterable[date]) -> Iterator[list[date]]:
    """Yield days in order, those that follow each other together, a limited number at a time."""
    run: list[date] = []
    for day in sorted(set(days)):
        if run and (day != run[-1] + ONE_DAY or len(run) == DAYS_AT_ONCE):
            yield run
            run = []
        run.append(day)
    if run:
        yield run
