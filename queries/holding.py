"""Who had a case how long: every department that held it, and the letters office in between (security.md D2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from queries.letter_file import AssignmentRow
from rules.calendar import WorkCalendar
from rules.localtime import local_date

OFFICE = "县信访局"


@dataclass(frozen=True)
class Held:
    """One stay of a case: with whom, from and to which day (None while it lasts), and how many working days."""

    holder: str
    from_on: date
    to_on: date | None
    days: int


def stays(received_at: datetime, ended_at: datetime | None, assignments: Sequence[AssignmentRow], today: date,
          calendar: WorkCalendar) -> tuple[Held, ...]:
    """Return the stays of a case in their order; `assignments` the newest first, as in its file.

    `ended_at` is when the case was answered or ended, None while it is in hand. Days are working days after the first.
    """
    return tuple(_held(*one, ended_at, today, calendar) for one in _pieces(received_at, ended_at, assignments))


def _pieces(received_at: datetime, ended_at: datetime | None,
            assignments: Sequence[AssignmentRow]) -> Iterator[tuple[str, datetime, datetime | None]]:
    free_since: datetime | None = received_at
    for one in reversed(assignments):
        if free_since is not None and local_date(free_since) < local_date(one.assigned_at):
            yield OFFICE, free_since, one.assigned_at
        yield one.department, one.assigned_at, one.ended_at
        free_since = one.ended_at if one.ended_how in ("returned", "recalled") else None
    if free_since is not None and ended_at is None:
        yield OFFICE, free_since, None


def _held(holder: str, start: datetime, end: datetime | None, ended_at: datetime | None, today: date,
          calendar: WorkCalendar) -> Held:
    last = end or ended_at
    from_on, to_on = local_date(start), local_date(last) if last else None
    return Held(holder, from_on, to_on, calendar.working_days_between(from_on, to_on or today))
