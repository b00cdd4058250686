"""What changes rarely and is asked for by every letter: mailboxes, clock terms, calendar, router. Kept per process.

One row is read per unit of work, the revision of the settings; all else is read again only when it has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session, scoped_session

from models.calendar import CalendarChange, CalendarDay
from models.clock import ClockTerm
from models.department import Department, Mailbox
from models.publication import Revision
from models.rung import LadderTerm
from rules import ladder
from rules.accused import UnitNames
from rules.calendar import SpecialDay, WorkCalendar
from rules.clock_kinds import Unit
from rules.clocks import LETTER_TERMS, ClockTerms
from rules.ladder import Step
from rules.routing import Router, UnitFacts
from rules.vocabulary import Category

AnySession = Session | scoped_session[Session]
SETTINGS_REVISION = "settings"
SEEN = "settings seen"
_REVISION = select(Revision.value).where(Revision.name == bindparam("name"))


@dataclass(frozen=True)
class TermRow:
    """One row of the clock_term table: a mailbox's own term, or the county's for None."""

    mailbox_id: int | None
    category: str
    length: int
    unit: str
    valid_from: date


@dataclass(frozen=True)
class ChangeRow:
    """One calendar notice in force, with its days; None for a day that it gives back to its weekday."""

    version: int
    year: int
    is_whole_year: bool
    days: Mapping[date, SpecialDay | None]


@dataclass(frozen=True)
class Settings:
    """The settings of one revision. `mailboxes` are the open ones, by slug; "" is the county leader's.

    `unit_names` finds units in texts, also those that have ended.
    """

    revision: int
    mailboxes: Mapping[str, int]
    changes: tuple[ChangeRow, ...]
    terms: tuple[TermRow, ...]
    rungs: tuple[tuple[str, int, bool, date], ...]
    units: tuple[tuple[date, date | None, UnitFacts], ...]
    unit_names: UnitNames
    _calendars: dict[int, WorkCalendar] = field(default_factory=dict)
    _routers: dict[tuple[int, ...], Router] = field(default_factory=dict)

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the newest version."""
        return self.calendar_at(self.changes[-1].version if self.changes else 0)

    def calendar_at(self, version: int) -> WorkCalendar:
        """Return the calendar as it was in force at a version; it never changes, so each is made once."""
        if version not in self._calendars:
            special: dict[date, SpecialDay] = {}
            years: set[int] = set()
            for change in self.changes:
                if change.version <= version:
                    _apply(change, special, years)
            self._calendars[version] = WorkCalendar(special, frozenset(years), version)
        return self._calendars[version]

    def calendar_with(self, change: ChangeRow) -> WorkCalendar:
        """Return the newest calendar as it would be with one more change, under that change's version."""
        special, years = dict(self.calendar.special), set(self.calendar.years)
        _apply(change, special, years)
        return WorkCalendar(special, frozenset(years), change.version)

    def ladder_steps(self, on: date) -> tuple[Step, ...]:
        """Return the ladder as the county has set it on the day."""
        return ladder.configured((rung, offset, active) for rung, offset, active, since in self.rungs if since <= on)

    def letter_terms(self, mailbox_id: int, category: Category, on: date) -> ClockTerms | None:
        """Return how long a letter of this category to this mailbox has, as in force on the day; None for praise.

        A mailbox's own row beats the county's, a newer one an older one; without rows the defaults hold.
        """
        default = LETTER_TERMS.get(category)
        if default is None:
            return None
        fitting = [row for row in self.terms if row.category == category and row.valid_from <= on
                   and row.mailbox_id in (None, mailbox_id)]
        if not fitting:
            return default
        # Sorting is stable: of two rows of one day the one added later is in force.
        row = sorted(fitting, key=lambda row: (row.mailbox_id is not None, row.valid_from))[-1]
        return ClockTerms(default.kind, row.length, Unit(row.unit))

    def router(self, today: date) -> Router:
        """Return the router over the departments that exist on the day; built once for the same departments."""
        units = [unit for start, end, unit in self.units if start <= today and (end is None or end >= today)]
        there = tuple(unit.id for unit in units)
        if there not in self._routers:
            self._routers.clear()
            self._routers[there] = Router(units)
        return self._routers[there]


