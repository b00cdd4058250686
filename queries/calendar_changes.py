"""Notices of the work calendar, and what a change does or did to the clocks: the list from before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.calendar import CalendarChange, CalendarDay
from models.case import Case
from models.clock import Clock, ClockPause, ClockReading
from models.department import Department
from models.staff import Staff
from queries import paging
from queries.due_changes import CALENDAR_CAUSE
from queries.paging import AnyRow
from queries.settings import ChangeRow, Settings
from rules import calendar_change, clocks
from rules.calendar import SpecialDay, WorkCalendar
from rules.calendar_change import Told, Verdict
from rules.calendar_notice import Notice, NoticeDay
from rules.clock_kinds import ClockKind, Unit
from rules.clocks import ClockFacts, ClockTerms, Due, Span

AnySession = Session | scoped_session[Session]
# The list from before looks at so many clocks for one page, so that it costs the same however many are open.
LOOKED_AT = 2000
_proposer, _decider = aliased(Staff), aliased(Staff)


@dataclass(frozen=True)
class ChangeFile:
    """One notice as its page shows it; `proposer` and `decider` are "" for what the service or an operator loaded."""

    id: int
    version: int | None
    year: int
    is_whole_year: bool
    notice: str
    state: str
    proposed_by: int | None
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    decision_words: str
    days: tuple[NoticeDay, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a second person has still to decide."""
        return self.decided_at is None

    @property
    def moves_clocks(self) -> bool:
        """Whether it is in force, or may come to be."""
        return self.is_open or self.version is not None

    @property
    def as_notice(self) -> Notice:
        return Notice(self.year, self.notice, self.days, self.is_whole_year)


@dataclass(frozen=True)
class ClockMove:
    """One clock in a list from before or after: what it said, what it says then, and what becomes of it."""

    number: str
    department: str
    kind: ClockKind
    before: date
    was_provisional: bool
    after: date
    provisional: bool
    verdict: Verdict

    @property
    def is_kept(self) -> bool:
        return self.verdict in (Verdict.KEPT_EXPIRED, Verdict.KEPT_TOLD)


@dataclass(frozen=True)
class Preview:
    """What a proposal would do to the clocks that were looked at; `after` is the cursor of what was not."""

    moves: tuple[ClockMove, ...]
    looked_at: int
    after: str | None


def changes(session: AnySession, limit: int = 100) -> list[ChangeFile]:
    """Return the notices without their days: what waits for a decision first, then the newest decision."""
    rows = session.execute(_changes().order_by(CalendarChange.decided_at.is_not(None), CalendarChange.decided_at.desc(),
                                               CalendarChange.id.desc()).limit(limit))
    return [_file(row) for row in rows]


def change(session: AnySession, change_id: int) -> ChangeFile | None:
    """Return one notice with its days, None when there is none."""
    row = session.execute(_changes().where(CalendarChange.id == change_id)).one_or_none()
    if row is None:
        return None
    days = session.execute(select(CalendarDay.on, CalendarDay.is_working, CalendarDay.name)
                           .where(CalendarDay.change_id == change_id).order_by(CalendarDay.on))
    return _file(row, tuple(NoticeDay(*day) for day in days))


def calendar_with(settings: Settings, proposal: Notice) -> WorkCalendar:
    """Return the newest calendar as it would be with the proposal."""
    days = {day.on: None if day.is_working is None else SpecialDay(day.on, day.is_working, day.name, proposal.title)
            for day in proposal.days}
    return settings.calendar_with(
        ChangeRow(settings.calendar.version + 1, proposal.year, proposal.is_whole_year, days))


def preview(session: AnySession, settings: Settings, proposal: Notice, today: date,
            cursor: paging.Cursor | None = None) -> Preview:
    """Return which running clocks would move, and which would but keep their day; a part of all, by last day."""
    calendar = calendar_with(settings, proposal)
    changed = calendar_change.changed_days(settings.calendar, calendar)
    if changed is None:
        return Preview((), 0, None)
    statement = _clocks().where(
        Clock.stopped_at.is_(None), Clock.due_on >= changed.first, Clock.start_on < changed.last)
    order = paging.Order(Clock.due_on.expression, Clock.id.expression)
    page = paging.read_page(session, statement, order, cursor, lambda row: row, LOOKED_AT)
    moves = [_would(row, clocks.due(facts, calendar), today) for row, facts in _with_facts(session, page.rows)
             # What another version would say already is no matter of this proposal.
             if clocks.due(facts, calendar) != clocks.due(facts, settings.calendar)]
    return Preview(tuple(move for move in moves if move.verdict is not Verdict.SAME), len(page.rows), page.after)


