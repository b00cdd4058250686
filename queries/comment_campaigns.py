"""What stands out among the comments of a period: a text that many send, many from one source, many at once.

Facts for people to judge, of every comment that came in whatever its state; nothing follows from them by itself
(security.md C2).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, extract, func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.comment import Comment
from models.types import table_of
from queries import paging
from queries.comment_counts import is_counted
from queries.paging import AnyRow, Cursor, Order, Page
from rules import comment_bursts
from rules.comment_bursts import SHARED_SOURCE, SLOT_S, Burst
from rules.comment_words import Stance
from rules.near_duplicates import CAMPAIGN
from rules.vocabulary import State

AnySession = Session | scoped_session[Session]
# The largest groups are listed; that there are more is said.
MOST_GROUPS = 50
PAGE_ROWS = 50
_case, _comment = table_of(Case), table_of(Comment)
_of_period = _comment.join(_case, _case.c.id == _comment.c.case_id)


@dataclass(frozen=True)
class Group:
    """Comments that have something in common. `number` and `text` are the first one's; `people` have a counted opinion.

    `copied` are those whose text is one that many send, `sources` how many known sources they come from.
    """

    first_id: int
    number: str
    text: str
    count: int
    people: int
    copied: int
    sources: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Rush:
    """A burst with how many of its comments have a text that many send."""

    burst: Burst
    copied: int


@dataclass(frozen=True)
class Campaigns:
    """Everything that stands out in a period; `copied` comments of all have a text that many send."""

    copied: int = 0
    texts: tuple[Group, ...] = ()
    sources: tuple[Group, ...] = ()
    rushes: tuple[Rush, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.texts or self.sources or self.rushes)


@dataclass(frozen=True)
class Member:
    """One comment of a group, with its text as it was sent."""

    number: str
    state: State
    anchor: str
    stance: Stance
    text: str
    shown_name: str
    is_confirmed: bool
    received_at: datetime


def campaigns(session: AnySession, period_id: int, opened_at: datetime, until: datetime) -> Campaigns:
    """Return what stands out in a period that opened at `opened_at`; `until` is now, or its end."""
    return Campaigns(
        copied(session, period_id), texts(session, period_id), sources(session, period_id),
        tuple(Rush(one, _copied_between(session, period_id, one))
              for one in bursts(session, period_id, opened_at, until)))


def copied(session: AnySession, period_id: int) -> int:
    """Return how many comments of a period have a text that many send."""
    return session.scalar(select(func.count()).select_from(_comment).where(
        _comment.c.period_id == period_id, _is_copied(period_id))) or 0


def texts(session: AnySession, period_id: int) -> tuple[Group, ...]:
    """Return the texts that many send, the most sent first."""
    return _groups(session, period_id, _comment.c.alike_id, CAMPAIGN)


def sources(session: AnySession, period_id: int) -> tuple[Group, ...]:
    """Return the sources that many comments come from, the one with the most first."""
    return _groups(session, period_id, _comment.c.source_token, SHARED_SOURCE)


def bursts(session: AnySession, period_id: int, opened_at: datetime, until: datetime) -> tuple[Burst, ...]:
    """Return the stretches of time in which many comments came in at once."""
    seconds = extract("epoch", _case.c.received_at)
    slot = cast((seconds - seconds % SLOT_S) / SLOT_S, Integer)
    rows = session.execute(select(slot, func.count()).select_from(_of_period)
                           .where(_comment.c.period_id == period_id).group_by(slot))
    return comment_bursts.bursts({int(number): count for number, count in rows}, opened_at, until)


def with_text_of(session: AnySession, period_id: int, number: str) -> ColumnElement[bool] | None:
    """Return the condition for the comments whose text is nearly that of one, None without such a one."""
    return _same(session, period_id, number, _comment.c.alike_id)


def from_source_of(session: AnySession, period_id: int, number: str) -> ColumnElement[bool] | None:
    """Return the condition for the comments of the source of one, None without such a one."""
    return _same(session, period_id, number, _comment.c.source_token)


def within(burst: Burst) -> ColumnElement[bool]:
    """Return the condition for the comments of a burst."""
    return and_(_case.c.received_at >= burst.began_at, _case.c.received_at < burst.ended_at)


def alike(session: AnySession, comment_id: int) -> int:
    """Return how many comments have nearly the text of one, itself among them."""
    this = _comment.alias()
    same = this.join(_comment, and_(_comment.c.period_id == this.c.period_id, _comment.c.alike_id == this.c.alike_id))
    return session.scalar(select(func.count()).select_from(same).where(this.c.case_id == comment_id)) or 1


def members(session: AnySession, period_id: int, chosen: ColumnElement[bool], cursor: Cursor | None) -> Page[Member]:
    """Return a page of the chosen comments of a period in the order in which they came."""
    statement = _members().where(_comment.c.period_id == period_id, chosen)
    return paging.read_page(session, statement, Order(_case.c.received_at, _case.c.id), cursor, _member, PAGE_ROWS)


def first_member(session: AnySession, period_id: int, chosen: ColumnElement[bool]) -> Member | None:
    """Return the first of the chosen comments."""
    row = session.execute(_members().where(_comment.c.period_id == period_id, chosen)
                          .order_by(_case.c.id).limit(1)).one_or_none()
    return None if row is None else _member(row)


def _groups(session: AnySession, period_id: int, key: ColumnElement[object], least: int) -> tuple[Group, ...]:
    number, first = func.count(), func.min(_comment.c.case_id)
    rows = session.execute(
        select(first, number, func.count(_comment.c.contact_digest.distinct()).filter(is_counted()),
               func.count().filter(_is_copied(period_id)), func.count(_comment.c.source_token.distinct()),
               func.min(_case.c.received_at), func.max(_case.c.received_at))
        .select_from(_of_period).where(_comment.c.period_id == period_id, key.is_not(None))
        .group_by(key).having(number >= least).order_by(number.desc(), first).limit(MOST_GROUPS)).all()
    named = _first_ones(session, [row[0] for row in rows])
    return tuple(Group(row[0], *named[row[0]], *row[1:]) for row in rows)


def _first_ones(session: AnySession, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(_case.c.id, _case.c.number, _comment.c.text).select_from(_of_period).where(_case.c.id.in_(ids)))
    return {case_id: (number, text) for case_id, number, text in rows}


def _is_copied(period_id: int) -> ColumnElement[bool]:
    other = _comment.alias()
    return _comment.c.alike_id.in_(
        select(other.c.alike_id).where(other.c.period_id == period_id, other.c.alike_id.is_not(None))
        .group_by(other.c.alike_id).having(func.count() >= CAMPAIGN))


def _copied_between(session: AnySession, period_id: int, burst: Burst) -> int:
    return session.scalar(select(func.count()).select_from(_of_period).where(
        _comment.c.period_id == period_id, within(burst), _is_copied(period_id))) or 0


def _same(session: AnySession, period_id: int, number: str, key: ColumnElement[object]) -> ColumnElement[bool] | None:
    value = session.scalar(select(key).select_from(_of_period)
                           .where(_comment.c.period_id == period_id, _case.c.number == number))
    return None if value is None else key == value


def _members() -> Select[*tuple[object, ...]]:
    return select(_case.c.id, _case.c.number, _case.c.state, _comment.c.anchor, _comment.c.stance, _comment.c.text,
                  _comment.c.shown_name, _comment.c.confirmed_at, _case.c.received_at).select_from(_of_period)


def _member(row: AnyRow) -> Member:
    return Member(row.number, State(row.state), row.anchor, Stance(row.stance), row.text, row.shown_name,
                  row.confirmed_at is not None, row.received_at)
