"""Confirming a mail address: the button behind the link in the receipt mail. Until then only the receipt goes out."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from models.case import Case
from models.comment import Comment
from models.identity import Identity
from queries.notices import confirm_token
from rules.errors import NotFound
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services import cases, comment_confirmations, events, locking, notices
from services.work import Work

MOST_AT_ONCE = 50
WRONG_LINK = "这个确认链接不完整，或者已经失效。请从邮件里重新打开一次。"


@dataclass(frozen=True)
class Address:
    """The address behind a link: which case it belongs to, of which kind, and whether it has been confirmed."""

    case_id: int
    number: str
    kind: CaseKind
    confirmed: bool


def token(work: Work, case: Case) -> str:
    """Return what the link in the receipt mail carries: the number and a keyed digest, never the query code."""
    digest = work.session.scalar(select(Identity.email_digest).where(Identity.case_id == case.id))
    return confirm_token(work.secrets.code, case.id, case.number, digest)


def read(work: Work, text: str) -> Address:
    """Return the address that a link belongs to; raises NotFound when the link is not one of ours."""
    number = text.partition(".")[0]
    row = work.session.execute(
        select(Case.id, Case.number, Case.kind, Identity.email_digest, Identity.email_verified_at)
        .join(Identity, Identity.case_id == Case.id)
        .where(Case.number == number, Identity.email.is_not(None))).one_or_none()
    expected = confirm_token(work.secrets.code, row.id, row.number, row.email_digest) if row is not None else ""
    if row is None or not hmac.compare_digest(text.encode(), expected.encode()):
        raise NotFound(WRONG_LINK)
    return Address(row.id, row.number, CaseKind(row.kind), row.email_verified_at is not None)


def confirm_email(work: Work, text: str) -> Address:
    """Confirm the address behind a link and release what was held for it; a second time changes nothing.

    A comment on a draft counts for its contact from then on (security.md C1).
    """
    address = read(work, text)
    case = (comment_confirmations.lock if address.kind is CaseKind.COMMENT else locking.lock_case)(
        work.session, address.case_id)
    identity = work.session.get_one(Identity, address.case_id, populate_existing=True)
    if identity.email_verified_at is None:
        cases.require(work, case, Act.CONFIRM_CONTACT)
        identity.email_verified_at = work.now
        counted = {"counts": comment_confirmations.count(work, case)} if isinstance(case, Comment) else {}
        events.record(work, case, Act.CONFIRM_CONTACT, counted)
        notices.release_held(work, case.id)
    return address


def confirm_comments(work: Work, text: str, also: Collection[str]) -> Address:
    """Confirm the address behind a link to a comment, and with it those others that its owner says are theirs.

    `also` are numbers; what is of another address or another period is left alone. Nobody is taken to have said what
    somebody else only wrote under their address.
    """
    address = confirm_email(work, text)
    if not also:
        return address
    own = select(Comment.period_id, Identity.email_digest).join(Identity, Identity.case_id == Comment.case_id).where(
        Comment.case_id == address.case_id)
    period_id, digest = work.session.execute(own).one()
    rows = work.session.execute(
        select(Comment.id, Comment.number).join(Identity, Identity.case_id == Comment.case_id)
        .where(Comment.period_id == period_id, Identity.email_digest == digest, Identity.email_verified_at.is_(None),
               Comment.number.in_(list(also)[:MOST_AT_ONCE])).order_by(Comment.id)).all()
    for row in rows:
        confirm_email(work, confirm_token(work.secrets.code, row.id, row.number, digest))
    return address
