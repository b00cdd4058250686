"""The outbox of notices: owed in the transaction of their cause, claimed under a lease, settled after sending."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy import insert, select, update

from models.case import Case
from models.identity import Identity
from models.notice import Notice
from models.types import table_of
from services.work import Work

DELIVER_JOB = "workers.notices.deliver"
# Waits between attempts, in seconds; after the last the notice is given up, in sight of staff.
BACK_OFF_S = (30, 120, 600, 1800, 7200, 21600, 43200, 86400)
_NOTICE = insert(table_of(Notice)).returning(table_of(Notice).c.id)


class NoticeKind(StrEnum):
    """What a notice tells. `RECEIVED` is the one mail that an unverified address gets (security.md M3)."""

    RECEIVED = "received"
    ANSWERED = "answered"
    DECLINED = "declined"
    MERGED = "merged"
    MERGED_ANSWERED = "merged_answered"
    REWORKED = "reworked"


NOTICE_LABELS: dict[NoticeKind, str] = {
    NoticeKind.RECEIVED: "收信回执", NoticeKind.ANSWERED: "答复告知", NoticeKind.DECLINED: "不予受理告知",
    NoticeKind.MERGED: "合并办理告知", NoticeKind.MERGED_ANSWERED: "合并事项答复告知", NoticeKind.REWORKED: "重办告知"}


class Chained(Protocol):
    """A case as far as a notice needs it: a stored letter, or one that has just been registered."""

    @property
    def id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def chain_length(self) -> int: ...


def owe(work: Work, case: Chained, kind: NoticeKind, *, verified: bool, cause: str = "") -> None:
    """Owe the writer one message of this kind about the case.

    `cause` tells causes apart that are no events of the case itself. To an address that is not confirmed yet
    everything but the receipt is held until it is (design.md 6.10).
    """
    held = not verified and kind is not NoticeKind.RECEIVED
    place = f"{case.chain_length}-{cause}" if cause else str(case.chain_length)
    notice_id: int = work.session.connection().execute(_NOTICE, {
        "case_id": case.id, "kind": kind.value, "dedupe_key": f"{kind}:{case.id}:{place}",
        "message_id": f"{kind}.{case.number}.{place}", "state": "held" if held else "owed",
        "owed_at": work.now, "next_attempt_at": None if held else work.now, "attempts": 0, "lease": 0,
        "last_error": ""}).scalar_one()
    if not held:
        work.after_commit(DELIVER_JOB, notice_id)


def tell_writer(work: Work, case: Case, kind: NoticeKind, *, cause: str = "") -> None:
    """Owe the writer a message when the writer left a mail address; `cause` as for `owe`."""
    row = work.session.execute(
        select(Identity.email_verified_at)
        .where(Identity.case_id == case.id, Identity.email.is_not(None))).one_or_none()
    if row is not None:
        owe(work, case, kind, verified=row.email_verified_at is not None, cause=cause)


def release_held(work: Work, case_id: int) -> None:
    """Let the held messages of a case go out, now that its address is confirmed."""
    held = work.session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.state == "held"))
    for notice in held:
        notice.state, notice.next_attempt_at = "owed", work.now
        work.after_commit(DELIVER_JOB, notice.id)


def claim(work: Work, notice_id: int, lease_s: int) -> int | None:
    """Take a notice for sending and return the fencing number of the lease, or None when it is not to be sent now.

    One statement decides, so that of two senders one gets the row; an expired lease may be taken over.
    """
    return work.session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.state == "owed", Notice.next_attempt_at <= work.now,
               Notice.lease_until.is_(None) | (Notice.lease_until <= work.now))
        .values(lease=Notice.lease + 1, attempts=Notice.attempts + 1,
                lease_until=work.now + timedelta(seconds=lease_s))
        .returning(Notice.lease).execution_options(synchronize_session=False)).scalar_one_or_none()


def settle_sent(work: Work, notice_id: int, lease: int) -> bool:
    """Note that the message was accepted; False when another sender has taken the row over meanwhile."""
    return _settle(work, notice_id, lease, state="sent", sent_at=work.now, next_attempt_at=None, last_error="")


def settle_failed(work: Work, notice_id: int, lease: int, error: str, *, for_good: bool) -> bool:
    """Note a failed attempt: try again after a growing wait, or give up when refused for good or tried too often."""
    attempts = work.session.scalar(select(Notice.attempts).where(Notice.id == notice_id)) or 0
    if for_good or attempts > len(BACK_OFF_S):
        return _settle(work, notice_id, lease, state="failed", next_attempt_at=None, last_error=error[:500])
    wait = timedelta(seconds=BACK_OFF_S[attempts - 1])
    return _settle(work, notice_id, lease, next_attempt_at=work.now + wait, last_error=error[:500])


def _settle(work: Work, notice_id: int, lease: int, **values: object) -> bool:
    done = work.session.execute(
        update(Notice).where(Notice.id == notice_id, Notice.lease == lease, Notice.state == "owed")
        .values(lease_until=None, **values).returning(Notice.id).execution_options(synchronize_session=False))
    return done.scalar_one_or_none() is not None
