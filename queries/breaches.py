"""What the security administrator sees of breaches: the list, and one record with what its notices say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.breach import BreachRecord
from rules import breaches
from rules.breaches import BREACH_LABELS, BreachKind

AnySession = Session | scoped_session[Session]
MOST_SHOWN = 100


@dataclass(frozen=True)
class BreachRow:
    """One breach. `tell_by` is the last line for telling the authority, `is_late` whether it has passed untold."""

    id: int
    noticed_at: datetime
    recorded_at: datetime
    kinds: str
    persons: int | None
    cause: str
    harm: str
    measures: str
    advice: str
    told_authority_at: datetime | None
    told_persons_at: datetime | None
    not_telling: str
    closed_at: datetime | None
    tell_by: datetime
    is_late: bool

    @property
    def standing(self) -> str:
        """What is left to do, in words."""
        if self.closed_at is not None:
            return "已经结束"
        if self.told_authority_at is None:
            return "还没有报告网信部门"
        if self.told_persons_at is None and not self.not_telling:
            return "还没有告诉受影响的人"
        return "可以结束"


def rows(session: AnySession, now: datetime) -> list[BreachRow]:
    """Return the breaches, the open ones first, then the newest."""
    found = session.scalars(
        select(BreachRecord).order_by(BreachRecord.closed_at.is_not(None), BreachRecord.id.desc()).limit(MOST_SHOWN))
    return [_row(one, now) for one in found]


def read(session: AnySession, breach_id: int, now: datetime) -> BreachRow | None:
    """Return one breach, None when there is none."""
    found = session.get(BreachRecord, breach_id)
    return None if found is None else _row(found, now)


def _row(one: BreachRecord, now: datetime) -> BreachRow:
    by = breaches.tell_by(one.noticed_at)
    kinds = "、".join(BREACH_LABELS[BreachKind(kind)] for kind in one.kinds.split())
    return BreachRow(
        one.id, one.noticed_at, one.recorded_at, kinds,
        one.persons, one.cause, one.harm, one.measures, one.advice, one.told_authority_at, one.told_persons_at,
        one.not_telling, one.closed_at, by, one.told_authority_at is None and now > by)
