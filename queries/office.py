"""The letters office's lists: letters that wait for a unit, with suggestions; all letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, literal, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.assignment import Assignment
from models.case import Case, Letter
from models.clock import Clock
from models.department import Department, Mailbox
from models.staff import Staff
from queries import desk, paging, visibility
from queries.desk import Deadline, LetterRow
from queries.paging import AnyRow, AnySelect
from rules import accused
from rules.accused import Matter, UnitNames
from rules.calendar import WorkCalendar
from rules.routing import Router, RoutingDecision
from rules.vocabulary import OPEN_STATES, WITH_OFFICE_STATES, Category, State

AnySession = Session | scoped_session[Session]
WORDS_SHOWN = 4


@dataclass(frozen=True)
class Unit:
    """A department that a letter may be given to."""

    id: int
    name: str


@dataclass(frozen=True)
class Returned:
    """How a letter came back: from whom, why, and whom that unit proposed."""

    department: str
    reason: str
    proposed: str


@dataclass(frozen=True)
class TriageRow:
    """A letter that waits for a unit. `choices`: units to offer, the likeliest first; `words`: what speaks for it.

    `about` are the units that it is about and must not go to, `mentioned` others that it names; `complained_about` is
    what the writer filled in.
    """

    id: int
    number: str
    title: str
    text: str
    place: str
    state: State
    category: str
    mailbox: str
    received_at: datetime
    deadline: Deadline | None
    returned: Returned | None
    choices: tuple[Unit, ...]
    words: tuple[str, ...]
    about: tuple[str, ...]
    mentioned: tuple[str, ...]
    complained_about: str


@dataclass(frozen=True)
class Units:
    """What is known of the units of today: who takes which matters, their names, and how texts name them."""

    router: Router
    names: Mapping[int, str]
    in_texts: UnitNames


@dataclass(frozen=True)
class OfficeFilters:
    """What the list of all letters is narrowed to; empty values leave it alone."""

    state: State | None = None
    department_id: int | None = None
    overdue: bool = False
    letters: desk.Filters = desk.Filters()


def triage(session: AnySession, cursor: paging.Cursor | None, today: date, calendar: WorkCalendar,
           units: Units) -> paging.Page[TriageRow]:
    """Return a page of the letters that wait for a unit, the oldest first."""
    order = paging.Order(Letter.received_at.expression, Letter.id.expression)
    page = paging.read_page(session, _waiting(), order, cursor, lambda row: row)
    barred = visibility.barred(session, [row.id for row in page.rows])
    rows = tuple(_triage_row(row, today, calendar, units, barred.get(row.id, frozenset())) for row in page.rows)
    return paging.Page(rows, page.after, page.before)


def triage_count(session: AnySession) -> int:
    """Return how many letters wait for a unit."""
    return session.scalar(select(func.count()).select_from(Case).where(Case.state.in_(WITH_OFFICE_STATES))) or 0


def letters(session: AnySession, filters: OfficeFilters, cursor: paging.Cursor | None, today: date,
            calendar: WorkCalendar) -> paging.Page[LetterRow]:
    """Return a page of all letters, the newest first."""
    statement = (
        select(*desk.COLUMNS, Staff.name.label("handler"), Department.name.label("department"))
        .join(Mailbox, Mailbox.id == Letter.mailbox_id)
        .outerjoin(Department, Department.id == Letter.department_id)
        .outerjoin(Clock, desk.last_clock())
        .outerjoin(Assignment, and_(Assignment.case_id == Letter.id, Assignment.ended_at.is_(None)))
        .outerjoin(Staff, Staff.id == Assignment.handler_id))
    statement = desk.narrowed(_narrowed(statement, filters, today), filters.letters)
    order = paging.Order(Letter.received_at.expression, Letter.id.expression, newest_first=True)
    return paging.read_page(session, statement, order, cursor, lambda row: desk.as_letter_row(row, today, calendar))


def _waiting() -> AnySelect:
    last, other, proposed = aliased(Assignment), aliased(Assignment), aliased(Department)
    newest = select(func.max(other.decision)).where(other.case_id == Letter.id).scalar_subquery()
    return (
        select(Letter.id, Letter.number, Letter.title, Letter.text, Letter.place, Letter.state, Letter.category,
               Letter.complained_about,
               Letter.received_at, Mailbox.name.label("mailbox"), Clock.due_on, Clock.provisional,
               last.department_id.label("returned_by"), last.return_reason, last.proposed_department_id,
               Department.name.label("returned_from"), proposed.name.label("proposed"))
        .join(Mailbox, Mailbox.id == Letter.mailbox_id)
        .outerjoin(Clock, desk.running_clock())
        .outerjoin(last, and_(last.case_id == Letter.id, last.decision == newest))
        .outerjoin(Department, Department.id == last.department_id)
        .outerjoin(proposed, proposed.id == last.proposed_department_id)
        .where(Letter.state.in_(WITH_OFFICE_STATES)))


def _narrowed(statement: AnySelect, filters: OfficeFilters, today: date) -> AnySelect:
    if filters.state is not None:
        statement = statement.where(Letter.state == filters.state)
    if filters.department_id is not None:
        statement = statement.where(Letter.department_id == filters.department_id)
    if filters.overdue:
        statement = statement.where(Letter.state.in_(OPEN_STATES), Clock.due_on < literal(today))
    return statement


def _triage_row(row: AnyRow, today: date, calendar: WorkCalendar, units: Units,
                about: frozenset[int]) -> TriageRow:
    decision = units.router.decide(row.title, row.text, row.place, about | {row.returned_by} - {None})
    matter = Matter(Category(row.category), row.title, row.text, row.complained_about)
    returned = Returned(row.returned_from, row.return_reason, row.proposed or "") if row.return_reason else None
    return TriageRow(
        row.id, row.number, row.title, row.text, row.place, State(row.state), row.category, row.mailbox,
        row.received_at, desk.deadline(row.due_on, row.provisional, None, today, calendar), returned,
        _choices(decision, row.proposed_department_id, units.names, about),
        tuple(dict.fromkeys(reason.word for reason in decision.reasons))[:WORDS_SHOWN],
        _named(units, about), _named(units, accused.mentioned_units(units.in_texts, matter, about)),
        row.complained_about)


def _named(units: Units, ids: Iterable[int]) -> tuple[str, ...]:
    return tuple(units.names[one] for one in sorted(ids) if one in units.names)


def _choices(decision: RoutingDecision, proposed_id: int | None, names: Mapping[int, str],
             about: frozenset[int]) -> tuple[Unit, ...]:
    """Return the units to offer: the one that the returning unit proposed, then the router's, each once.

    Never one that the letter is about.
    """
    ids = dict.fromkeys((proposed_id, decision.unit_id, *decision.runners_up))
    return tuple(Unit(one, names[one]) for one in ids
                 if one is not None and one in names and one not in about)[:3]
