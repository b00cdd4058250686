"""What stands in the file of one period for public comment: what is asked, who signed, its files and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.clock import Clock
from models.comment_period import CommentPeriod, DraftPassage, DraftVersion
from models.department import Department
from models.staff import Staff
from queries import letter_file
from queries.desk import Deadline, deadline
from queries.letter_file import EventRow, FileRow
from rules import comment_periods, standing
from rules.calendar import WorkCalendar
from rules.clock_kinds import ClockKind
from rules.comment_periods import Window
from rules.comment_words import DraftKind
from rules.localtime import local_date
from rules.period_offers import Course, Signers
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import CaseKind, State

AnySession = Session | scoped_session[Session]
# Done by the hundred on pages of their own: the page of the period says how many, not each of them.
MANY = (Act.SORT_OPINIONS, Act.DECIDE_ADOPTION, Act.REGISTER_FOR_HEARING)


@dataclass(frozen=True)
class VersionRow:
    """The newest text of the draft: its serial, from 1, and how many passages it has."""

    serial: int
    passages: int
    made_at: datetime
    in_force_at: datetime | None


@dataclass(frozen=True)
class PeriodFile:
    """The file of one period. `version` is the newest text of the draft, None while there is none.

    `signed` has the names of those who drafted, approved and released it, "" for a step that is not done.
    """

    id: int
    number: str
    title: str
    state: State
    draft_kind: DraftKind
    is_about_market: bool
    lead: str
    explanation: str
    opens_on: date
    closes_on: date
    opens_at: datetime
    closes_at: datetime
    minimum_length: int | None
    minimum_unit: str | None
    short_reason: str
    post_address: str
    hall_address: str
    hall_hours: str
    email: str
    phone: str
    department_id: int
    department: str
    received_at: datetime
    released_at: datetime | None
    release_words: str
    result_back_words: str
    resulted_at: datetime | None
    cancel_reason: str
    deadline: Deadline | None
    signers: Signers
    signed: tuple[str, str, str]
    version: VersionRow | None
    files: tuple[FileRow, ...]
    events: tuple[EventRow, ...]
    names: dict[str, str]

    @property
    def facts(self) -> CaseFacts:
        """What a permission depends on."""
        return CaseFacts(self.department_id, kind=CaseKind.COMMENT_PERIOD)

    @property
    def window(self) -> Window:
        """When comments are taken."""
        return Window(self.opens_at, self.closes_at)

    @property
    def closing_words(self) -> str:
        """When it ends, as notices print it."""
        return comment_periods.closing_words(self.window)

    @property
    def course(self) -> Course:
        """The days of its way."""
        return Course(local_date(self.received_at), local_date(self.released_at) if self.released_at else None,
                      self.opens_on, self.closes_on, self.deadline.on if self.deadline else None,
                      local_date(self.resulted_at) if self.resulted_at else None)

    @property
    def standing(self) -> str:
        """How the period stands on this page; an act on it is refused when it stands otherwise by then."""
        return standing.of_request(self.state, [event.act for event in self.events])


_KEPT = ("id", "number", "title", "is_about_market", "lead", "explanation", "opens_on", "closes_on", "opens_at",
         "closes_at", "minimum_length", "minimum_unit", "short_reason", "post_address", "hall_address", "hall_hours",
         "email", "phone", "department_id", "received_at", "released_at", "release_words", "result_back_words",
         "resulted_at", "cancel_reason")


def read(session: AnySession, number: str, today: date, calendar: WorkCalendar) -> PeriodFile | None:
    """Return the file of the period with this number, None when there is none."""
    newest, signed = aliased(Clock), [aliased(Staff) for _ in range(3)]
    clock = select(func.max(newest.id)).where(
        newest.case_id == CommentPeriod.id, newest.kind == ClockKind.COMMENT_FEEDBACK.value)
    steps = (CommentPeriod.release_drafted_by, CommentPeriod.release_approved_by, CommentPeriod.released_by)
    statement = (
        select(CommentPeriod, Department.name.label("department"), Clock.due_on, Clock.provisional,
               *(signer.name for signer in signed))
        .outerjoin(Department, Department.id == CommentPeriod.department_id)
        .outerjoin(Clock, Clock.id == clock.scalar_subquery()))
    for signer, step in zip(signed, steps, strict=True):
        statement = statement.outerjoin(signer, signer.id == step)
    row = session.execute(statement.where(CommentPeriod.number == number)).one_or_none()
    if row is None:
        return None
    one: CommentPeriod = row[0]
    events = letter_file.events_of(session, one.id, without=MANY)
    return PeriodFile(
        **{name: getattr(one, name) for name in _KEPT}, state=State(one.state), draft_kind=DraftKind(one.draft_kind),
        department=row.department or "",
        deadline=deadline(row.due_on, row.provisional, one.resulted_at, today, calendar),
        signers=Signers(one.release_drafted_by, one.release_approved_by, one.result_drafted_by,
                        one.result_approved_by),
        signed=(row[4] or "", row[5] or "", row[6] or ""), version=_newest(session, one.id),
        files=letter_file.files(session, one.id), events=events, names=letter_file.names_in(session, events))


def _newest(session: AnySession, period_id: int) -> VersionRow | None:
    row = session.execute(
        select(DraftVersion.serial, func.count(DraftPassage.id), DraftVersion.made_at, DraftVersion.in_force_at)
        .outerjoin(DraftPassage, DraftPassage.version_id == DraftVersion.id)
        .where(DraftVersion.period_id == period_id)
        .group_by(DraftVersion.id, DraftVersion.serial, DraftVersion.made_at, DraftVersion.in_force_at)
        .order_by(DraftVersion.serial.desc()).limit(1)).one_or_none()
    return None if row is None else VersionRow(*row)
