"""Climbing: what the sweep does with clocks whose next rung has come. Rungs, record and tellings in one transaction.

Everything is read and written for a whole batch at once; a case costs a few rows, not a few statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from models.assignment import Assignment
from models.case import Case, Letter
from models.clock import Clock
from models.event import CaseEvent
from models.rung import Rung
from models.types import table_of
from rules import ladder, numbering, permissions
from rules.audience import Holding
from rules.ladder import ACTS, Planned, RungName
from rules.machines import is_possible
from rules.permissions import CaseFacts
from rules.vocabulary import CaseKind, Category, State
from services import clocks, events, locking, planning, tellings
from services.planning import Planner
from services.work import Work

BATCH = 100

_case, _clock, _letter = table_of(Case), table_of(Clock), table_of(Letter)
_rung, _assignment = table_of(Rung), table_of(Assignment)
_RUNG = insert(_rung).returning(_rung.c.id, _rung.c.clock_id, _rung.c.rung, _rung.c.of_on)
_EVENT = insert(table_of(CaseEvent))
_CHAIN = update(_case).where(_case.c.id == bindparam("case_id")).values(
    chain_head=bindparam("head"), chain_length=bindparam("events"))
_NEXT = update(_clock).where(_clock.c.id == bindparam("clock_id")).values(next_action_at=bindparam("at"))
_DUE = (
    select(_clock, _case.c.number.label("case_number"), _case.c.kind.label("kind_of_case"), _case.c.state,
           _case.c.department_id, _case.c.chain_head, _case.c.chain_length, _letter.c.category,
           _assignment.c.handler_id)
    .join(_case, _case.c.id == _clock.c.case_id).outerjoin(_letter, _letter.c.case_id == _case.c.id)
    .outerjoin(_assignment, (_assignment.c.case_id == _case.c.id) & _assignment.c.ended_at.is_(None))
    .where(_clock.c.case_id.in_(bindparam("cases", expanding=True)), _clock.c.next_action_at <= bindparam("now"))
    .order_by(_clock.c.case_id, _clock.c.id))


@dataclass(frozen=True)
class Climbed:
    """What one batch did: cases looked at, rungs recorded."""

    cases: int
    rungs: int


@dataclass(frozen=True)
class _Step:
    """A clock that has reached rungs: `told` are the people who hear of the highest one, all whom any concerns."""

    row: Any
    reached: Sequence[Planned]
    told: tuple[int, ...]


def climb(work: Work, batch: int = BATCH) -> Climbed:
    """Record every rung that has been reached on a batch of cases, and tell people of the highest of each clock.

    The cases are locked first and their clocks read again under the lock, so that of two sweeps, or of a sweep and an
    answer, one comes after the other. A clock with nothing to do gets the instant of its next look.
    """
    work.session.flush()  # what this unit of work has changed before is read by statements that do not look for it
    case_ids = locking.claim_due_cases(work.session, work.now, batch)
    if not case_ids:
        return Climbed(0, 0)
    rows = work.session.connection().execute(_DUE, {"cases": case_ids, "now": work.now}).all()
    done = planning.done(work, [row.id for row in rows])
    looks: list[dict[str, Any]] = []
    planner, settings = Planner(work), work.settings
    pending: list[tuple[Any, list[Planned]]] = []
    for row, facts in clocks.facts_of_rows(work, rows):
        due = clocks.stored_due(row)
        calendar = settings.calendar_at(row.calendar_version)
        planned = planner.plan(facts, due, calendar)
        reached = ladder.reached(planned, done[row.id], work.now)
        pending.append((row, reached))
        done[row.id].update(one.key for one in reached)
        looks.append({"clock_id": row.id, "at": planner.next_look(facts, due, calendar, done[row.id], planned)})
    steps = _told(work, [(row, reached) for row, reached in pending if reached and _is_open(row)])
    _record(work, steps)
    if looks:
        # In the order of their ids, as whoever else changes several clocks at once.
        work.session.connection().execute(_NEXT, sorted(looks, key=lambda look: look["clock_id"]))
    return Climbed(len(case_ids), sum(len(step.reached) for step in steps))


def _is_open(row: Any) -> bool:
    """Tell whether the case can still be urged; a clock that outlived its case is only laid to rest."""
    return is_possible(row.kind_of_case, row.state, ACTS[RungName.URGE])


def _told(work: Work, pending: Sequence[tuple[Any, Sequence[Planned]]]) -> list[_Step]:
    people = tellings.directory(work, {row.department_id for row, _ in pending if row.department_id is not None})
    return [_Step(row, reached, people.told({who for one in reached for who in one.step.audience}, _holding(row)))
            for row, reached in pending]


def _holding(row: Any) -> Holding:
    category = Category(row.category) if row.category else None
    return Holding(row.department_id, row.handler_id, State(row.state), category, CaseKind(row.kind_of_case))


def _record(work: Work, steps: Sequence[_Step]) -> None:
    """Store the rungs, their events on the chains of their cases, and who is told."""
    if not steps:
        return
    connection, chains = work.session.connection(), _Chains(work)
    numbers = _order_numbers(work, sum(one.step.rung is RungName.SUPERVISE for step in steps for one in step.reached))
    rungs: list[dict[str, object]] = []
    told: dict[tuple[int, str, date], tuple[int, ...]] = {}
    for step in steps:
        top = ladder.highest(step.reached)
        for one in step.reached:
            hearers = step.told if one is top else ()
            number = next(numbers) if one.step.rung is RungName.SUPERVISE else None
            rungs.append(_rung_row(work, step.row, one, number))
            chains.append(step.row, one, hearers)
            if hearers:
                told[step.row.id, *one.key] = hearers
    stored = connection.execute(_RUNG, rungs)
    ids = {(row.clock_id, row.rung, row.of_on): row.id for row in stored}
    connection.execute(_EVENT, chains.rows)
    connection.execute(_CHAIN, chains.heads())
    # The notices come last: their rows are what two sweeps may have to wait for.
    tellings.tell(work, {ids[key]: hearers for key, hearers in told.items()})


def _order_numbers(work: Work, count: int) -> Iterator[str]:
    year = work.today.year
    serials = locking.next_serials(work.session, f"{numbering.ORDER_SERIES}{year}", count) if count else ()
    return iter([numbering.order_number(year, serial) for serial in serials])


def _rung_row(work: Work, row: Any, one: Planned, number: str | None) -> dict[str, object]:
    return {"clock_id": row.id, "case_id": row.case_id, "department_id": row.department_id,
            "rung": one.step.rung.value, "of_on": one.of_on, "reached_at": one.at, "recorded_at": work.now,
            "raised_by": work.actor.slug, "number": number, "words": ""}


class _Chains:
    """The events of a batch, each joined to the chain of its case."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._heads: dict[int, tuple[str, int]] = {}
        self.rows: list[events.EventRow] = []

    def append(self, row: Any, one: Planned, told: tuple[int, ...]) -> None:
        """Add the event of a rung."""
        act = ACTS[one.step.rung]
        permissions.require(self._work.actor, act, CaseFacts(row.department_id, kind=CaseKind(row.kind_of_case)))
        head, length = self._heads.get(row.case_id, (row.chain_head, row.chain_length))
        event = events.prepare(self._work, row.case_number, head, act.value,
                               payload(row.id, one.step.rung, one.of_on, told), None)
        self.rows.append(event | {"case_id": row.case_id})
        self._heads[row.case_id] = str(event["mac"]), length + 1

    def heads(self) -> list[dict[str, object]]:
        """Return the new heads of the chains, as rows of `_CHAIN`."""
        return [{"case_id": case_id, "head": head, "events": length}
                for case_id, (head, length) in self._heads.items()]


def payload(clock_id: int, rung: RungName, of_on: date, told: Iterable[int]) -> Mapping[str, object]:
    """Return what the record keeps of a rung: the clock, the rung, its day, and who was told."""
    return {"clock": clock_id, "rung": rung.value, "of": of_on.isoformat(), "told": list(told)}
