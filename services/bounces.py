"""Mail that came back: which message it was, and that nothing more is sent to an address that does not exist.

Only delivery status messages with the signature of a Message-ID of ours count; nothing here ever sends a message.
"""

from __future__ import annotations

import hmac
from enum import StrEnum

from sqlalchemy import select, update

from models.identity import Identity
from models.notice import Notice
from queries.notices import signed_message_id
from rules import bounces
from rules.delivery import Channel
from services.work import Work

CAME_BACK = "邮件被退回（{status}）"
DELAYED = "对方的邮件服务器还没有投到（{status}）"


class BounceOutcome(StrEnum):
    """What a message that was handed in turned out to be."""

    IGNORED = "ignored"  # no delivery status message: an answer of a person or of a machine
    UNKNOWN = "unknown"  # about a message that is not ours, or that somebody invented
    SOFT = "soft"
    HARD = "hard"


def take(work: Work, content: bytes) -> BounceOutcome:
    """Read a message from the return address and note what it says (security.md M4).

    Class 5: the notice is given up in sight of staff. When the address does not exist, it is marked wherever it
    stands, and nothing more goes there until somebody sends a message again by hand. Class 4: only noted.
    """
    bounce = bounces.read(content)
    if bounce is None:
        return BounceOutcome.IGNORED
    notice = _notice(work, bounce.message_id)
    if notice is None:
        return BounceOutcome.UNKNOWN
    if not bounce.is_hard:
        if notice.state == "sent":
            notice.last_error = DELAYED.format(status=bounce.status)
        return BounceOutcome.SOFT
    notice.state, notice.sent_at, notice.next_attempt_at, notice.lease_until = "failed", None, None, None
    notice.lease += 1  # a sender that is trying it again at this moment must not settle it
    notice.bounced_at = notice.bounced_at or work.now
    notice.last_error = CAME_BACK.format(status=bounce.status)
    if bounce.means_no_such_address and notice.case_id is not None:
        _mark_address(work, notice.case_id)
    return BounceOutcome.HARD


def _notice(work: Work, message_id: str) -> Notice | None:
    """Return the mail with this signed Message-ID; a wrong signature finds nothing."""
    stored = message_id.rpartition(".")[0]
    if not hmac.compare_digest(signed_message_id(work.secrets.code, stored).encode(), message_id.encode()):
        return None
    return work.session.scalar(
        select(Notice).where(Notice.message_id == stored, Notice.channel == Channel.MAIL)
        .order_by(Notice.id.desc()).limit(1).with_for_update())


def _mark_address(work: Work, case_id: int) -> None:
    digest = select(Identity.email_digest).where(Identity.case_id == case_id).scalar_subquery()
    work.session.execute(
        update(Identity).where(Identity.email_digest == digest, Identity.email_bounced_at.is_(None))
        .values(email_bounced_at=work.now).execution_options(synchronize_session=False))
