"""Comments on drafts as the desk reads them: lists by what is to be done, over all periods what was set aside.

Who wrote stays in the vault: a line has the name as the public sees it. Counts are in queries/comment_counts.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select

from models.attachment import Attachment
from models.case import Case
from models.comment import Comment, Opinion, OpinionComment
from models.department import Department
from models.staff import Staff
from models.types import table_of
from queries import drafts, paging
from queries.paging import AnyRow, AnySession, Cursor, Order, Page
from rules.comment_words import AsideGround, Stance
from rules.passage_names import names as passage_names_of
from rules.vocabulary import Channel, State

PAGE_ROWS = 50
BATCH = 1_000
_case, _comment = table_of(Case), table_of(Comment)
_period = _case.alias()


class Tab(StrEnum):
    """A list of comments by what is to be done with them."""

    HELD = "held"
    MENDING = "mending"
    LATE = "late"
    SHOWN = "shown"
    ASIDE = "aside"
    GONE = "gone"


TAB_LABELS: Mapping[Tab, str] = {
    Tab.HELD: "待公开", Tab.MENDING: "等评论人修改", Tab.LATE: "到期没有修改", Tab.SHOWN: "已公开",
    Tab.ASIDE: "不列入统计", Tab.GONE: "已代替、已撤回"}


@dataclass(frozen=True)
class Filters:
    """Which comments of a list: of one passage (None all), a stance, a channel, with words in the text, one number."""

    anchor: str | None = None
    stance: Stance | None = None
    channel: Channel | None = None
    query: str = ""
    number: str = ""


@dataclass(frozen=True)
class CommentLine:
    """A comment in a list. `files` is how many came with it; `decided_by` the name of whoever decided last."""

    id: int
    number: str
    state: State
    anchor: str
    stance: Stance
    channel: Channel
    text: str
    shown_text: str | None
    shown_name: str
    received_at: datetime
    is_confirmed: bool
    is_in_grace: bool
    mend_until: datetime | None
    ground: AsideGround | None
    words: str
    decided_by: str
    decided_at: datetime | None
    files: int
    replaced_by: str = ""
    alike: str = ""
    period: str = ""
    period_title: str = ""
    department: str = ""

    @property
    def public(self) -> str:
        """What the public reads of it, or would."""
        return self.text if self.shown_text is None else self.shown_text


def passage_names(session: AnySession, period_id: int) -> dict[str, str]:
    """Return what every passage is called that somebody may have commented on; the newest text decides."""
    found: dict[str, str] = {}
    for version in drafts.versions(session, period_id):
        found |= passage_names_of(drafts.passages(session, version.id))
    return found or passage_names_of(())


def counts(session: AnySession, period_id: int, now: datetime) -> dict[Tab, int]:
    """Return how many comments of a period each list has."""
    late = func.coalesce(_comment.c.mend_until < now, False)
    rows = session.execute(
        select(_case.c.state, late, func.count()).join(_comment, _comment.c.case_id == _case.c.id)
        .where(_comment.c.period_id == period_id).group_by(_case.c.state, late))
    found = dict.fromkeys(Tab, 0)
    for state, is_late, number in rows:
        found[_tab_of(State(state), bool(is_late))] += number
    return found


def comments(session: AnySession, period_id: int, tab: Tab, filters: Filters, cursor: Cursor | None,
             now: datetime) -> Page[CommentLine]:
    """Return a page of a period's comments: what waits in the order in which it came, the rest newest first."""
    statement = _lines().where(_comment.c.period_id == period_id, *_in_tab(tab, now), *_chosen(filters))
    order = Order(_case.c.received_at, _case.c.id, newest_first=tab not in (Tab.HELD, Tab.LATE))
    return paging.read_page(session, statement, order, cursor, _line, PAGE_ROWS)


def set_aside(session: AnySession, department_id: int | None, cursor: Cursor | None) -> Page[CommentLine]:
    """Return a page of everything that was set aside in any period, the newest decision first."""
    statement = _lines().add_columns(
        _period.c.number.label("period"), _period.c.title.label("period_title"), Department.name.label("department")) \
        .join(_period, _period.c.id == _comment.c.period_id) \
        .outerjoin(Department, Department.id == _period.c.department_id).where(_case.c.state == State.SET_ASIDE.value)
    if department_id is not None:
        statement = statement.where(_period.c.department_id == department_id)
    order = Order(_comment.c.decided_at, _case.c.id, newest_first=True)
    return paging.read_page(session, statement, order, cursor, _line_with_period, PAGE_ROWS)


