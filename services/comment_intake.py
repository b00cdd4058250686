"""Taking a comment in: one durable comment per form token, in time by the server's clock. The hot path of a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from models.comment import Comment
from models.comment_period import CommentPeriod, DraftPassage, DraftVersion
from models.identity import Identity
from models.types import table_of
from rules import comment_draft, comment_moderation, comment_periods, ledger, machines, numbering, permissions
from rules.actors import ActorKind
from rules.comment_draft import CommentDraft
from rules.comment_periods import Window
from rules.draft_text import HEADINGS
from rules.errors import InputRefused, NotFound
from rules.localtime import local_date
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services import comment_confirmations, events, intake, locking, notices, registration, storage
from services.file_examination import EXAMINE_JOB
from services.work import Work

NO_PERIOD = "没有这次征集。请从意见征集的列表里打开。"
NO_PASSAGE = "草案里没有这一处，可能刚刚换了新稿。请另选一处，您写的内容还在。"
SENT_ALREADY = "这条意见已经提交，回执上的编号还有效。您改过的内容还在下面：如果要另提一条，请再按一次“提交意见”。"
_COMMENT = insert(table_of(Comment))
_PERIOD = (
    select(CommentPeriod.id, CommentPeriod.department_id, CommentPeriod.mailbox_id, CommentPeriod.opens_at,
           CommentPeriod.closes_at, CommentPeriod.signal_key, CommentPeriod.state)
    .where(CommentPeriod.number == bindparam("number"), CommentPeriod.released_at.is_not(None)))
_VERSION = (
    select(DraftVersion.id)
    .where(DraftVersion.period_id == bindparam("period"), DraftVersion.in_force_at.is_not(None), ~DraftVersion.is_final)
    .order_by(DraftVersion.serial.desc()).limit(1))
_VERIFIED = update(table_of(Identity)).where(table_of(Identity).c.case_id == bindparam("case")).values(
    email_verified_at=bindparam("now"))
_PASSAGE = select(DraftPassage.id).where(
    DraftPassage.version_id == bindparam("version"), DraftPassage.anchor == bindparam("anchor"),
    DraftPassage.level.not_in(HEADINGS))


@dataclass(frozen=True)
class Received:
    """What a sent comment became. `is_confirmed`: it counts for its contact; `repeated`: it had been sent before."""

    id: int
    number: str
    query_code: str
    is_confirmed: bool
    is_in_grace: bool
    repeated: bool


@dataclass(frozen=True)
class Taken:
    """How a comment was taken: the instant it counts from, whether in the minutes of grace, its contact proved."""

    received_at: datetime
    is_in_grace: bool
    is_confirmed: bool


@dataclass(frozen=True)
class Registered:
    """A stored comment as far as a notice needs it."""

    id: int
    number: str
    chain_length: int = 1


def submit_comment(work: Work, draft: CommentDraft) -> Received:
    """Take a comment in; sending the same token again gives the same comment and code (security.md P2).

    What the server receives up to and including the closing instant is in time, however long the transaction waits
    for its turn (security.md C5). Nothing is refused for what it says or how often it was said (C2).
    Raises NotFound for no such period, TransitionRefused outside of its time, InputRefused, Conflict, Busy.
    """
    draft = comment_draft.checked(draft)
    period = work.session.connection().execute(_PERIOD, {"number": draft.period}).one_or_none()
    if period is None:
        raise NotFound(NO_PERIOD)
    permissions.require(work.actor, Act.SUBMIT, CaseFacts(period.department_id, kind=CaseKind.COMMENT))
    made = digests(work, draft)
    sent = _sent_before(work, made)
    if sent is None and locking.lock_series(work.session, series(work.now)):
        sent = _sent_before(work, made)
    if sent is not None:
        return sent
    received_at, in_grace = _admitted(work, draft, period)
    storage.require_space()
    confirmed = _is_by_staff(work) or comment_confirmations.is_proved(
        work, period.id, draft.contact.email, draft.contact_token)
    registered = _register(work, draft, made, period, Taken(received_at, in_grace, confirmed))
    if confirmed:
        comment_confirmations.settle(work, locking.lock_comment(work.session, registered.id))
    if draft.contact.email:
        notices.owe_receipt(work, registered, draft.contact.email)
    elif draft.contact.phone:
        notices.owe_sms(work, registered, notices.NoticeKind.RECEIVED, draft.contact.phone)
    if draft.files:
        work.after_commit(EXAMINE_JOB, registered.id)
    return Received(registered.id, registered.number, made.code, confirmed, in_grace, repeated=False)


def series(now: datetime) -> str:
    """Return the number series of a year's comments, for example Y2026."""
    return f"{numbering.SERIES[CaseKind.COMMENT]}{local_date(now).year}"


