"""Verifying time limits: the clocks of a case's answer must be what its events give, to the last day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from models.case import Case
from models.clock import Clock
from rules import clock_record, clocks
from rules.clock_record import Happened, Recorded
from rules.localtime import local_date
from rules.transitions import Act
from services.work import Work

# Many letters of one day have the same clocks; each kind of fate is kept once, and counted once.
Fate = tuple[Recorded, ...]
BATCH = 1_000
MALFORMED = (KeyError, IndexError, TypeError, ValueError)


class ClockReplay:
    """Follows the clocks of every case through its events, then compares them with the rows.

    A case whose first event does not say which clock it started was registered before events did; it is passed over.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._fates: dict[int, Fate] = {}
        self._shared: dict[Fate, Fate] = {}
        self._due: dict[Recorded, date] = {}

    def follow(self, case_id: int, act: str, effective_at: str, payload: str) -> str | None:
        """Take one event, its instant in ISO form; return what is wrong with it, None when nothing is."""
        if act not in clock_record.ACTS:
            return None
        facts = json.loads(payload)
        if act not in clock_record.STARTING and case_id not in self._fates:
            return None
        if act in clock_record.STARTING and "clock" not in facts:
            return None
        on = local_date(datetime.fromisoformat(effective_at))
        try:
            fate = clock_record.after(self._fates.get(case_id, ()), Happened(Act(act), on, facts))
        except MALFORMED:
            return f"{act} does not say what it did to the clock"
        self._fates[case_id] = self._shared.setdefault(fate, fate)
        return None

    def first_difference(self) -> tuple[int, str] | None:
        """Return the first case whose clocks are not what its events say, with what differs, else None."""
        for case_id, rows in groupby(self._rows(), key=lambda row: row.case_id):
            fault = self._compare(self._fates.get(case_id), [row for row in rows if row.id is not None])
            if fault is not None:
                return case_id, fault
        return None

    def _rows(self) -> Iterator[Any]:
        """Return the answer's clocks of every case, in the order of the cases; a case without one has an empty row."""
        columns = (Case.id.label("case_id"), Clock.id, Clock.kind, Clock.extension, Clock.due_on, Clock.stopped_at)
        yield from self._work.session.execute(
            select(*columns).outerjoin(Clock, (Clock.case_id == Case.id) & Clock.is_answer)
            .order_by(Case.id, Clock.id).execution_options(yield_per=BATCH))

    def _compare(self, fate: Fate | None, rows: list[Any]) -> str | None:
        if fate is None:
            return None
        if [row.kind for row in rows] != [one.kind.value for one in fate]:
            return "its clocks are of other kinds than its events say"
        for row, one in zip(rows, fate, strict=True):
            if row.extension != one.facts.extension:
                return f"the extension of {row.kind} is not what its events say"
            if (row.stopped_at is not None) != one.is_stopped:
                return f"{row.kind} {'runs' if row.stopped_at is None else 'has stopped'}, which its events do not say"
            if row.due_on != self._due_on(one):
                return f"{row.kind} is due on {row.due_on}, by its events on {self._due_on(one)}"
        return None

    def _due_on(self, one: Recorded) -> date:
        if one not in self._due:
            self._due[one] = clocks.due(one.facts, self._work.settings.calendar_at(one.version)).on
        return self._due[one]
