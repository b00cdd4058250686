"""What stands in the file of one comment on a draft: its words, decisions about it, earlier texts, its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.case import Case
from models.comment import Comment, EarlierText
from models.comment_decision import CommentDecision
from models.comment_period import DraftPassage
from models.identity import Identity
from models.staff import Staff
from queries import letter_file
from queries.letter_file import EventRow, FileRow
from queries.paging import AnyRow, AnySession
from queries.record_words import Entry
from rules import comment_moderation
from rules.comment_words import ASIDE_LABELS, AsideGround, Stance
from rules.permissions import CaseFacts
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import CaseKind, Channel, State

GRAVE = frozenset({Act.ASK_TO_MEND, Act.SET_ASIDE, Act.WITHDRAW})
_TOLD = {Act.ASK_TO_MEND, Act.SET_ASIDE, Act.RESTORE}
_replacing, _period = aliased(Case), aliased(Case)


class Reach(StrEnum):
    """How the writer of a comment hears of what is decided: nothing goes to an address that nobody has confirmed."""

    MAIL = "mail"
    UNCONFIRMED = "unconfirmed"
    TELEPHONE = "telephone"
    NONE = "none"


@dataclass(frozen=True)
class Earlier:
    """What it said before it was mended, and what its writer was asked for then."""

    text: str
    stance: Stance
    asked: str
    mended_at: datetime


@dataclass(frozen=True)
class CommentFile:
    """The file of one comment. `passage` is the text it is about as it was then; `seen` the length of its record.

    `replaced_by` and `replaces` are numbers of comments of the same contact. `reach` is how its writer hears of things.
    """

    id: int
    number: str
    period_id: int
    period: str
    period_title: str
    period_state: State
    state: State
    anchor: str
    passage: str
    stance: Stance
    channel: Channel
    text: str
    shown_text: str | None
    shown_name: str
    received_at: datetime
    confirmed_at: datetime | None
    is_in_grace: bool
    mend_until: datetime | None
    ground: AsideGround | None
    words: str
    replaced_by: str
    replaces: tuple[str, ...]
    seen: int
    reach: Reach
    department_id: int | None
    files: tuple[FileRow, ...]
    earlier: tuple[Earlier, ...]
    events: tuple[EventRow, ...]
    names: Mapping[str, str]
    said: tuple[CommentDecision, ...]

    @property
    def public(self) -> str:
        """What the public reads of it, or would."""
        return self.text if self.shown_text is None else self.shown_text

    @property
    def standing(self) -> str:
        """How it stands on this page; an act on it is refused when more is on record by then."""
        return str(self.seen)

    @property
    def facts(self) -> CaseFacts:
        """What a permission depends on."""
        return CaseFacts(self.department_id, kind=CaseKind.COMMENT)


def read(session: AnySession, number: str) -> CommentFile | None:
    """Return the file of a comment, None when there is none of this number."""
    row = session.execute(
        select(Comment, DraftPassage.label, DraftPassage.text.label("passage"), _replacing.number.label("by"),
               _period.number.label("period"), _period.title, _period.state.label("period_state"),
               Identity.email.is_not(None).label("has_email"), Identity.email_verified_at,
               Identity.phone.is_not(None).label("has_phone"))
        .outerjoin(Identity, Identity.case_id == Comment.case_id)
        .join(_period, _period.id == Comment.period_id)
        .outerjoin(DraftPassage, (DraftPassage.version_id == Comment.version_id)
                   & (DraftPassage.anchor == Comment.anchor))
        .outerjoin(_replacing, _replacing.id == Comment.replaced_by_id)
        .where(Comment.number == number)).one_or_none()
    if row is None:
        return None
    one: Comment = row[0]
    events = letter_file.events_of(session, one.id)
    return CommentFile(
        id=one.id, number=one.number, period_id=one.period_id, period=row.period,
        period_title=row.title, period_state=State(row.period_state), state=State(one.state), anchor=one.anchor,
        passage=f"{row.label}　{row.passage}" if row.label else row.passage or "", stance=Stance(one.stance),
        channel=Channel(one.channel), text=one.text, shown_text=one.shown_text, shown_name=one.shown_name,
        received_at=one.received_at, confirmed_at=one.confirmed_at, is_in_grace=one.is_in_grace,
        mend_until=one.mend_until, ground=AsideGround(one.aside_ground) if one.aside_ground else None,
        words=one.decided_words, replaced_by=row.by or "", replaces=_replaces(session, one.id),
        seen=one.chain_length, reach=_reach(row), department_id=one.department_id,
        files=letter_file.files(session, one.id),
        earlier=_earlier(session, one.id), events=events, names=_names(session, events),
        said=tuple(session.scalars(
            select(CommentDecision).where(CommentDecision.comment_id == one.id).order_by(CommentDecision.id.desc()))))


def entries(comment: CommentFile) -> tuple[Entry, ...]:
    """Return the timeline of a comment, the newest first, with the words of every decision."""
    said = {act: [one for one in comment.said if one.act == act] for act in _TOLD}
    found = []
    for place, event in enumerate(comment.events):
        act = Act(event.act)
        words = _decision_words(event, said[act].pop(0)) if said.get(act) else _WORDS.get(act, _nothing)(event)
        tone = "urge" if act in GRAVE else "now" if place == 0 else ""
        title = "收到意见并登记" if act is Act.SUBMIT else ACT_LABELS[act].replace("来信人", "评论人")
        found.append(Entry(event.recorded_at, title, comment.names.get(event.actor, event.actor), words, tone))
    return tuple(found)


def _decision_words(event: EventRow, decision: CommentDecision) -> str:
    if decision.ground is not None:
        return f"{ASIDE_LABELS[AsideGround(decision.ground)]}：{decision.words}"
    if until := event.payload.get("until"):
        return f"{decision.words}（{comment_moderation.mend_words(datetime.fromisoformat(until))}以前修改）"
    return decision.words


def _shown(event: EventRow) -> str:
    hidden = event.payload.get("hidden")
    return f"隐去{hidden}处" if hidden else ""


def _submitted(event: EventRow) -> str:
    return "截止后十分钟内，表单是截止以前打开的" if event.payload.get("grace") else ""


def _nothing(_event: EventRow) -> str:
    return ""


_WORDS: Mapping[Act, Callable[[EventRow], str]] = {Act.SHOW: _shown, Act.SUBMIT: _submitted}


def _reach(row: AnyRow) -> Reach:
    if row.has_email:
        return Reach.UNCONFIRMED if row.email_verified_at is None else Reach.MAIL
    return Reach.TELEPHONE if row.has_phone else Reach.NONE


def _replaces(session: AnySession, comment_id: int) -> tuple[str, ...]:
    return tuple(session.scalars(
        select(Comment.number).where(Comment.replaced_by_id == comment_id).order_by(Comment.id)))


def _earlier(session: AnySession, comment_id: int) -> tuple[Earlier, ...]:
    rows = session.scalars(
        select(EarlierText).where(EarlierText.comment_id == comment_id).order_by(EarlierText.id.desc()))
    return tuple(Earlier(row.text, Stance(row.stance), row.asked, row.mended_at) for row in rows)


def _names(session: AnySession, events: tuple[EventRow, ...]) -> dict[str, str]:
    names = letter_file.names_in(session, events)
    people = [int(event.actor.removeprefix("staff:")) for event in events if event.actor.startswith("staff:")]
    # Whoever is of no department here is of the office for open government.
    for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(people), Staff.department_id.is_(None))):
        names[f"staff:{row.id}"] = f"县政务公开办公室 {row.name}"
    return names | {"citizen": "评论人"}
