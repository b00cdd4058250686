"""The opinions of a period with what stands behind each, and which comments are not accounted for. Never writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from models.case import Case
from models.comment import Comment, Opinion, OpinionComment
from models.staff import Staff
from models.types import table_of
from queries import adoption
from queries.paging import AnyRow, AnySession
from rules import passage_names
from rules.comment_figures import COUNTED_STATES
from rules.comment_result import MOST_NAMED, Accounting, Aside
from rules.comment_words import Adoption, AsideGround
from rules.localtime import local_date
from rules.vocabulary import State

# So many numbers of each kind that is missing are named.
MOST_MISSING = 50
_opinion, _link, _case, _comment = table_of(Opinion), table_of(OpinionComment), table_of(Case), table_of(Comment)
_staff = table_of(Staff)
_of_opinion = _link.join(_comment, _comment.c.case_id == _link.c.comment_id).join(
    _case, _case.c.id == _comment.c.case_id)
_LIVE = [state.value for state in COUNTED_STATES]


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion. `comments` are those whose writers stand by them, `people` their confirmed contacts.

    `texts` is how many different texts they are, `writers` are the first names as the public sees them.
    """

    id: int
    anchor: str
    passage: str
    summary: str
    decision: Adoption | None
    reason: str
    comments: int = 0
    people: int = 0
    texts: int = 0
    writers: tuple[str, ...] = ()


def opinions(session: AnySession, period_id: int, anchor: str | None = None) -> list[OpinionRow]:
    """Return the opinions of a period in the order of the draft, the whole first; of one passage when it is given."""
    names = adoption.passages(session, period_id)
    places = {known: place for place, known in enumerate(names)}
    behind, nobody = _behind(session, period_id, anchor), _Behind()
    found = session.execute(
        select(_opinion.c.id, _opinion.c.anchor, _opinion.c.place, _opinion.c.summary, _opinion.c.decision,
               _opinion.c.reason).where(*_of(period_id, anchor))).all()
    found_in_order = sorted(found, key=lambda row: (places.get(row.anchor, len(places)), row.place, row.id))
    return [_row(row, names.get(row.anchor, passage_names.WHOLE), behind.get(row.id, nobody)) for row in found_in_order]


def _row(row: AnyRow, passage: str, behind: _Behind) -> OpinionRow:
    return OpinionRow(
        row.id, row.anchor, passage, row.summary, Adoption(row.decision) if row.decision else None, row.reason,
        behind.comments, len(behind.contacts) + behind.papers, len(behind.texts), behind.writers)


def anchor_of(session: AnySession, period_id: int, opinion_id: int) -> str | None:
    """Return the passage of one of a period's opinions, None when there is no such opinion."""
    return session.scalar(
        select(_opinion.c.anchor).where(_opinion.c.id == opinion_id, _opinion.c.period_id == period_id))


def accounting(session: AnySession, period_id: int, now: datetime) -> Accounting:
    """Return which comments of a period are neither in a decided opinion nor set aside, replaced or taken back (C3)."""
    kind = _missing_kind(now)
    # Grouped by the name of the column: an engine does not take two expressions with parameters for the same.
    counts = {row.missing: row.number for row in session.execute(
        select(kind.label("missing"), func.count().label("number"))
        .select_from(_comment.join(_case, _case.c.id == _comment.c.case_id))
        .where(_comment.c.period_id == period_id, _case.c.state.in_(_LIVE)).group_by("missing")) if row.missing}
    numbers = {name: session.scalars(
        select(_case.c.number).select_from(_comment.join(_case, _case.c.id == _comment.c.case_id))
        .where(_comment.c.period_id == period_id, _case.c.state.in_(_LIVE), kind == name)
        .order_by(_case.c.id).limit(MOST_MISSING)).all() for name in counts}
    return Accounting(**counts, undecided=_undecided(session, period_id), numbers=numbers)


