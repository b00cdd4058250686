"""Comments on a draft as anybody may read them: only what was made public, masked as it was made public.

How many there are is in queries/comment_counts.py. Never reads the text as sent, nor who sent it, into anything shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, select

from models.case import Case
from models.comment import Comment, Opinion, OpinionComment
from models.comment_period import DraftPassage
from models.event import CaseEvent
from models.types import table_of
from queries.paging import LONGEST_ID, AnyRow, AnySession
from rules.comment_draft import ON_PAPER
from rules.comment_figures import SHOWN_STATES
from rules.comment_words import ADOPTION_LABELS, COMMENT_CHANNEL_LABELS, STANCE_LABELS, Adoption, Stance
from rules.localtime import local_date
from rules.transitions import Act
from rules.vocabulary import Channel

PAGE_ROWS = 25
FIRST_SHOWN = 2
# So many of the newest are looked at for the first ones of a passage: copies of one text stand there once.
_LOOKED_AT = 4
EXPORT_BATCH = 1000
_case, _comment, _passage, _event = table_of(Case), table_of(Comment), table_of(DraftPassage), table_of(CaseEvent)
_STATES = [state.value for state in SHOWN_STATES]
_TURNS = (Act.SHOW.value, Act.ASK_TO_MEND.value, Act.SET_ASIDE.value)


@dataclass(frozen=True)
class Filters:
    """Which comments of a period: of one passage (`anchor` "" is the whole draft, None all), stance, group, words."""

    period_id: int
    anchor: str | None = None
    stance: Stance | None = None
    alike_id: int | None = None
    query: str = ""


@dataclass(frozen=True)
class ShownComment:
    """A public comment. `alike_id` is its group of nearly equal texts, of which `alike` came in, 1 for its own only.

    `text_id` is the version of the draft that its writer saw. `earlier` is what the same writer had said before in
    public and replaced by this; `answers` are the rows of the released result that answer it.
    """

    id: int
    anchor: str
    stance: Stance
    text: str
    name: str
    channel: Channel
    received_on: date
    is_confirmed: bool
    text_id: int
    alike_id: int
    alike: int = 1
    earlier: tuple[EarlierComment, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def stance_label(self) -> str:
        """What it wants, in a word."""
        return STANCE_LABELS[self.stance]

    @property
    def way(self) -> str:
        """How it came where that was not over the net."""
        return COMMENT_CHANNEL_LABELS[self.channel] if self.channel in ON_PAPER else ""


@dataclass(frozen=True)
class EarlierComment:
    """What a comment replaced, as it had been public."""

    text: str
    received_on: date


@dataclass(frozen=True)
class Answer:
    """A row of the released result: its number there, and what became of the point."""

    serial: int
    decision: Adoption

    @property
    def words(self) -> str:
        """It in a few words."""
        return f"第{self.serial}号答复：{ADOPTION_LABELS[self.decision]}"


@dataclass(frozen=True)
class CommentPage:
    """A page of comments, the newest first; `after` and `before` are the ids at its ends where more follows there."""

    rows: tuple[ShownComment, ...]
    after: int | None = None
    before: int | None = None


def read_place(text: str) -> int | None:
    """Return the id of a cursor; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