_kept: WeakKeyDictionary[Engine, Settings] = WeakKeyDictionary()


def read(session: AnySession) -> Settings:
    """Return the settings in force in this transaction; the revision is asked for once in it."""
    connection = session.connection()
    seen: tuple[object, Settings] | None = session.info.get(SEEN)
    if seen is not None and seen[0] is connection.get_transaction():
        return seen[1]
    revision = connection.execute(_REVISION, {"name": SETTINGS_REVISION}).scalar() or 0
    kept = _kept.get(connection.engine)
    if kept is None or kept.revision != revision:
        kept = _load(session, revision)
        _kept[connection.engine] = kept
    session.info[SEEN] = (connection.get_transaction(), kept)
    return kept


def forget(session: AnySession) -> None:
    """Let the settings be read again in this transaction, which has just changed them."""
    session.info.pop(SEEN, None)


def _load(session: AnySession, revision: int) -> Settings:
    mailboxes = session.execute(select(Mailbox.slug, Mailbox.id, Mailbox.is_county_leader).where(Mailbox.is_open))
    by_slug = {slug: row.id for row in mailboxes for slug in ([row.slug, ""] if row.is_county_leader else [row.slug])}
    terms = session.execute(select(ClockTerm.mailbox_id, ClockTerm.category, ClockTerm.length, ClockTerm.unit,
                                   ClockTerm.valid_from).order_by(ClockTerm.id))
    departments = session.scalars(select(Department).order_by(Department.id)).all()
    units = tuple((unit.valid_from, unit.valid_until,
                   UnitFacts(unit.id, unit.name, unit.kind, unit.duties, tuple(unit.keywords.split("\n"))))
                  for unit in departments)
    return Settings(
        revision=revision, mailboxes=by_slug,
        changes=_changes(session), terms=tuple(TermRow(*row) for row in terms),
        rungs=tuple((row.rung, row.offset, row.is_active, row.valid_from) for row in session.execute(
            select(LadderTerm.rung, LadderTerm.offset, LadderTerm.is_active, LadderTerm.valid_from)
            .order_by(LadderTerm.valid_from, LadderTerm.id))),
        units=units, unit_names=UnitNames([unit for _, _, unit in units],
                                          {unit.id: unit.successor_id for unit in departments}))


def _changes(session: AnySession) -> tuple[ChangeRow, ...]:
    days: dict[int, dict[date, SpecialDay | None]] = {}
    for change_id, on, is_working, name, notice in session.execute(
            select(CalendarDay.change_id, CalendarDay.on, CalendarDay.is_working, CalendarDay.name,
                   CalendarChange.notice).join(CalendarChange, CalendarChange.id == CalendarDay.change_id)
            .where(CalendarChange.version.is_not(None))):
        days.setdefault(change_id, {})[on] = None if is_working is None else SpecialDay(on, is_working, name, notice)
    rows = session.execute(
        select(CalendarChange.id, CalendarChange.version, CalendarChange.year, CalendarChange.is_whole_year)
        .where(CalendarChange.version.is_not(None)).order_by(CalendarChange.version))
    return tuple(ChangeRow(version or 0, year, whole, days.get(change_id, {}))
                 for change_id, version, year, whole in rows)


def _apply(change: ChangeRow, special: dict[date, SpecialDay], years: set[int]) -> None:
    """Lay one notice over the days before it: that of a whole year takes back all that was said of the year."""
    if change.is_whole_year:
        years.add(change.year)
        for day in [day for day in special if day.year == change.year]:
            del special[day]
    for day, said in change.days.items():
        if said is None:
            special.pop(day, None)
        else:
            special[day] = said