def asides(session: AnySession, period_id: int) -> list[Aside]:
    """Return the comments that were set aside, with ground, words and the name of whoever decided."""
    rows = session.execute(
        select(_case.c.number, _comment.c.aside_ground, _comment.c.decided_words, _comment.c.decided_at,
               _staff.c.name)
        .select_from(_comment.join(_case, _case.c.id == _comment.c.case_id)
                     .join(_staff, _staff.c.id == _comment.c.decided_by))
        .where(_comment.c.period_id == period_id, _case.c.state == State.SET_ASIDE.value).order_by(_case.c.id))
    return [Aside(row.number, AsideGround(row.aside_ground), row.decided_words, row.name, local_date(row.decided_at))
            for row in rows]


def unmended(session: AnySession, period_id: int, now: datetime, limit: int) -> list[int]:
    """Return comments whose writers let the time to mend them pass, the oldest first."""
    return list(session.scalars(
        select(_comment.c.case_id).select_from(_comment.join(_case, _case.c.id == _comment.c.case_id))
        .where(_comment.c.period_id == period_id, _missing_kind(now) == "unmended")
        .order_by(_comment.c.case_id).limit(limit)))


def _missing_kind(now: datetime) -> ColumnElement[str | None]:
    sorted_in = select(_link.c.comment_id).where(_link.c.comment_id == _comment.c.case_id).exists()
    mending = _case.c.state == State.MENDING.value
    return case(
        (_case.c.state == State.HELD.value, "held"),
        (and_(mending, or_(_comment.c.mend_until.is_(None), _comment.c.mend_until < now)), "unmended"),
        (mending, "mending"), (~sorted_in, "unsorted"), else_=None)


def _undecided(session: AnySession, period_id: int) -> list[str]:
    made_by_some = select(_link.c.comment_id).select_from(_of_opinion).where(
        _link.c.opinion_id == _opinion.c.id, _case.c.state.in_(_LIVE)).exists()
    return list(session.scalars(
        select(_opinion.c.summary).where(_opinion.c.period_id == period_id, _opinion.c.decision.is_(None), made_by_some)
        .order_by(_opinion.c.anchor, _opinion.c.place)))


@dataclass(slots=True)
class _Behind:
    """What stands behind one opinion, counted comment by comment."""

    comments: int = 0
    papers: int = 0
    contacts: set[str] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)
    named: list[str] = field(default_factory=list)

    @property
    def writers(self) -> tuple[str, ...]:
        """The first names, then as many nameless ones as there are places left."""
        return tuple((self.named + [""] * self.comments)[:min(MOST_NAMED, self.comments)])


def _behind(session: AnySession, period_id: int, anchor: str | None) -> Mapping[int, _Behind]:
    """Count what stands behind each opinion; in one pass, since an engine counts different values far more slowly."""
    rows = session.connection().execute(
        select(_link.c.opinion_id, _comment.c.contact_digest, _comment.c.confirmed_at.is_not(None),
               func.coalesce(_comment.c.alike_id, _comment.c.case_id), _comment.c.shown_name)
        .select_from(_of_opinion.join(_opinion, _opinion.c.id == _link.c.opinion_id))
        .where(*_of(period_id, anchor), _case.c.state.in_(_LIVE)).order_by(_link.c.opinion_id, _link.c.comment_id))
    found: defaultdict[int, _Behind] = defaultdict(_Behind)
    for opinion_id, contact, is_confirmed, text, name in rows:
        behind = found[opinion_id]
        behind.comments += 1
        behind.texts.add(text)
        if is_confirmed and contact is None:
            behind.papers += 1
        elif is_confirmed:
            behind.contacts.add(contact)
        if name and len(behind.named) < MOST_NAMED:
            behind.named.append(name)
    return found


def _of(period_id: int, anchor: str | None) -> list[ColumnElement[bool]]:
    of_period = _opinion.c.period_id == period_id
    return [of_period] if anchor is None else [of_period, _opinion.c.anchor == anchor]
