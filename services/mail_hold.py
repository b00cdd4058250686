"""Holding messages back and letting them go: after a restore nothing is sent before somebody says so (P10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from models.notice import Notice, OutboxChannel
from rules import permissions
from rules.actors import Role
from rules.audit import Audited
from services import audit, outbox
from services.work import Work

AFTER_RESTORE = "恢复备份后暂停发送"
SENT_BEFORE = "恢复备份前已经发出"


@dataclass(frozen=True)
class Hold:
    """Since when nothing is sent, and of which instant the restored backup is; None without one."""

    since: datetime
    backup_of: datetime | None


@dataclass(frozen=True)
class Release:
    """What became of the messages that were owed while they were held: to be sent now, or dropped."""

    owed: int
    dropped: int


def standing(work: Work) -> Hold | None:
    """Return the hold that stands, None when messages go out."""
    row = work.session.execute(
        select(OutboxChannel.paused_at, OutboxChannel.backup_of).where(OutboxChannel.paused_at.is_not(None))
        .order_by(OutboxChannel.paused_at).limit(1)).one_or_none()
    return None if row is None or row.paused_at is None else Hold(row.paused_at, row.backup_of)


def hold(work: Work, backup_of: datetime | None = None) -> None:
    """Hold all messages back. `backup_of` is the instant of the backup that was restored, None without one."""
    permissions.require_administrator(work.actor, Role.SYSTEM_ADMIN)
    outbox.pause(work, AFTER_RESTORE)
    work.session.execute(update(OutboxChannel).values(backup_of=backup_of))
    audit.note(work, Audited.MAIL_HELD, backup_of=backup_of.isoformat() if backup_of else None)


def release(work: Work, drop_before: datetime | None = None) -> Release:
    """Let messages go out again. Those owed before `drop_before` count as sent by the service that was lost.

    They are given up with that reason, in sight of staff. When nothing is held, nothing changes.
    """
    permissions.require_administrator(work.actor, Role.SYSTEM_ADMIN)
    if standing(work) is None:
        return Release(0, 0)
    dropped = 0
    if drop_before is not None:
        dropped = len(work.session.scalars(
            update(Notice).where(Notice.state == "owed", Notice.owed_at < drop_before)
            .values(state="failed", next_attempt_at=None, lease_until=None, lease=Notice.lease + 1,
                    last_error=SENT_BEFORE)
            .returning(Notice.id).execution_options(synchronize_session=False)).all())
    outbox.release(work)
    work.session.execute(update(OutboxChannel).values(backup_of=None))
    owed = work.session.scalar(select(func.count()).select_from(Notice).where(Notice.state == "owed")) or 0
    audit.note(work, Audited.MAIL_RELEASED, drop_before=drop_before.isoformat() if drop_before else None,
               dropped=dropped, owed=owed)
    return Release(owed, dropped)