def contact_digest(work: Work, period_id: int, draft: CommentDraft) -> str | None:
    """Return the keyed digest by which a contact is counted once in a period, None without a contact.

    It is of this period alone, so that nobody is followed from one draft to another.
    """
    plain = comment_draft.plain_contact(draft.contact)
    return numbering.keyed_digest(work.secrets.code, "comment-contact", f"{period_id}:{plain}") if plain else None


def source_token(work: Work, period_id: int, sealed_key: bytes | None, source: str) -> str | None:
    """Return the token of a comment's source under the period's own key, None when either is gone or unknown."""
    if not source or sealed_key is None:
        return None
    key = work.cipher.decrypt(period_id, "signal_key", sealed_key)
    return numbering.keyed_digest(key.encode(), "comment-source", source)


def digests(work: Work, draft: CommentDraft) -> registration.Digests:
    """Return the query code and the digests of a draft under the keys of the service."""
    contact = draft.contact
    return registration.digests_of(work, draft.token, (
        draft.period, draft.anchor, draft.stance.value, draft.text, contact.name, contact.phone, contact.email,
        *[file.digest for file in draft.files]))


def _register(work: Work, draft: CommentDraft, made: registration.Digests, period: Any,
              taken: Taken) -> Registered:
    confirmed = taken.is_confirmed
    connection = work.session.connection()
    version_id = connection.execute(_VERSION, {"period": period.id}).scalar_one()
    if draft.anchor and connection.execute(_PASSAGE, {"version": version_id, "anchor": draft.anchor}).first() is None:
        raise InputRefused(NO_PASSAGE, "anchor")
    number = numbering.case_number(CaseKind.COMMENT, local_date(work.now).year,
                                   locking.next_serial(work.session, series(work.now)))
    first = {"department": period.department_id, "period": period.id, "version": version_id, "anchor": draft.anchor,
             "stance": draft.stance.value, "channel": draft.channel.value, "clock": None, "body": made.body,
             "files": [file.digest for file in draft.files], "grace": taken.is_in_grace,
             "confirmed": confirmed}
    event = events.prepare(work, number, ledger.GENESIS, Act.SUBMIT.value, first, taken.received_at)
    case_id: int = connection.execute(registration.CASE, {
        "kind": CaseKind.COMMENT.value, "number": number, "title": draft.title, "channel": draft.channel.value,
        "state": machines.next_state(CaseKind.COMMENT, None, Act.SUBMIT).value, "mailbox_id": period.mailbox_id,
        "department_id": period.department_id, "received_at": taken.received_at, "answered_at": None, "closed_at": None,
        "submission_key": made.submission, "body_digest": made.body, "code_mac": made.code_mac,
        "chain_head": event["mac"], "chain_length": 1}).scalar_one()
    connection.execute(_COMMENT, {
        "case_id": case_id, "period_id": period.id, "version_id": version_id, "anchor": draft.anchor,
        "stance": draft.stance.value, "text": draft.text, "shown_name": comment_draft.shown_name(draft.contact.name),
        "opened_at": draft.opened_at, "is_in_grace": taken.is_in_grace, "decided_words": "",
        "confirmed_at": work.now if confirmed else None,
        "contact_digest": contact_digest(work, period.id, draft),
        "source_token": source_token(work, period.id, period.signal_key, draft.source)})
    registration.store_contact(work, case_id, replace(draft.contact, address="", id_number=""))
    if confirmed and draft.contact_token:
        connection.execute(_VERIFIED, {"case": case_id, "now": work.now})
    registration.store_files(work, case_id, draft.files)
    events.append(work, case_id, event)
    return Registered(case_id, number)


def _admitted(work: Work, draft: CommentDraft, period: Any) -> tuple[datetime, bool]:
    """Return from when a comment counts, and whether it came in the minutes of grace.

    What staff take in counts from the day it arrived, which they state from the postmark or their register; until the
    result is in review it may still be entered. Raises TransitionRefused, InputRefused.
    """
    comment_periods.require_running(period.state)
    times = Window(period.opens_at, period.closes_at)
    if draft.arrived_on is None or not _is_by_staff(work):
        return work.now, comment_periods.admit(times, work.now, draft.opened_at)
    # Whoever draws up the result holds the period: nothing comes in beside it.
    comment_moderation.require_unaccounted(locking.hold_period(work.session, period.id).state)
    return comment_periods.arrival(times, draft.arrived_on, work.now), False


def _is_by_staff(work: Work) -> bool:
    """Tell whether staff take it in, from paper or at the counter: whoever brought it stood before them."""
    return work.actor.kind is ActorKind.STAFF


def _sent_before(work: Work, made: registration.Digests) -> Received | None:
    row = intake.sent_before(work, made, SENT_ALREADY)
    if row is None:
        return None
    comment = work.session.execute(
        select(Comment.confirmed_at, Comment.is_in_grace).where(Comment.case_id == row.id)).one()
    return Received(row.id, row.number, made.code, comment.confirmed_at is not None, comment.is_in_grace,
                    repeated=True)