def moved(session: AnySession, version: int, cursor: paging.Cursor | None) -> paging.Page[ClockMove]:
    """Return the clocks that a version in force moved, the newest reading first."""
    later, newer = aliased(ClockReading), aliased(ClockReading)
    following = (select(func.min(later.id)).where(later.clock_id == ClockReading.clock_id, later.id > ClockReading.id)
                 .scalar_subquery())
    new = {name: func.coalesce(getattr(newer, name), getattr(Clock, name)).label(f"new_{name}")
           for name in ("due_on", "provisional", "calendar_version")}
    statement = (
        select(Case.number, Department.name.label("department"), Clock.kind, ClockReading.due_on,
               ClockReading.provisional, *new.values())
        .select_from(ClockReading).join(Clock, Clock.id == ClockReading.clock_id)
        .join(Case, Case.id == Clock.case_id).outerjoin(Department, Department.id == Case.department_id)
        .outerjoin(newer, newer.id == following)
        .where(ClockReading.cause == CALENDAR_CAUSE, ClockReading.calendar_version < version,
               new["calendar_version"].element == version))
    order = paging.Order(ClockReading.replaced_at.expression, ClockReading.id.expression, newest_first=True)
    return paging.read_page(session, statement, order, cursor, _did)


def _changes() -> paging.AnySelect:
    return (
        select(CalendarChange, _proposer.name.label("proposer"), _decider.name.label("decider"))
        .outerjoin(_proposer, _proposer.id == CalendarChange.proposed_by)
        .outerjoin(_decider, _decider.id == CalendarChange.decided_by))


def _file(row: AnyRow, days: tuple[NoticeDay, ...] = ()) -> ChangeFile:
    one: CalendarChange = row.CalendarChange
    return ChangeFile(one.id, one.version, one.year, one.is_whole_year, one.notice, one.state, one.proposed_by,
                      row.proposer or "", one.proposed_at, row.decider or "", one.decided_at, one.decision_words, days)


def _clocks() -> paging.AnySelect:
    return (
        select(Clock.id, Clock.kind, Clock.start_on, Clock.started_at, Clock.length, Clock.unit, Clock.extension,
               Clock.stated_on, Clock.due_on, Clock.provisional, Case.number, Department.name.label("department"))
        .join(Case, Case.id == Clock.case_id).outerjoin(Department, Department.id == Case.department_id))


def _with_facts(session: AnySession, rows: Sequence[AnyRow]) -> Iterable[tuple[AnyRow, ClockFacts]]:
    """Yield each clock with what its last day follows from; a pause that runs is taken to its latest end."""
    spans: dict[int, list[tuple[date, Span]]] = defaultdict(list)
    for row in session.execute(
            select(ClockPause.clock_id, ClockPause.from_on, ClockPause.to_on, ClockPause.limit_on)
            .where(ClockPause.clock_id.in_([row.id for row in rows]), ClockPause.state.in_(("granted", "ended")))
            .order_by(ClockPause.from_on, ClockPause.id)):
        spans[row.clock_id].append((row.from_on, Span(row.from_on, row.to_on or row.limit_on)))
    for one in rows:
        pauses = tuple(span for from_on, span in spans[one.id] if from_on >= one.start_on)
        yield one, ClockFacts(ClockTerms(ClockKind(one.kind), one.length, Unit(one.unit)), one.start_on, one.extension,
                              pauses, one.started_at, one.stated_on)


def _would(row: Any, due: Due, today: date) -> ClockMove:
    verdict = calendar_change.decide(Told(row.due_on, row.provisional), due, today)
    return ClockMove(row.number, row.department or "", ClockKind(row.kind), row.due_on, row.provisional, due.on,
                     due.provisional, verdict)


def _did(row: Any) -> ClockMove:
    verdict = Verdict.CONFIRMED if row.due_on == row.new_due_on else Verdict.MOVES
    return ClockMove(row.number, row.department or "", ClockKind(row.kind), row.due_on, row.provisional,
                     row.new_due_on, row.new_provisional, verdict)
