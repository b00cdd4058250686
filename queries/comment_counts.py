"""How many comments a period has: raw, by person, alike ones as one, by passage, stance and day. Never writes.

Every comment that came in is in the raw figures, whatever became of it (security.md C3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Integer, and_, cast, extract, func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.comment import Comment
from models.types import table_of
from rules.comment_figures import COUNTED_STATES, Counts, tally
from rules.comment_words import Stance
from rules.vocabulary import State

AnySession = Session | scoped_session[Session]
_EPOCH = date(1970, 1, 1)
# China has had one zone and no summer time since 1992.
_CHINA_S, _DAY_S = 8 * 3600, 24 * 3600
_case, _comment = table_of(Case), table_of(Comment)
_of_period = _comment.join(_case, _case.c.id == _comment.c.case_id)


def counts(session: AnySession, period_id: int) -> Counts:
    """Return every figure of a period's comments."""
    passages: dict[str, dict[tuple[State, Stance, bool], int]] = defaultdict(dict)
    whole: dict[tuple[State, Stance, bool], int] = defaultdict(int)
    confirmed = _comment.c.confirmed_at.is_not(None)
    for anchor, state, stance, is_confirmed, number in session.execute(
            select(_comment.c.anchor, _case.c.state, _comment.c.stance, confirmed, func.count())
            .select_from(_of_period).where(_comment.c.period_id == period_id)
            .group_by(_comment.c.anchor, _case.c.state, _comment.c.stance, confirmed)):
        key = State(state), Stance(stance), bool(is_confirmed)
        passages[anchor][key] = number
        whole[key] += number
    return Counts(tally(whole), distinct(session, period_id), clustered(session, period_id),
                  {anchor: tally(cells) for anchor, cells in passages.items()})


def is_counted() -> ColumnElement[bool]:
    """Return the condition for a comment, joined to its case, that counts as somebody's opinion (security.md C1)."""
    return and_(Comment.confirmed_at.is_not(None), Case.state.in_([state.value for state in COUNTED_STATES]))


def distinct(session: AnySession, period_id: int) -> int:
    """Return how many people have a counted opinion; a paper without a contact is one person's."""
    with_contact, without = session.execute(
        select(func.count(_comment.c.contact_digest.distinct()),
               func.count().filter(_comment.c.contact_digest.is_(None)))
        .select_from(_of_period).where(_comment.c.period_id == period_id, is_counted())).one()
    return with_contact + without


def clustered(session: AnySession, period_id: int) -> int:
    """Return how many different texts came in when those that are nearly the same are taken as one.

    One that the job has not compared yet is a text of its own.
    """
    return session.scalar(
        select(func.count(func.coalesce(_comment.c.alike_id, _comment.c.case_id).distinct()))
        .where(_comment.c.period_id == period_id)) or 0


def by_day(session: AnySession, period_id: int) -> Mapping[date, int]:
    """Return how many comments came in on each day in China, in order; days without any are left out."""
    day = _day_number()
    rows = session.execute(
        select(day, func.count()).select_from(_of_period).where(_comment.c.period_id == period_id)
        .group_by(day).order_by(day))
    return {_EPOCH + timedelta(days=int(number)): count for number, count in rows}


def _day_number() -> ColumnElement[int]:
    """Return the number of the day in China since 1970; the rest is taken off first, since one engine has fractions."""
    seconds = extract("epoch", _case.c.received_at) + _CHINA_S
    return cast((seconds - seconds % _DAY_S) / _DAY_S, Integer)


def newest_comment(session: AnySession, period_id: int) -> int:
    """Return the id of the newest comment of a period, 0 without any; what is kept of a page is of this id."""
    return session.scalar(select(func.max(_comment.c.case_id)).where(_comment.c.period_id == period_id)) or 0
