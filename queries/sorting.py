"""The comments of a period as officers sort them: what is on which passage, and what is not sorted yet, alike as one.

Who wrote stays in the vault: a comment has the name as the public sees it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from models.case import Case
from models.comment import Comment, Opinion, OpinionComment
from models.comment_period import DraftPassage, DraftVersion
from models.types import table_of
from queries import adoption
from queries.paging import AnyRow, AnySelect, AnySession
from rules import passage_names
from rules.comment_figures import SHOWN_STATES
from rules.comment_words import Stance
from rules.vocabulary import STATE_LABELS, State

PAGE_GROUPS = 30
PAGE_COMMENTS = 100
# So many more of a group are shown beside its first one.
MORE_OF_GROUP = 3
SORTABLE = (State.HELD.value, State.MENDING.value, State.SHOWN.value)
_opinion, _link, _case, _comment = table_of(Opinion), table_of(OpinionComment), table_of(Case), table_of(Comment)
_whole = _comment.join(_case, _case.c.id == _comment.c.case_id)
_group: ColumnElement[int] = func.coalesce(_comment.c.alike_id, _comment.c.case_id)
_sorted = select(_link.c.comment_id).where(_link.c.comment_id == _comment.c.case_id).exists()


@dataclass(frozen=True)
class PassageLine:
    """A passage that somebody commented on, or that has an opinion, with how much of it is sorted."""

    anchor: str
    name: str
    comments: int
    left: int
    opinions: int


@dataclass(frozen=True)
class SortedComment:
    """A comment as far as sorting goes. `text` is what the public reads of it, or would."""

    id: int
    number: str
    state: State
    stance: Stance
    text: str
    shown_name: str
    is_confirmed: bool

    @property
    def standing(self) -> str:
        """What is to be said of its state: nothing of one that the public reads."""
        return "" if self.state in SHOWN_STATES else STATE_LABELS[self.state]


@dataclass(frozen=True)
class Group:
    """Comments on one passage that are nearly the same: the first ones of `count`."""

    first_id: int
    count: int
    comments: tuple[SortedComment, ...]


def passages(session: AnySession, period_id: int) -> list[PassageLine]:
    """Return the passages with comments or opinions in the order of the draft, the whole first."""
    counted = {row.anchor: row for row in session.execute(
        select(_comment.c.anchor, func.count().label("comments"), func.count().filter(~_sorted).label("left"))
        .select_from(_whole).where(_comment.c.period_id == period_id, _case.c.state.in_(SORTABLE))
        .group_by(_comment.c.anchor))}
    opinions = {row.anchor: row.number for row in session.execute(
        select(_opinion.c.anchor, func.count().label("number")).where(_opinion.c.period_id == period_id)
        .group_by(_opinion.c.anchor))}
    names = adoption.passages(session, period_id)
    found = [*names, *sorted({*counted, *opinions} - {*names})]
    return [PassageLine(
        anchor, names.get(anchor, passage_names.WHOLE), counted[anchor].comments if anchor in counted else 0,
        counted[anchor].left if anchor in counted else 0, opinions.get(anchor, 0))
        for anchor in found if not anchor or anchor in counted or anchor in opinions]


def text_of(session: AnySession, period_id: int, anchor: str) -> str:
    """Return what a passage says in the newest text that has it, "" for the whole draft."""
    return session.scalar(
        select(DraftPassage.text).join(DraftVersion, DraftVersion.id == DraftPassage.version_id)
        .where(DraftVersion.period_id == period_id, DraftVersion.in_force_at.is_not(None),
               DraftVersion.is_final.is_(False), DraftPassage.anchor == anchor)
        .order_by(DraftVersion.serial.desc()).limit(1)) or ""


def groups(session: AnySession, period_id: int, anchor: str, page: int = 1) -> tuple[list[Group], int]:
    """Return a page of what is not sorted yet on a passage, the largest groups first, and how many groups there are."""
    unsorted = _unsorted(period_id, anchor)
    number = session.scalar(select(func.count()).select_from(
        select(_group).select_from(_whole).where(*unsorted).group_by(_group).subquery())) or 0
    rows = session.execute(
        select(_group.label("first_id"), func.count().label("number")).select_from(_whole).where(*unsorted)
        .group_by(_group).order_by(func.count().desc(), _group)
        .limit(PAGE_GROUPS).offset((max(page, 1) - 1) * PAGE_GROUPS)).all()
    first = _first_ones(session, unsorted, [row.first_id for row in rows])
    return [Group(row.first_id, row.number, tuple(first[row.first_id])) for row in rows], number


def members(session: AnySession, opinion_id: int, page: int = 1) -> list[SortedComment]:
    """Return a page of the comments in an opinion whose writers stand by them, in the order in which they came."""
    rows = session.execute(
        _lines().join(_link, _link.c.comment_id == _comment.c.case_id)
        .where(_link.c.opinion_id == opinion_id, _case.c.state.in_((*SORTABLE, State.RESPONDED.value)))
        .order_by(_comment.c.case_id).limit(PAGE_COMMENTS).offset((max(page, 1) - 1) * PAGE_COMMENTS))
    return [_read(row) for row in rows]


def _unsorted(period_id: int, anchor: str) -> list[ColumnElement[bool]]:
    return [_comment.c.period_id == period_id, _comment.c.anchor == anchor, _case.c.state.in_(SORTABLE), ~_sorted]


def _first_ones(session: AnySession, unsorted: Sequence[ColumnElement[bool]],
                first_ids: Sequence[int]) -> Mapping[int, list[SortedComment]]:
    place = func.row_number().over(partition_by=_group, order_by=_comment.c.case_id).label("place")
    ranked = _lines().add_columns(_group.label("first_id"), place).where(*unsorted, _group.in_(first_ids)).subquery()
    found: defaultdict[int, list[SortedComment]] = defaultdict(list)
    for row in session.execute(select(ranked).where(ranked.c.place <= MORE_OF_GROUP + 1)
                               .order_by(ranked.c.first_id, ranked.c.place)):
        found[row.first_id].append(_read(row))
    return found


def _lines() -> AnySelect:
    return select(_comment.c.case_id, _case.c.number, _case.c.state, _comment.c.stance, _comment.c.text,
                  _comment.c.shown_text, _comment.c.shown_name, _comment.c.confirmed_at).select_from(_whole)


def _read(row: AnyRow) -> SortedComment:
    return SortedComment(row.case_id, row.number, State(row.state), Stance(row.stance),
                         row.text if row.shown_text is None else row.shown_text, row.shown_name,
                         row.confirmed_at is not None)
