"""Figures for those who run the service. Every one is read from an index or a single row: none grows with history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case, Counter
from models.clock import Clock
from models.event import CaseEvent
from models.notice import Notice
from rules.vocabulary import OPEN_STATES

AnySession = Session | scoped_session[Session]
UNSENT = ("owed", "held", "failed")


@dataclass(frozen=True)
class Figures:
    """What is in hand now. `letters` and `notices` count by state, only what is not done; `numbered` by series."""

    letters: dict[str, int]
    numbered: dict[str, int]
    notices: dict[str, int]
    oldest_notice_at: datetime | None
    oldest_unrouted_at: datetime | None
    running_clocks: int
    overdue_clocks: int
    last_event: int


def read(session: AnySession, today: date) -> Figures:
    """Return the figures as of the calendar day `today`."""
    states = [state.value for state in OPEN_STATES]
    letters = session.execute(
        select(Case.state, func.count()).where(Case.state.in_(states)).group_by(Case.state))
    notices = session.execute(
        select(Notice.state, func.count()).where(Notice.state != "sent", Notice.state.in_(UNSENT))
        .group_by(Notice.state))
    running = select(func.count()).select_from(Clock).where(Clock.stopped_at.is_(None))
    return Figures(
        letters=dict.fromkeys(sorted(states), 0) | {row[0]: row[1] for row in letters},
        numbered={row.series: row.value for row in session.execute(select(Counter.series, Counter.value))},
        notices=dict.fromkeys(UNSENT, 0) | {row[0]: row[1] for row in notices},
        oldest_notice_at=session.scalar(select(func.min(Notice.owed_at)).where(Notice.state == "owed")),
        oldest_unrouted_at=session.scalar(select(func.min(Case.received_at)).where(Case.state == "received")),
        running_clocks=session.scalar(running) or 0,
        overdue_clocks=session.scalar(running.where(Clock.due_on < today)) or 0,
        last_event=session.scalar(select(func.max(CaseEvent.seq))) or 0)
