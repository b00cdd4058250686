"""Erasing who wrote: the identity goes for good; the letter, its events and its files stay (security.md U6)."""

from __future__ import annotations

import logging

from sqlalchemy import delete, select, update

from adapters.cipher import new_file_key
from models.case import Case
from models.comment import Comment
from models.identity import Identity
from models.identity_document import IdentityDocument
from models.notice import Notice
from models.rights import RightsRequest
from rules import permissions
from rules.rights import CONTACT_FIELDS
from rules.transitions import Act
from rules.vocabulary import PUBLIC_COMMENT_ENDS
from services import cases, events, papers
from services.work import Work

log = logging.getLogger(__name__)

ERASED = "来信人的姓名和联系方式已经删去，没有地址可发"


def erase(work: Work, case: Case, why: str) -> bool:
    """Erase the identity of a case whose lock the caller holds; False when there is none (any more).

    `why` is a slug for the record: the right it answers, or the row of the retention table. Messages that are still
    owed have no address any more and are settled so; what mail servers answered may quote the address, and goes too.
    """
    permissions.require(work.actor, Act.ERASE_IDENTITY, cases.facts(case))
    identity = work.session.get(Identity, case.id, populate_existing=True)
    if identity is None:
        return False
    fields = [field for field in CONTACT_FIELDS if getattr(identity, field) is not None]
    work.session.expunge(identity)
    work.session.execute(delete(Identity).where(Identity.case_id == case.id))
    work.session.execute(
        update(RightsRequest).where(RightsRequest.case_id == case.id, RightsRequest.decided_at.is_not(None))
        .values(words=None).execution_options(synchronize_session=False))
    work.session.execute(delete(IdentityDocument).where(IdentityDocument.case_id == case.id))
    papers.forget_names(work, case.id)
    if isinstance(case, Comment):
        _forget_contact(work, case)
    settle_notices(work, case.id)
    # Logs outlive a restored backup: from them the operator knows whose identity has to be erased again.
    log.info("The identity of case %s is erased: %s", case.number, why)
    events.record(work, case, Act.ERASE_IDENTITY, {"fields": fields, "why": why})
    return True


def _forget_contact(work: Work, comment: Comment) -> None:
    """Put chance in the place of the digest of a contact, once its period is over.

    What was counted as one person's stays so, and nobody can find out any more whose it was by trying contacts. While
    the period goes on, the digest is what keeps the same contact from being counted twice.
    """
    state = work.session.scalar(select(Case.state).where(Case.id == comment.period_id))
    if comment.contact_digest is not None and state in PUBLIC_COMMENT_ENDS:
        work.session.execute(
            update(Comment).where(Comment.period_id == comment.period_id,
                                  Comment.contact_digest == comment.contact_digest)
            .values(contact_digest=new_file_key().hex()))


def settle_notices(work: Work, case_id: int) -> None:
    """Give up the messages that a writer is still owed; a sender that holds one may no longer settle it."""
    of_case = update(Notice).where(Notice.case_id == case_id).execution_options(synchronize_session=False)
    work.session.execute(of_case.values(last_error=""))
    work.session.execute(
        of_case.where(Notice.state.in_(("owed", "held")))
        .values(state="failed", next_attempt_at=None, lease_until=None, lease=Notice.lease + 1, last_error=ERASED))
