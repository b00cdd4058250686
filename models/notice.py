"""Notices (告知): owed messages. A row is written in the transaction of its cause and delivered afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Notice(Model):
    """One owed message: to the writer of a case (`case_id`), or to a member of staff (`staff_id`).

    `dedupe_key` makes one message of one cause; `message_id` stays the same over all attempts.
    `state`: `owed` (to be sent at `next_attempt_at`), `held` (until the writer confirms the address), `sent`,
    `failed` (given up, in sight of staff). A sender holds the row until `lease_until` under `lease`, a fencing
    number that grows with each claim: a sender whose number is old may no longer settle it. `abandoned` counts the
    senders that never came back, `bounced_at` is when a mail server gave the message back.
    The address is not here: it is read from the identity when the message goes out.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("(case_id IS NULL) <> (staff_id IS NULL)", name="writer_or_staff"),
        CheckConstraint("(state = 'owed') = (next_attempt_at IS NOT NULL)", name="owed_has_attempt"),
        CheckConstraint("state IN ('owed', 'held', 'sent', 'failed')", name="state_known"),
        CheckConstraint("channel IN ('mail', 'sms')", name="channel_known"),
        Index("ix_notice_due", "channel", "next_attempt_at", "id",
              sqlite_where=text("state = 'owed'"), postgresql_where=text("state = 'owed'")),
        Index("ix_notice_case_id", "case_id"),
        Index("ix_notice_staff_id", "staff_id",
              sqlite_where=text("staff_id IS NOT NULL"), postgresql_where=text("staff_id IS NOT NULL")),
        Index("ix_notice_message_id", "message_id"),
        Index("ix_notice_unsent", "state", "owed_at", "id",
              sqlite_where=text("state <> 'sent'"), postgresql_where=text("state <> 'sent'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(8), server_default="mail", default="mail")
    dedupe_key: Mapped[str] = mapped_column(String(96), unique=True)
    message_id: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(8))
    owed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    abandoned: Mapped[int] = mapped_column(server_default="0", default=0)
    bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OutboxChannel(Model):
    """One way out, as all its senders see it: `mail` or `sms`. Its row is the lock under which messages are taken.

    `next_at` is when the next attempt may begin without exceeding the rate. After `faults` faults of the server in a
    row nothing is tried until `rest_until`; `fault_since` is when the first of them was. While `paused_at` is set
    nothing goes out at all, as after a restored backup; `backup_of` is the instant of that backup.
    """

    __tablename__ = "outbox_channel"

    name: Mapped[str] = mapped_column(String(8), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    faults: Mapped[int] = mapped_column(default=0)
    rest_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fault_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_fault: Mapped[str] = mapped_column(Text, default="")
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pause_reason: Mapped[str] = mapped_column(Text, default="")
    backup_of: Mapped[datetime | None] = mapped_column(UTCDateTime)