def page(session: AnySession, filters: Filters, after: int | None = None, before: int | None = None,
         limit: int = PAGE_ROWS) -> CommentPage:
    """Return the page that begins after a comment, or ends before one; the first page without either."""
    backwards = before is not None and after is None
    statement = _filtered(filters).order_by(_comment.c.case_id if backwards else _comment.c.case_id.desc())
    if after is not None:
        statement = statement.where(_comment.c.case_id < after)
    elif before is not None:
        statement = statement.where(_comment.c.case_id > before)
    rows = list(session.execute(statement.limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    if not rows:
        return CommentPage(())
    return CommentPage(_completed(session, filters.period_id, rows),
                       after=rows[-1].case_id if more or backwards else None,
                       before=rows[0].case_id if (more if backwards else after is not None) else None)


def first_ones(session: AnySession, period_id: int, version_id: int) -> dict[str, tuple[ShownComment, ...]]:
    """Return the newest comments of each passage of a version, so few that they stand under it; copies once."""
    places = [_nth(period_id, place).label(f"n{place}") for place in range(_LOOKED_AT)]
    ids = [row_id for row in session.execute(select(*places).where(_passage.c.version_id == version_id))
           for row_id in row if row_id is not None]
    found: dict[str, dict[int, AnyRow]] = defaultdict(dict)
    for some in _batches(ids, EXPORT_BATCH):
        for row in session.execute(_columns().where(_comment.c.case_id.in_(some)).order_by(_comment.c.case_id.desc())):
            found[row.anchor].setdefault(_group(row), row)
    chosen = [row for rows in found.values() for row in list(rows.values())[:FIRST_SHOWN]]
    shown: dict[str, list[ShownComment]] = defaultdict(list)
    for one in _completed(session, period_id, chosen):
        shown[one.anchor].append(one)
    return {anchor: tuple(some) for anchor, some in shown.items()}


def every(session: AnySession, period_id: int) -> Iterator[ShownComment]:
    """Yield every public comment of a period, the first first, a batch after another."""
    last = 0
    while rows := list(session.execute(
            _filtered(Filters(period_id)).where(_comment.c.case_id > last).order_by(_comment.c.case_id)
            .limit(EXPORT_BATCH))):
        last = rows[-1].case_id
        yield from _completed(session, period_id, rows)


def _filtered(filters: Filters) -> Select[*tuple[object, ...]]:
    statement = _columns().where(_comment.c.period_id == filters.period_id)
    if filters.anchor is not None:
        statement = statement.where(_comment.c.anchor == filters.anchor)
    if filters.stance is not None:
        statement = statement.where(_comment.c.stance == filters.stance.value)
    if filters.alike_id is not None:
        statement = statement.where(_comment.c.alike_id == filters.alike_id)
    for word in filters.query.split():
        statement = statement.where(_public_text().contains(word, autoescape=True))
    return statement


def _columns() -> Select[*tuple[object, ...]]:
    return (
        select(_comment.c.case_id, _comment.c.anchor, _comment.c.stance, _public_text().label("shown"),
               _comment.c.shown_name, _comment.c.confirmed_at, _comment.c.version_id, _comment.c.alike_id,
               _case.c.channel, _case.c.received_at)
        .join(_case, _case.c.id == _comment.c.case_id).where(_case.c.state.in_(_STATES)))


def _public_text() -> ColumnElement[str]:
    return func.coalesce(_comment.c.shown_text, _comment.c.text)


def _nth(period_id: int, place: int) -> ColumnElement[int]:
    """Return the id of the n-th newest public comment of a passage, as a column of its row."""
    return (
        select(_comment.c.case_id).join(_case, _case.c.id == _comment.c.case_id)
        .where(_comment.c.period_id == period_id, _comment.c.anchor == _passage.c.anchor, _case.c.state.in_(_STATES))
        .order_by(_comment.c.case_id.desc()).limit(1).offset(place).correlate(_passage).scalar_subquery())


def _completed(session: AnySession, period_id: int, rows: Sequence[AnyRow]) -> tuple[ShownComment, ...]:
    groups = {row.alike_id for row in rows if row.alike_id is not None}
    sizes = {alike_id: count for some in _batches(sorted(groups), EXPORT_BATCH) for alike_id, count in session.execute(
        select(_comment.c.alike_id, func.count())
        .where(_comment.c.period_id == period_id, _comment.c.alike_id.in_(some)).group_by(_comment.c.alike_id))}
    ids = [row.case_id for row in rows]
    earlier, answers = _earlier(session, ids), _answers(session, ids)
    return tuple(ShownComment(
        row.case_id, row.anchor, Stance(row.stance), row.shown, row.shown_name, Channel(row.channel),
        local_date(row.received_at), row.confirmed_at is not None, row.version_id, _group(row),
        sizes.get(row.alike_id, 1), earlier.get(row.case_id, ()), answers.get(row.case_id, ())) for row in rows)


def _answers(session: AnySession, ids: Sequence[int]) -> Mapping[int, tuple[Answer, ...]]:
    """Return the rows of a released result that answer comments; before the release no opinion has a number."""
    found: dict[int, list[Answer]] = defaultdict(list)
    for some in _batches(ids, EXPORT_BATCH):
        for row in session.execute(
                select(OpinionComment.comment_id, Opinion.serial, Opinion.decision)
                .join(Opinion, Opinion.id == OpinionComment.opinion_id)
                .where(OpinionComment.comment_id.in_(some), Opinion.serial.is_not(None)).order_by(Opinion.serial)):
            found[row.comment_id].append(Answer(row.serial, Adoption(row.decision)))
    return {key: tuple(rows) for key, rows in found.items()}


def _earlier(session: AnySession, ids: Sequence[int]) -> Mapping[int, tuple[EarlierComment, ...]]:
    """Return what each comment replaced of what had been public; what never was stays unread."""
    turn = (
        select(_event.c.act).where(_event.c.case_id == _comment.c.case_id, _event.c.act.in_(_TURNS))
        .order_by(_event.c.seq.desc()).limit(1).correlate(_comment).scalar_subquery())
    found: dict[int, list[EarlierComment]] = defaultdict(list)
    for some in _batches(ids, EXPORT_BATCH):
        for row in session.execute(
                select(_comment.c.replaced_by_id, _public_text().label("shown"), _case.c.received_at)
                .join(_case, _case.c.id == _comment.c.case_id)
                .where(and_(_comment.c.replaced_by_id.in_(some), turn == Act.SHOW.value))
                .order_by(_comment.c.case_id.desc())):
            found[row.replaced_by_id].append(EarlierComment(row.shown, local_date(row.received_at)))
    return {key: tuple(some) for key, some in found.items()}


def _group(row: AnyRow) -> int:
    return int(row.alike_id or row.case_id)


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start:start + size] for start in range(0, len(ids), size))
