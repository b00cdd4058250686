"""The days that somebody has set for letters of a list: the superior's, and earlier ones of the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.clock import Clock
from rules.clock_kinds import ClockKind

SHORT_LABELS: dict[str, str] = {ClockKind.FOREIGN_DEADLINE.value: "上级时限", ClockKind.INTERNAL_DATE.value: "内部时限"}


@dataclass(frozen=True)
class StatedDay:
    """One day beside the promised one; `is_near` when it is today or past."""

    label: str
    on: date
    is_near: bool


def of_cases(session: Session | scoped_session[Session], case_ids: Collection[int],
             today: date) -> dict[int, list[StatedDay]]:
    """Return the stated days of these cases that still hold, the earliest first."""
    found: dict[int, list[StatedDay]] = defaultdict(list)
    for row in session.execute(
            select(Clock.case_id, Clock.kind, Clock.due_on)
            .where(Clock.case_id.in_(case_ids), Clock.stopped_at.is_(None), Clock.kind.in_(SHORT_LABELS))
            .order_by(Clock.due_on, Clock.id)):
        found[row.case_id].append(StatedDay(SHORT_LABELS[row.kind], row.due_on, row.due_on <= today))
    return found
