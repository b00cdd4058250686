"""Periods for public comment as the public reads them: lists, one period, the feed, and what else names them.

Only what was released is here. Single comments are in queries/shown_comments.py, figures in queries/comment_counts.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from models.comment import Comment
from models.comment_period import CommentPeriod, DraftPassage, DraftVersion
from models.department import Department
from models.types import table_of
from queries.paging import AnyRow, AnySelect, AnySession, Cursor, Order, Page, read_page
from rules import comment_periods
from rules.comment_periods import Window
from rules.comment_words import (
    DRAFT_KIND_LABELS,
    PUBLIC_PERIOD_LABELS,
    PUBLIC_PERIOD_TONES,
    DraftKind,
    PublicPeriodState,
)
from rules.localtime import local_date
from rules.period_words import CANCELLED_LABEL, PeriodTab, closes_soon, due_words, soon_until
from rules.vocabulary import State

PAGE_ROWS = 20
_period, _comment = table_of(CommentPeriod), table_of(Comment)
_RELEASED = CommentPeriod.released_at.is_not(None)
_LIVE = CommentPeriod.state.not_in((State.CANCELLED, State.RESULTED))
# What the kept pages follow (web/page_cache.py): a comment that comes in is on the page at once.
NEWEST_COMMENT: Select[int] = select(func.max(_comment.c.case_id))
NEWEST_OF_PERIOD: Select[int] = select(func.max(_comment.c.case_id)).where(
    _comment.c.period_id == select(CommentPeriod.case_id).where(CommentPeriod.number == bindparam("number", ""))
    .scalar_subquery())


@dataclass(frozen=True)
class PeriodRow:
    """A released period as lists show it. `state` is where it stands for the public at the instant of reading.

    `due` are the days left in words, "" once there are none; `is_soon` that they are few.
    """

    id: int
    number: str
    title: str
    lead: str
    draft_kind: DraftKind
    department: str
    state: PublicPeriodState
    is_cancelled: bool
    times: Window
    comments: int
    released_at: datetime
    resulted_at: datetime | None
    due: str
    is_soon: bool

    @property
    def opens_on(self) -> date:
        """The day on which it opens, in China."""
        return local_date(self.times.opens_at)

    @property
    def closes_on(self) -> date:
        """The last day on which comments are taken, in China."""
        return comment_periods.last_day(self.times)

    @property
    def resulted_on(self) -> date | None:
        """The day on which it was published what became of the comments, in China."""
        return local_date(self.resulted_at) if self.resulted_at else None

    @property
    def label(self) -> str:
        """The word for where it stands."""
        return CANCELLED_LABEL if self.is_cancelled else PUBLIC_PERIOD_LABELS[self.state]

    @property
    def tone(self) -> str:
        """The shape and colour of that word."""
        return PUBLIC_PERIOD_TONES[self.state]

    @property
    def kind(self) -> str:
        """The kind of draft in words."""
        return DRAFT_KIND_LABELS[self.draft_kind]

    @property
    def is_open(self) -> bool:
        """Whether comments are taken."""
        return self.state is PublicPeriodState.OPEN


@dataclass(frozen=True)
class PeriodPage:
    """A period with what its page says besides; the ways are "" where there is none."""

    row: PeriodRow
    explanation: str
    minimum_length: int | None
    minimum_unit: str | None
    short_reason: str
    cancel_reason: str
    post_address: str
    hall_address: str
    hall_hours: str
    email: str
    phone: str


def listed(session: AnySession, now: datetime, tab: PeriodTab | None, query: str = "", cursor: Cursor | None = None,
           limit: int = PAGE_ROWS) -> Page[PeriodRow]:
    """Return a page of one list, or of all periods: what is open or comes by its closing day, others newest first."""
    comes = tab in (PeriodTab.PLANNED, PeriodTab.OPEN, PeriodTab.CLOSING)
    order = Order(_period.c.closes_on, _period.c.case_id, newest_first=not comes)
    statement = _rows().where(*_holds(query))
    if tab is not None:
        statement = statement.where(_in_tab(tab, now))
    return read_page(session, statement, order, cursor, lambda row: _row(row, now), limit)


def numbers(session: AnySession, now: datetime, query: str = "") -> dict[PeriodTab, int]:
    """Return how many periods each list has."""
    counted = [func.count().filter(_in_tab(tab, now)) for tab in PeriodTab]
    row = session.execute(select(*counted).select_from(CommentPeriod).where(_RELEASED, *_holds(query))).one()
    return dict(zip(PeriodTab, row, strict=True))


def one(session: AnySession, number: str, now: datetime) -> PeriodPage | None:
    """Return a released period by its number."""
    row = session.execute(
        _rows().add_columns(
            CommentPeriod.explanation, CommentPeriod.minimum_length, CommentPeriod.minimum_unit,
            CommentPeriod.short_reason, CommentPeriod.cancel_reason, CommentPeriod.post_address,
            CommentPeriod.hall_address, CommentPeriod.hall_hours, CommentPeriod.email, CommentPeriod.phone)
        .where(CommentPeriod.number == number)).one_or_none()
    if row is None:
        return None
    return PeriodPage(_row(row, now), row.explanation, row.minimum_length, row.minimum_unit, row.short_reason,
                      row.cancel_reason, row.post_address, row.hall_address, row.hall_hours, row.email, row.phone)


def newest(session: AnySession, now: datetime, count: int) -> list[PeriodRow]:
    """Return the periods released last, for the feed."""
    rows = session.execute(_rows().order_by(CommentPeriod.released_at.desc(), CommentPeriod.case_id.desc())
                           .limit(count))
    return [_row(row, now) for row in rows]


def resulted_last(session: AnySession, now: datetime, count: int) -> list[PeriodRow]:
    """Return the periods whose results were published last."""
    rows = session.execute(_rows().where(CommentPeriod.resulted_at.is_not(None))
                           .order_by(CommentPeriod.resulted_at.desc(), CommentPeriod.case_id.desc()).limit(count))
    return [_row(row, now) for row in rows]


def addresses(session: AnySession) -> list[tuple[str, date]]:
    """Return the number of every released period with the day of its last public step, for the map of the site."""
    rows = session.execute(
        select(CommentPeriod.number, func.coalesce(CommentPeriod.resulted_at, CommentPeriod.released_at).label("at"))
        .where(_RELEASED).order_by(CommentPeriod.case_id))
    return [(number, local_date(at)) for number, at in rows]


def _in_tab(tab: PeriodTab, now: datetime) -> ColumnElement[bool]:
    opens_at, closes_at = CommentPeriod.opens_at, CommentPeriod.closes_at
    is_open = and_(_LIVE, opens_at <= now, closes_at >= now)
    found: dict[PeriodTab, ColumnElement[bool]] = {
        PeriodTab.PLANNED: and_(_LIVE, opens_at > now),
        PeriodTab.OPEN: is_open,
        PeriodTab.CLOSING: and_(is_open, closes_at <= soon_until(now)),
        PeriodTab.CLOSED: or_(and_(_LIVE, closes_at < now), CommentPeriod.state == State.CANCELLED),
        PeriodTab.RESULTED: CommentPeriod.state == State.RESULTED}
    return found[tab]


def _holds(query: str) -> Sequence[ColumnElement[bool]]:
    """Return the condition that every word is in the name, the lead or the text in force of a draft."""
    version = (
        select(func.max(DraftVersion.id))
        .where(DraftVersion.period_id == CommentPeriod.case_id, DraftVersion.in_force_at.is_not(None))
        .scalar_subquery())
    return [or_(CommentPeriod.title.contains(word, autoescape=True), CommentPeriod.lead.contains(word, autoescape=True),
                select(DraftPassage.id).where(DraftPassage.version_id == version,
                                              DraftPassage.text.contains(word, autoescape=True)).exists())
            for word in query.split()]


def _rows() -> AnySelect:
    counted = select(func.count()).where(_comment.c.period_id == CommentPeriod.case_id).scalar_subquery()
    return (
        select(CommentPeriod.case_id, CommentPeriod.number, CommentPeriod.title, CommentPeriod.lead,
               CommentPeriod.draft_kind, CommentPeriod.state, CommentPeriod.opens_at, CommentPeriod.closes_at,
               CommentPeriod.released_at, CommentPeriod.resulted_at, Department.name.label("department"),
               counted.label("comments"))
        .join(Department, Department.id == CommentPeriod.department_id).where(_RELEASED))


def _row(row: AnyRow, now: datetime) -> PeriodRow:
    times = Window(row.opens_at, row.closes_at)
    is_cancelled = row.state == State.CANCELLED
    shown = comment_periods.public_state(row.state, times, now)
    state = PublicPeriodState.CLOSED if is_cancelled or shown is None else shown
    return PeriodRow(
        id=row.case_id, number=row.number, title=row.title, lead=row.lead, draft_kind=DraftKind(row.draft_kind),
        department=row.department, is_cancelled=is_cancelled, times=times, comments=row.comments, state=state,
        released_at=row.released_at, resulted_at=row.resulted_at, due=due_words(state, times, local_date(now)),
        is_soon=state is PublicPeriodState.OPEN and closes_soon(times, now))
