"""What the writer of a comment on a draft sees of it: the own words and the public ones, where it stands, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from models.attachment import Attachment
from models.case import Case
from models.comment import Comment, EarlierText
from models.comment_period import CommentPeriod, DraftPassage
from models.department import Department
from models.event import CaseEvent
from models.identity import Identity
from models.types import table_of
from queries import adoption
from queries.adoption import Answered
from queries.paging import AnyRow, AnySession
from queries.status import event_fact
from rules import comment_periods, machines
from rules.comment_periods import Window
from rules.comment_timeline import comment_entries
from rules.comment_words import AsideGround, Stance
from rules.timeline import Entry
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel, State

_NOT_COUNTED = {State.REPLACED: "由您新的意见代替，不再另算", State.SET_ASIDE: "没有列入，理由在上面"}
_MAY_COUNT = (State.HELD, State.MENDING, State.SHOWN)
_ENDED = frozenset({State.REPLACED, State.WITHDRAWN, State.RESPONDED})


@dataclass(frozen=True)
class CommentSaid:
    """What was said, of what, and when; no word of who said it but the name as the public sees it.

    `passage` is what the passage is called, `passage_text` how it read in the version that the writer saw; "" for the
    whole draft. `confirmed_at` is since when it counts for its contact.
    """

    case_id: int
    number: str
    state: State
    period: str
    period_title: str
    period_state: State
    department: str
    times: Window
    anchor: str
    passage: str
    passage_text: str
    stance: Stance
    text: str
    shown_name: str
    channel: Channel
    received_at: datetime
    is_in_grace: bool
    confirmed_at: datetime | None
    has_email: bool
    files: int


@dataclass(frozen=True)
class Earlier:
    """What a comment said before it was mended, and what its writer was asked."""

    text: str
    stance: Stance
    asked: str
    mended_at: datetime


@dataclass(frozen=True)
class CommentView:
    """One comment as its writer sees it. `shown_text` is what the public reads of it, None while nobody reads it.

    `cancel_reason` is why its period was ended early, "" where it was not.
    """

    said: CommentSaid
    shown_text: str | None
    mend_until: datetime | None
    cancel_reason: str
    aside_ground: AsideGround | None
    decided_words: str
    replaced_by: str
    replaces: tuple[str, ...]
    earlier: tuple[Earlier, ...]
    answered: Answered | None
    timeline: list[Entry]

    @property
    def is_sent_back(self) -> bool:
        return self.said.state is State.MENDING

    @property
    def is_set_aside(self) -> bool:
        return self.said.state is State.SET_ASIDE

    @property
    def waits_to_be_shown(self) -> bool:
        return self.said.state is State.HELD

    @property
    def waits_for_result(self) -> bool:
        """Whether an answer is still to come."""
        return self.said.state in (State.HELD, State.SHOWN) and not (
            self.answered or self.has_result or self.cancel_reason)

    @property
    def has_result(self) -> bool:
        """Whether it is published what became of the comments of the period."""
        return self.said.period_state is State.RESULTED

    @property
    def waits_for_button(self) -> bool:
        """Whether its writer can still have it counted, by the button behind the link in the mail."""
        return (self.said.has_email and self.said.confirmed_at is None and self.said.state not in _ENDED
                and comment_periods.counts_change(self.said.period_state))

    @property
    def counts(self) -> bool:
        """Whether it is the counted opinion of its contact."""
        return self.said.confirmed_at is not None and self.said.state not in _NOT_COUNTED

    @property
    def counted(self) -> str:
        """How it is counted, in words."""
        if self.said.state in _NOT_COUNTED:
            return _NOT_COUNTED[self.said.state]
        return "已经列入" if self.counts else "联系方式还没有确认，单独统计"

    @property
    def may_mend(self) -> bool:
        """Whether it was sent back; whether the time to mend it is over is not asked here."""
        return self.is_sent_back and comment_periods.counts_change(self.said.period_state)

    @property
    def may_withdraw(self) -> bool:
        return machines.is_possible(CaseKind.COMMENT, self.said.state, Act.WITHDRAW) and \
            comment_periods.counts_change(self.said.period_state)


_case, _comment, _period = table_of(Case), table_of(Comment), table_of(CommentPeriod)
_of_period, _by = _case.alias("period_case"), _case.alias("replaced_by")
_passage, _event = table_of(DraftPassage), table_of(CaseEvent)
_COMMENT = (
    select(*[column for column in _comment.c if column.name != "case_id"], _case.c.id, _case.c.number, _case.c.state,
           _case.c.channel, _case.c.received_at, _of_period.c.number.label("period"),
           _of_period.c.title.label("period_title"), _of_period.c.state.label("period_state"), _period.c.opens_at,
           _period.c.closes_at, _period.c.cancel_reason, Department.name.label("department"), Identity.email_digest,
           _passage.c.text.label("passage_text"), _by.c.number.label("replaced_by"),
           select(func.count()).where(Attachment.case_id == _case.c.id).scalar_subquery().label("files"))
    .select_from(
        _comment.join(_case, _case.c.id == _comment.c.case_id).join(_period, _period.c.case_id == _comment.c.period_id)
        .join(_of_period, _of_period.c.id == _comment.c.period_id)
        .join(Department, Department.id == _of_period.c.department_id)
        .outerjoin(Identity, Identity.case_id == _case.c.id)
        .outerjoin(_by, _by.c.id == _comment.c.replaced_by_id)
        .outerjoin(_passage, (_passage.c.version_id == _comment.c.version_id)
                   & (_passage.c.anchor == _comment.c.anchor)))
    # A withdrawn comment is not there any more, for whoever asks (security.md K2).
    .where(_case.c.number == bindparam("number"), _case.c.state != State.WITHDRAWN))
_EVENTS = (
    select(_event.c.act, _event.c.effective_at, _event.c.payload)
    .where(_event.c.case_id == bindparam("case_id")).order_by(_event.c.seq))


def receipt(session: AnySession, number: str) -> CommentSaid | None:
    """Return what the receipt of this number repeats, None when there is no such comment."""
    row = session.execute(_COMMENT, {"number": number}).one_or_none()
    return None if row is None else _said(session, row)


def read(session: AnySession, number: str) -> CommentView | None:
    """Return the comment of this number as its writer sees it, None when there is none."""
    row = session.execute(_COMMENT, {"number": number}).one_or_none()
    if row is None:
        return None
    said = _said(session, row)
    events = session.execute(_EVENTS, {"case_id": row.id}).all()
    is_public = said.state in (State.SHOWN, State.RESPONDED)
    return CommentView(
        said=said, shown_text=(row.shown_text or row.text) if is_public else None, mend_until=row.mend_until,
        cancel_reason=row.cancel_reason if said.period_state is State.CANCELLED else "",
        aside_ground=AsideGround(row.aside_ground) if row.aside_ground and said.state is State.SET_ASIDE else None,
        decided_words=row.decided_words, replaced_by=row.replaced_by or "", replaces=_replaced(session, row),
        earlier=_earlier(session, row.id), answered=adoption.row_of(session, row.id),
        timeline=comment_entries([event_fact(event) for event in events], said.department,
                                 is_open=said.state not in _ENDED))


def unconfirmed_with(session: AnySession, case_id: int, limit: int) -> tuple[CommentSaid, ...]:
    """Return what else was sent under the address of a comment in the same period and nobody has confirmed."""
    own = select(Comment.period_id, Identity.email_digest).join(
        Identity, Identity.case_id == Comment.case_id).where(Comment.case_id == case_id)
    period_id, digest = session.execute(own).one()
    numbers = session.scalars(
        select(Comment.number).join(Identity, Identity.case_id == Comment.case_id)
        .where(Comment.period_id == period_id, Identity.email_digest == digest, Identity.email_verified_at.is_(None),
               Comment.state.in_(_MAY_COUNT), Comment.case_id != case_id).order_by(Comment.case_id).limit(limit)).all()
    found = (session.execute(_COMMENT, {"number": number}).one() for number in numbers)
    return tuple(_said(session, row) for row in found)


def _said(session: AnySession, row: AnyRow) -> CommentSaid:
    names = adoption.passages(session, row.period_id) if row.anchor else {}
    return CommentSaid(
        case_id=row.id, number=row.number, state=State(row.state), period=row.period, period_title=row.period_title,
        period_state=State(row.period_state), department=row.department, times=Window(row.opens_at, row.closes_at),
        anchor=row.anchor, passage=names.get(row.anchor, row.anchor), passage_text=row.passage_text or "",
        stance=Stance(row.stance), text=row.text, shown_name=row.shown_name, channel=Channel(row.channel),
        received_at=row.received_at, is_in_grace=row.is_in_grace, confirmed_at=row.confirmed_at,
        has_email=row.email_digest is not None, files=row.files)


def _replaced(session: AnySession, row: AnyRow) -> tuple[str, ...]:
    """Return the numbers of the comments that this one took the place of; they are of the same contact."""
    return tuple(session.scalars(
        select(_case.c.number).join(_comment, _comment.c.case_id == _case.c.id)
        .where(_comment.c.replaced_by_id == row.id).order_by(_case.c.id)))


def _earlier(session: AnySession, comment_id: int) -> tuple[Earlier, ...]:
    rows = session.execute(
        select(EarlierText.text, EarlierText.stance, EarlierText.asked, EarlierText.mended_at)
        .where(EarlierText.comment_id == comment_id).order_by(EarlierText.id.desc()))
    return tuple(Earlier(row.text, Stance(row.stance), row.asked, row.mended_at) for row in rows)
