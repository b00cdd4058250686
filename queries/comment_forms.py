"""What the form of a comment needs: the period by its number, and the passage that is commented on as it is now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from models.comment_period import CommentPeriod
from models.department import Department
from queries import drafts
from queries.paging import AnySession
from rules import passage_names
from rules.comment_periods import Window


@dataclass(frozen=True)
class Commented:
    """A released period as far as somebody who writes a comment needs it."""

    id: int
    number: str
    title: str
    lead: str
    department: str
    state: str
    times: Window


@dataclass(frozen=True)
class CommentedPassage:
    """A passage that can be commented on; the whole draft has no text here."""

    anchor: str
    name: str
    text: str = ""


_PERIOD = (
    select(CommentPeriod.id, CommentPeriod.number, CommentPeriod.title, CommentPeriod.lead, CommentPeriod.opens_at,
           CommentPeriod.closes_at, CommentPeriod.state, Department.name.label("department"))
    .join(Department, Department.id == CommentPeriod.department_id)
    .where(CommentPeriod.number == bindparam("number"), CommentPeriod.released_at.is_not(None)))
WHOLE = CommentedPassage("", passage_names.WHOLE)


def period(session: AnySession, number: str) -> Commented | None:
    """Return the released period of this number, None when there is none."""
    row = session.connection().execute(_PERIOD, {"number": number}).one_or_none()
    return None if row is None else Commented(
        row.id, row.number, row.title, row.lead, row.department, row.state, Window(row.opens_at, row.closes_at))


def commentable(session: AnySession, period_id: int) -> dict[str, CommentedPassage]:
    """Return what can be commented on in the draft in force by anchor, the whole first; headings cannot be."""
    version = drafts.in_force(session, period_id)
    found = drafts.passages(session, version.id) if version is not None else ()
    names = passage_names.names(found)
    return {"": WHOLE} | {one.anchor: CommentedPassage(one.anchor, names[one.anchor], one.text)
                          for one in found if one.takes_comments}
