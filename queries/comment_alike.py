"""What the comparison of comments needs to read: which are new, which others share a band, and the words of a draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.comment import Comment, CommentBand
from models.comment_period import CommentPeriod, DraftPassage, DraftVersion
from models.types import table_of
from rules import near_duplicates

AnySession = Session | scoped_session[Session]
# Both engines take so many values in one statement.
MANY = 1000
_comment, _band = table_of(Comment), table_of(CommentBand)


@dataclass(frozen=True)
class Known:
    """A comment that has been compared: its text, and the first comment of its group."""

    id: int
    text: str
    alike_id: int


def waiting_periods(session: AnySession) -> list[int]:
    """Return the periods with comments that nobody has compared yet, in order."""
    waits = select(_comment.c.case_id).where(
        _comment.c.period_id == CommentPeriod.case_id, _comment.c.alike_id.is_(None)).exists()
    return list(session.scalars(select(CommentPeriod.case_id).where(waits).order_by(CommentPeriod.case_id)))


def new_texts(session: AnySession, period_id: int, limit: int) -> list[tuple[int, str]]:
    """Return the oldest comments of a period that have not been compared, with their texts."""
    rows = session.execute(
        select(_comment.c.case_id, _comment.c.text)
        .where(_comment.c.period_id == period_id, _comment.c.alike_id.is_(None))
        .order_by(_comment.c.case_id).limit(limit))
    return [(case_id, text) for case_id, text in rows]


def draft_words(session: AnySession, period_id: int) -> frozenset[str]:
    """Return the runs of every version of a period's draft."""
    return near_duplicates.words_of(session.scalars(
        select(DraftPassage.text).join(DraftVersion, DraftVersion.id == DraftPassage.version_id)
        .where(DraftVersion.period_id == period_id)))


def sharing(session: AnySession, period_id: int, values: Iterable[int]) -> dict[int, list[int]]:
    """Return which compared comments brought in each of the values that are wanted, by value."""
    found: dict[int, list[int]] = defaultdict(list)
    for some in in_parts(values):
        for value, comment_id in session.execute(select(_band.c.value, _band.c.comment_id).where(
                _band.c.period_id == period_id, _band.c.value.in_(some))):
            found[value].append(comment_id)
    return found


def known(session: AnySession, ids: Iterable[int]) -> dict[int, Known]:
    """Return compared comments by id; one that is to be compared anew is left out."""
    found: dict[int, Known] = {}
    for some in in_parts(ids):
        rows = session.execute(select(_comment.c.case_id, _comment.c.text, _comment.c.alike_id).where(
            _comment.c.case_id.in_(some), _comment.c.alike_id.is_not(None)))
        found |= {row.case_id: Known(*row) for row in rows}
    return found


def in_parts(values: Iterable[int]) -> Iterator[list[int]]:
    """Yield values in order, in parts that one statement takes."""
    ordered = sorted(set(values))
    return (ordered[at:at + MANY] for at in range(0, len(ordered), MANY))
