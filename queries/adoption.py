"""What became of the comments of a period (采纳情况) as it was released: all of it, and the rows that answer one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.case import Case
from models.comment import Opinion, OpinionComment
from models.comment_period import CommentPeriod, CommentResult, CommentResultFile, DraftPassage, DraftVersion
from models.staff import Staff
from models.types import table_of
from queries.paging import AnySession
from rules import comment_result, passage_names
from rules.comment_figures import SHOWN_STATES
from rules.comment_result import ResultBody
from rules.comment_words import Adoption
from rules.draft_text import Level, Passage
from rules.localtime import local_date

_period = table_of(CommentPeriod)


@dataclass(frozen=True)
class AdoptionRow:
    """One row of the table as it was released. `comments` is how many comments, this one among them, make the point."""

    serial: int
    passage: str
    summary: str
    decision: Adoption
    reason: str
    comments: int


@dataclass(frozen=True)
class Answered:
    """What answers one comment: the rows of every opinion that it stands in, the first in the table first."""

    period: str
    title: str
    released_on: date
    rows: tuple[AdoptionRow, ...]


def row_of(session: AnySession, comment_id: int) -> Answered | None:
    """Return the rows that answer a comment; None before the result is released, and for one that is in no opinion.

    One that was set aside, replaced or taken back is in none.
    """
    rows = session.execute(
        select(Opinion.period_id, Opinion.serial, Opinion.anchor, Opinion.summary, Opinion.decision, Opinion.reason,
               Opinion.comments)
        .join(OpinionComment, OpinionComment.opinion_id == Opinion.id)
        .join(Case, Case.id == OpinionComment.comment_id)
        .where(OpinionComment.comment_id == comment_id, Opinion.serial.is_not(None), Case.state.in_(SHOWN_STATES))
        .order_by(Opinion.serial)).all()
    if not rows:
        return None
    period = session.execute(
        select(CommentPeriod.number, CommentPeriod.title, CommentPeriod.resulted_at)
        .where(CommentPeriod.case_id == rows[0].period_id, CommentPeriod.resulted_at.is_not(None))).one_or_none()
    if period is None:
        return None
    names = passages(session, rows[0].period_id)
    return Answered(period.number, period.title, local_date(period.resulted_at), tuple(
        AdoptionRow(row.serial, names.get(row.anchor, passage_names.WHOLE), row.summary, Adoption(row.decision),
                    row.reason, row.comments) for row in rows))


@dataclass(frozen=True)
class Released:
    """A result as it was frozen, with the SHA-256 of its `text` and the formats in which it can be had."""

    body: ResultBody
    text: str
    sha256: str
    formats: frozenset[str]


def released(session: AnySession, period_id: int) -> Released | None:
    """Return the released result of a period, None before there is one."""
    row = session.execute(select(CommentResult.body, CommentResult.digest)
                          .where(CommentResult.period_id == period_id)).one_or_none()
    if row is None:
        return None
    formats = session.scalars(select(CommentResultFile.format).where(CommentResultFile.period_id == period_id))
    return Released(comment_result.from_json(row.body), row.body, row.digest, frozenset(formats))


def words(session: AnySession, period_id: int) -> str:
    """Return the words that introduce the table, as they were last written; "" before."""
    return session.scalar(select(CommentPeriod.result_words).where(CommentPeriod.case_id == period_id)) or ""


def signers(session: AnySession, period_id: int) -> tuple[str, str, str]:
    """Return who drafted, approved and released the result, "" for a step that is not done."""
    people = [aliased(Staff) for _ in range(3)]
    statement = select(*(one.name for one in people)).select_from(_period)
    for one, step in zip(people, ("result_drafted_by", "result_approved_by", "resulted_by"), strict=True):
        statement = statement.outerjoin(one, one.id == _period.c[step])
    names = session.execute(statement.where(_period.c.case_id == period_id)).one()
    return names[0] or "", names[1] or "", names[2] or ""


def passages(session: AnySession, period_id: int) -> dict[str, str]:
    """Return the names of a period's passages by their anchors, in the order of the draft; "" is the whole.

    One that only an earlier version had is named as it was there, and comes last.
    """
    versions: dict[int, list[Passage]] = {}
    for row in session.execute(
            select(DraftPassage.version_id, DraftPassage.anchor, DraftPassage.level, DraftPassage.label,
                   DraftPassage.text)
            .join(DraftVersion, DraftVersion.id == DraftPassage.version_id)
            .where(DraftVersion.period_id == period_id, DraftVersion.in_force_at.is_not(None),
                   DraftVersion.is_final.is_(False))
            .order_by(DraftVersion.serial.desc(), DraftPassage.place)):
        versions.setdefault(row.version_id, []).append(Passage(row.anchor, Level(row.level), row.label, row.text))
    names: dict[str, str] = {}
    for found in versions.values():
        names |= {anchor: name for anchor, name in passage_names.names(found).items() if anchor not in names}
    return names or {"": passage_names.WHOLE}
