"""Running clocks are brought to the newest calendar, a batch at a time: what moves is told, what expired stays.

Each batch is a unit of work of its own. A batch done twice, or cut off, changes nothing that a later one would not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from sqlalchemy import ColumnElement, and_, or_, select, update

from models.case import Case
from models.clock import Clock
from models.publication import Revision
from queries.due_changes import CALENDAR_CAUSE
from queries.paging import AnyRow, AnySelect
from queries.unfinished import RECOUNTED
from rules import calendar_change, clocks
from rules.calendar import WorkCalendar
from rules.calendar_change import ChangedDays, Told, Verdict
from rules.clock_kinds import ClockKind
from rules.machines import is_possible
from rules.transitions import Act
from services import clocks as clock_rows
from services import events, locking, merging, notices
from services.clocks import Moved
from services.notices import NoticeKind
from services.work import Work

# So many clocks are looked at in one unit of work, and so many of them counted anew, which costs a hundred times as
# much: SQLite's one write lock is held for a fraction of a second.
BATCH = 200
COUNTED_ANEW = 40
# Which days differ between the calendar of a version and the newest.
ChangedSince = Callable[[int], ChangedDays | None]


@dataclass(frozen=True)
class Place:
    """Where a batch ended in the order of the due days."""

    due_on: date
    clock_id: int


@dataclass(frozen=True)
class Batch:
    """What one batch did. `end` is None when it was the last of its pass; `changed` counts rows that were written.

    `moved` of them have another last day.
    """

    version: int
    end: Place | None
    changed: int = 0
    moved: int = 0


def run(one_unit: Callable[[Callable[[Work], Batch]], Batch]) -> int:
    """Bring all running clocks to the newest calendar, each batch through `one_unit`, and return how many moved.

    Passes are repeated until one finds nothing to change: a clock may have got another day while the pass went on.
    """
    moved = 0
    while True:
        batch = first = one_unit(lambda work: recount_batch(work, None))
        changed = batch.changed
        moved += batch.moved
        while (place := batch.end) is not None:
            batch = one_unit(partial(recount_batch, after=place))
            changed += batch.changed
            moved += batch.moved
        if not changed:
            one_unit(partial(_finish, version=first.version))
            return moved


def _finish(work: Work, version: int) -> Batch:
    """Note that a whole pass found nothing left to bring to this version."""
    row = work.session.get(Revision, RECOUNTED, populate_existing=True) or Revision(name=RECOUNTED, value=0)
    row.value = max(row.value, version)
    work.session.add(row)
    return Batch(version, None)


def recount_batch(work: Work, after: Place | None, size: int = BATCH) -> Batch:
    """Bring the next running clocks to the newest calendar and return where to go on.

    Only clocks that have not expired are looked at: those keep their day and their version for good. A clock that
    would expire by the change keeps both as well; the others take the new version. Who was told another day, or a
    provisional one, is owed a notice in the same transaction.
    """
    waiting = work.session.execute(_waiting(work, after).limit(size)).all()
    if not waiting:
        return Batch(work.calendar.version, None)
    changed_since = cache(partial(_changed_since, work))
    found = _portion(waiting, changed_since)
    # Cases first and in the order of their ids, as everywhere; then their clocks as they stand now.
    work.session.execute(select(Case.id).where(Case.id.in_(sorted({row.case_id for row in found})))
                         .order_by(Case.id).with_for_update())
    rows = work.session.scalars(
        select(Clock).where(Clock.id.in_([row.id for row in found]), _is_waiting(work))
        .order_by(Clock.case_id, Clock.id).execution_options(populate_existing=True)).all()
    moved, untouched = _recount(work, rows, changed_since)
    if untouched:
        work.session.execute(update(Clock).where(Clock.id.in_(untouched)).values(calendar_version=work.calendar.version)
                             .execution_options(synchronize_session=False))
    end = Place(found[-1].due_on, found[-1].id) if len(found) < len(waiting) or len(waiting) == size else None
    return Batch(work.calendar.version, end, len(untouched) + len(moved), sum(one.is_moved for one in moved))


def _portion(waiting: Sequence[AnyRow], changed_since: ChangedSince) -> Sequence[AnyRow]:
    """Return the first of the clocks, so many that no more than COUNTED_ANEW are touched by the change."""
    touched = 0
    for place, row in enumerate(waiting):
        touched += not calendar_change.is_untouched(changed_since(row.calendar_version), row.start_on, row.due_on)
        if touched > COUNTED_ANEW:
            return waiting[:place]
    return waiting


def _changed_since(work: Work, version: int) -> ChangedDays | None:
    return calendar_change.changed_days(work.settings.calendar_at(version), work.calendar)


def _is_waiting(work: Work) -> ColumnElement[bool]:
    return and_(Clock.stopped_at.is_(None), Clock.due_on >= work.today, Clock.calendar_version < work.calendar.version)


def _waiting(work: Work, after: Place | None) -> AnySelect:
    statement = select(Clock.id, Clock.case_id, Clock.start_on, Clock.due_on,
                       Clock.calendar_version).where(_is_waiting(work))
    if after is not None:
        statement = statement.where(or_(Clock.due_on > after.due_on,
                                        and_(Clock.due_on == after.due_on, Clock.id > after.clock_id)))
    return statement.order_by(Clock.due_on, Clock.id)


def _recount(work: Work, rows: Sequence[Clock],
             changed_since: ChangedSince) -> tuple[list[Moved], list[int]]:
    """Recount clocks one by one; return those that took the new version, and the ids of those it does not touch."""
    moved: list[Moved] = []
    untouched: list[int] = []
    for clock in rows:
        if calendar_change.is_untouched(changed_since(clock.calendar_version), clock.start_on, clock.due_on):
            untouched.append(clock.id)
        else:
            moved += filter(None, [_recount_one(work, clock, work.calendar)])
    return moved, untouched


def _recount_one(work: Work, clock: Clock, calendar: WorkCalendar) -> Moved | None:
    """Bring one clock to the calendar; None when it keeps the day and the version that it has."""
    facts = clock_rows.facts_of(work, clock)
    told = Told(clock.due_on, clock.provisional)
    verdict = calendar_change.decide(told, clocks.due(facts, calendar), work.today)
    if verdict is Verdict.SAME:
        clock.calendar_version = calendar.version
        clock_rows.plan_next(work, clock)
        return Moved(clock.id, told.on, told.on)
    if verdict not in (Verdict.MOVES, Verdict.CONFIRMED):
        return None
    moved = clock_rows.read_again(work, clock, CALENDAR_CAUSE, facts, calendar=calendar)
    _tell(work, clock, moved)
    return moved


def _tell(work: Work, clock: Clock, moved: Moved) -> None:
    """Record the recount on the case's chain and owe its writers the news, when it is their answer that moved."""
    case = locking.lock_case(work.session, clock.case_id)
    if not is_possible(case.kind, case.state, Act.RECOUNT):
        return
    events.record(work, case, Act.RECOUNT, {
        "clock": clock.id, "kind": ClockKind(clock.kind).value, "before": moved.before.isoformat(),
        "after": moved.after.isoformat(), "provisional": clock.provisional, "version": clock.calendar_version})
    if clock.is_answer:
        notices.tell_writer(work, case, NoticeKind.DUE_CHANGED)
        cause = f"clock-{clock.id}-{clock.calendar_version}"
        for merged in merging.merged_into(work, case.id):
            notices.tell_writer(work, merged, NoticeKind.DUE_CHANGED, cause=cause)
