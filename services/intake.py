"""Taking a letter in: one durable case per form token, with its first event, its clock and the notice it owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from models.case import Case
from models.clock import Clock
from rules import letter_draft, numbering, permissions
from rules.errors import Conflict
from rules.letter_draft import LetterDraft
from rules.transitions import Act
from services import clocks, locking, notices, registration, storage
from services.file_examination import EXAMINE_JOB
from services.work import Work

ROUTE_JOB = "workers.routing.route_letter"
SENT_ALREADY = "这封信已经寄出，收据上的编号还有效。您改过的内容还在下面：如果要另寄一封，请再按一次“寄出”。"
_SENT = select(Case.id, Case.number, Case.body_digest).where(Case.submission_key == bindparam("key"))


@dataclass(frozen=True)
class Sent:
    """A case that was made of a form token before."""

    id: int
    number: str


@dataclass(frozen=True)
class Submission:
    """What a sent letter became. `due_on` is None for praise; `repeated`: it had been sent before, nothing was made."""

    id: int
    number: str
    query_code: str
    due_on: date | None
    repeated: bool


def submit_letter(work: Work, draft: LetterDraft) -> Submission:
    """Take a letter in; sending the same token again gives the same case and code (security.md P2).

    Raises InputRefused for what cannot be stored, Conflict when the token was used for another letter, Busy when
    the disk has no room for what the receipt would promise.
    """
    permissions.require(work.actor, Act.SUBMIT, permissions.CaseFacts(None))
    draft = letter_draft.checked(draft)
    digests = registration.digests(work, draft)
    sent = _sent_before(work, digests)
    if sent is None and locking.lock_series(work.session, registration.series(work.now)):
        sent = _sent_before(work, digests)
    if sent is not None:
        return sent
    storage.require_space()
    letter = registration.register(work, draft, digests, received_at=work.now, act=Act.SUBMIT)
    due_on = clocks.start_letter_clock(work, letter)
    if draft.contact.email:
        notices.owe_receipt(work, letter, draft.contact.email)
    elif draft.contact.phone:
        notices.owe_sms(work, letter, notices.NoticeKind.RECEIVED, draft.contact.phone)
    work.after_commit(ROUTE_JOB, letter.id)
    if draft.files:
        work.after_commit(EXAMINE_JOB, letter.id)
    return Submission(letter.id, letter.number, digests.code, due_on, repeated=False)


def was_sent(work: Work, token: str) -> bool:
    """Tell whether a letter was sent with this form token: sending it again costs nothing and makes nothing."""
    return work.session.connection().execute(
        _SENT, {"key": registration.submission_key(work, token)}).one_or_none() is not None


def code_mac(work: Work, code: str) -> str:
    """Return the keyed digest under which a query code is stored and looked up."""
    return numbering.keyed_digest(work.secrets.code, "code", code)


def sent_before(work: Work, made: registration.Digests, refusal: str) -> Sent | None:
    """Return the case that was made of this form token, None for none yet; of whatever kind it is.

    Raises Conflict with `refusal` when something else was sent with the token.
    """
    row = work.session.connection().execute(_SENT, {"key": made.submission}).one_or_none()
    if row is None:
        return None
    if row.body_digest != made.body:
        raise Conflict(refusal)
    return Sent(row.id, row.number)


def repeated(work: Work, sent: Sent, made: registration.Digests) -> Submission:
    """Return the receipt of something that was sent before, with the last day of its answer."""
    due_on = work.session.scalar(
        select(Clock.due_on).where(Clock.case_id == sent.id, Clock.is_answer).order_by(Clock.id.desc()).limit(1))
    return Submission(sent.id, sent.number, made.code, due_on, repeated=True)


def _sent_before(work: Work, digests: registration.Digests) -> Submission | None:
    sent = sent_before(work, digests, SENT_ALREADY)
    return None if sent is None else repeated(work, sent, digests)
