"""What a mail to a member of staff says, reminders or the root of a sealed day, read at the moment it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.clock import Clock
from models.department import Department
from models.notice import Notice
from models.rung import Rung, RungTelling
from models.staff import Staff
from queries import (
    annual_notices,
    bulletin_notices,
    conferring_notices,
    digest_notices,
    period_notices,
    sealed_days,
    visibility,
)
from queries.annual_notices import AnnualMessage
from queries.bulletin_notices import BulletinMessage
from queries.conferring_notices import ConferringMessage
from queries.digest_notices import DigestMessage
from queries.paging import AnyRow
from queries.period_notices import PeriodMessage
from queries.sealed_days import SealedView
from rules.actors import Actor, ActorKind, Role
from rules.clock_kinds import CLOCK_LABELS, ClockKind
from rules.ladder import RANKS, RUNG_LABELS, RungName

# A longer mail is not read; the desk has the whole list.
MOST_LINES = 50
# The kind of mail that tells an auditor the root of a sealed day, and how many days it repeats.
DAY_SEALED, REPEATED_DAYS = "day_sealed", 7


@dataclass(frozen=True)
class StaffLine:
    """One case that the person is reminded of: numbers, units and dates, no title and no name (security.md M1)."""

    number: str
    department: str
    kind: str
    rung: RungName
    due_on: date
    due_at: datetime | None
    provisional: bool
    order: str

    @property
    def label(self) -> str:
        """The rung in words, with the number of its order."""
        return f"{RUNG_LABELS[self.rung]}（{self.order}）" if self.order else RUNG_LABELS[self.rung]


@dataclass(frozen=True)
class StaffMessage:
    """One mail: `lines` are the gravest first, `total` counts those left out too.

    What has been done since is not reminded of; `done` counts it.
    """

    kind: str
    recipient: str
    message_id: str
    lines: tuple[StaffLine, ...]
    total: int
    done: int

    @property
    def late(self) -> int:
        """How many of the lines are past their last day."""
        return sum(RANKS[line.rung] >= RANKS[RungName.URGE] for line in self.lines)


@dataclass(frozen=True)
class SealMessage:
    """The root of the newest sealed day for an auditor, with those of the days before it, the newest first."""

    kind: str
    recipient: str
    message_id: str
    days: tuple[SealedView, ...]

    @property
    def newest(self) -> SealedView:
        return self.days[0]


AnyMessage = (StaffMessage | SealMessage | BulletinMessage | DigestMessage | AnnualMessage | ConferringMessage
              | PeriodMessage)


def staff_message(session: Session | scoped_session[Session],
                  notice_id: int) -> AnyMessage | None:
    """Return what a notice tells a member of staff.

    None when there is nobody to write to (any more).
    """
    notice = session.execute(
        select(Notice.kind, Notice.message_id, Staff.email, Staff.id, Staff.role, Staff.department_id)
        .join(Staff, Staff.id == Notice.staff_id)
        .where(Notice.id == notice_id, Staff.is_active, Staff.email.is_not(None))).one_or_none()
    if notice is None:
        return None
    if notice.kind == DAY_SEALED:
        return _seal_message(session, notice)
    if notice.kind in bulletin_notices.KINDS:
        return bulletin_notices.message(session, notice)
    if notice.kind in digest_notices.KINDS:
        return digest_notices.message(session, notice)
    if notice.kind in conferring_notices.KINDS:
        return conferring_notices.message(session, notice)
    if notice.kind in annual_notices.KINDS:
        return annual_notices.message(session, notice)
    if notice.kind == period_notices.PERIOD_CLOSING:
        return period_notices.message(session, notice)
    # What has left the person's reach since they were told, or turned out to be about their unit, is left out.
    reader = Actor(ActorKind.STAFF, notice.id, Role(notice.role), notice.department_id)
    rows = session.execute(
        select(Case.number, Department.name.label("department"), Clock.kind, Clock.due_on, Clock.due_at,
               Clock.provisional, Clock.stopped_at, Rung.rung, Rung.number.label("order"))
        .select_from(RungTelling).join(Rung, Rung.id == RungTelling.rung_id).join(Clock, Clock.id == Rung.clock_id)
        .join(Case, Case.id == Rung.case_id).outerjoin(Department, Department.id == Case.department_id)
        .where(RungTelling.notice_id == notice_id, visibility.visible_to(reader))).all()
    running = map(_line, (row for row in rows if row.stopped_at is None))
    lines = sorted(running, key=lambda line: (-RANKS[line.rung], line.due_on, line.number))
    return StaffMessage(notice.kind, notice.email, notice.message_id, tuple(lines[:MOST_LINES]), len(lines),
                        len(rows) - len(lines))


def _seal_message(session: Session | scoped_session[Session], notice: AnyRow) -> SealMessage | None:
    """Return what an auditor is told of the day that the notice's name ends with."""
    day = date.fromisoformat(notice.message_id.rpartition(".")[2])
    days = tuple(sealed_days.latest(session, REPEATED_DAYS, until=day))
    return SealMessage(notice.kind, notice.email, notice.message_id, days) if days else None


def _line(row: AnyRow) -> StaffLine:
    return StaffLine(row.number, row.department or "", CLOCK_LABELS[ClockKind(row.kind)], RungName(row.rung),
                     row.due_on, row.due_at, row.provisional, row.order or "")