def every(session: AnySession, period_id: int) -> Iterator[CommentLine]:
    """Yield every comment of a period in the order in which they came, for a table of the department's own.

    Each names the one that replaced it, and the first of those whose texts are nearly the same.
    """
    by, first = _case.alias(), _case.alias()
    rows = session.execute(
        _lines().add_columns(by.c.number.label("by"), first.c.number.label("first"))
        .outerjoin(by, by.c.id == _comment.c.replaced_by_id).outerjoin(first, first.c.id == _comment.c.alike_id)
        .where(_comment.c.period_id == period_id).order_by(_comment.c.case_id).execution_options(yield_per=BATCH))
    for row in rows:
        yield replace(_line(row), replaced_by=row.by or "", alike=row.first or "")


def opinions_of(session: AnySession, period_id: int) -> dict[int, list[int]]:
    """Return into which opinions each comment of a period is sorted, counted from 1 as they stand in the draft."""
    rows = session.execute(
        select(OpinionComment.comment_id, Opinion.id).join(Opinion, Opinion.id == OpinionComment.opinion_id)
        .where(Opinion.period_id == period_id).order_by(Opinion.anchor, Opinion.place, Opinion.id))
    serials: dict[int, int] = {}
    found: dict[int, list[int]] = {}
    for comment_id, opinion_id in rows:
        found.setdefault(comment_id, []).append(serials.setdefault(opinion_id, len(serials) + 1))
    return found


def _lines() -> Select[*tuple[object, ...]]:
    files = select(func.count(Attachment.id)).where(Attachment.case_id == _case.c.id).scalar_subquery()
    return select(
        _case.c.id, _case.c.number, _case.c.state, _comment.c.anchor, _comment.c.stance, _case.c.channel,
        _comment.c.text, _comment.c.shown_text, _comment.c.shown_name, _case.c.received_at, _comment.c.confirmed_at,
        _comment.c.is_in_grace, _comment.c.mend_until, _comment.c.aside_ground, _comment.c.decided_words,
        Staff.name.label("decider"), _comment.c.decided_at, files.label("files")) \
        .select_from(_comment).join(_case, _case.c.id == _comment.c.case_id) \
        .outerjoin(Staff, Staff.id == _comment.c.decided_by)


def _in_tab(tab: Tab, now: datetime) -> list[ColumnElement[bool]]:
    states = [state.value for state in _TABS if _tab_of(state, is_late=tab is Tab.LATE) is tab]
    inside: list[ColumnElement[bool]] = [_case.c.state.in_(states)]
    if tab is Tab.LATE:
        inside.append(_comment.c.mend_until < now)
    if tab is Tab.MENDING:
        inside.append(func.coalesce(_comment.c.mend_until >= now, True))
    return inside


def _tab_of(state: State, is_late: bool) -> Tab:
    return Tab.LATE if state is State.MENDING and is_late else _TABS[state]


_TABS: Mapping[State, Tab] = {
    State.HELD: Tab.HELD, State.MENDING: Tab.MENDING, State.SHOWN: Tab.SHOWN, State.RESPONDED: Tab.SHOWN,
    State.SET_ASIDE: Tab.ASIDE, State.REPLACED: Tab.GONE, State.WITHDRAWN: Tab.GONE}


def _chosen(filters: Filters) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if filters.anchor is not None:
        chosen.append(_comment.c.anchor == filters.anchor)
    if filters.stance is not None:
        chosen.append(_comment.c.stance == filters.stance.value)
    if filters.channel is not None:
        chosen.append(_case.c.channel == filters.channel.value)
    if filters.query:
        chosen.append(_comment.c.text.contains(filters.query, autoescape=True))
    if filters.number:
        chosen.append(_case.c.number == filters.number)
    return chosen


def _line(row: AnyRow) -> CommentLine:
    return CommentLine(
        row.id, row.number, State(row.state), row.anchor, Stance(row.stance), Channel(row.channel), row.text,
        row.shown_text, row.shown_name, row.received_at, row.confirmed_at is not None, row.is_in_grace,
        row.mend_until, AsideGround(row.aside_ground) if row.aside_ground else None, row.decided_words,
        row.decider or "", row.decided_at, row.files)


def _line_with_period(row: AnyRow) -> CommentLine:
    return replace(_line(row), period=row.period, period_title=row.period_title, department=row.department or "")
