"""Figures for those who run the service. Every one is read from an index or a single row: none grows with history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case, Counter
from models.clock import Clock
from models.event import CaseEvent
from models.heartbeat import Heartbeat
from models.notice import Notice, OutboxChannel
from models.publication import Revision
from queries import file_states
from queries.file_states import FileFigures
from rules import operations as rules
from rules.operations import Alarms
from rules.vocabulary import OPEN_STATES, CaseKind

AnySession = Session | scoped_session[Session]
BACKUP_BEAT = "backup"
# How many counts the last check found to differ, as a row of the table of numbers that change.
DIFFERING_COUNTS = "counts differing"
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
    differing_counts: int


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
        oldest_notice_at=session.scalar(select(func.min(Notice.next_attempt_at)).where(Notice.state == "owed")),
        oldest_unrouted_at=session.scalar(select(func.min(Case.received_at)).where(
            Case.kind == CaseKind.LETTER.value, Case.state == "received")),
        running_clocks=session.scalar(running) or 0,
        overdue_clocks=session.scalar(running.where(Clock.due_on < today)) or 0,
        last_event=session.scalar(select(func.max(CaseEvent.seq))) or 0,
        differing_counts=differing_counts(session))


def differing_counts(session: AnySession) -> int:
    """Return how many counts the last nightly check found that are not what the events give."""
    return session.scalar(select(Revision.value).where(Revision.name == DIFFERING_COUNTS)) or 0


@dataclass(frozen=True)
class PeriodicJob:
    """A job of the timetable: when it ran last, how often it is due, and whether it is late."""

    name: str
    beat_at: datetime
    every_s: int
    is_late: bool


@dataclass(frozen=True)
class Overview:
    """What the people who run the service look at first. `backed_up_at` is None when there never was a backup.

    `held` is a channel whose messages are held back, `resting` those whose server does not work.
    """

    jobs: tuple[PeriodicJob, ...]
    backed_up_at: datetime | None
    held: OutboxChannel | None
    resting: tuple[OutboxChannel, ...]
    alarms: Alarms
    files: FileFigures


def overview(session: AnySession, now: datetime) -> Overview:
    """Return the periodic jobs, the last backup, whether mail is held, and what is to be alarmed about."""
    rows = session.execute(select(Heartbeat.name, Heartbeat.beat_at, Heartbeat.every_s).order_by(Heartbeat.name)).all()
    jobs = tuple(PeriodicJob(row.name, row.beat_at, row.every_s,
                             rules.is_late((now - row.beat_at).total_seconds(), row.every_s))
                 for row in rows if row.every_s is not None)
    channels = session.scalars(select(OutboxChannel).order_by(OutboxChannel.name)).all()
    held = next((channel for channel in channels if channel.paused_at is not None), None)
    oldest = session.scalar(select(func.min(Notice.next_attempt_at)).where(Notice.state == "owed"))
    waits_s = max(0, round((now - oldest).total_seconds())) if oldest else 0
    stored = file_states.figures(session)
    return Overview(
        jobs, next((row.beat_at for row in rows if row.name == BACKUP_BEAT), None), held,
        tuple(channel for channel in channels if channel.fault_since is not None),
        rules.alarms(waits_s, [job.name for job in jobs if job.is_late], mail_held=held is not None,
                     damaged=stored.damaged, differing=differing_counts(session)), stored)
