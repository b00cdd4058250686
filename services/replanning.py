"""Planning anew when the sweep looks at running clocks: after the county has set its ladder, and as a check."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from models.clock import Clock
from models.types import table_of
from services import clocks, planning
from services.planning import Planner
from services.work import Work

BATCH = 500
REPLAN_JOB = "workers.deadlines.replan"
_clock = table_of(Clock)
# Only what is still as it was read: whoever has moved the clock meanwhile has planned it too.
_MOVE = update(_clock).where(
    _clock.c.id == bindparam("clock_id"), _clock.c.stopped_at.is_(None),
    _clock.c.next_action_at.is_not_distinct_from(bindparam("was"))).values(next_action_at=bindparam("at"))


def replan(work: Work, after_id: int, limit: int = BATCH) -> int | None:
    """Plan the running clocks after this one anew; return the last of them, None when there are no more.

    Also finds a clock that nobody planned, as one that ran before there was a ladder.
    """
    rows = work.session.execute(
        select(_clock).where(_clock.c.id > after_id, _clock.c.stopped_at.is_(None)).order_by(_clock.c.id)
        .limit(limit)).all()
    done = planning.done(work, [row.id for row in rows])
    planner, settings, moves = Planner(work), work.settings, []
    for row, facts in clocks.facts_of_rows(work, rows):
        at = planner.next_look(facts, clocks.stored_due(row), settings.calendar_at(row.calendar_version), done[row.id])
        if at != row.next_action_at:
            moves.append({"clock_id": row.id, "was": row.next_action_at, "at": at})
    if moves:
        work.session.connection().execute(_MOVE, moves)
    return rows[-1].id if len(rows) == limit else None
