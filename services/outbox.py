"""Sending what is owed: a turn under the channel's rate, a lease with a fencing number, and how the attempt ended.

Owing a message stands in services/notices.py, the sending itself in workers/notices.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, exists, or_, select, update
from sqlalchemy.orm import aliased

from models.identity import Identity
from models.notice import Notice, OutboxChannel
from models.types import UTCDateTime, table_of
from rules import delivery, quiet_hours
from rules.actors import Role
from rules.delivery import MAX_ABANDONED, Channel
from rules.errors import Conflict, NotFound, NotPermitted
from rules.quiet_hours import SMS_HOURS, STAFF_HOURS, Hours
from services.notices import DELIVER_JOB
from services.work import Work

ABANDONED = "发送这一条的程序每次都中断了，没有发成"
NOT_FAILED = "这一条已经在发送，或者已经送到。请刷新页面再看。"
RESENDERS = frozenset({Role.INTAKE, Role.SUPERVISOR})
LONGEST_ERROR = 500
# So many messages that kill their senders may be given up before a turn; more wait for the next one.
MOST_GIVEN_UP = 20
# So far the clocks of several hosts may be apart.
CLOCK_SKEW = timedelta(minutes=10)

_CHANNEL, _NOTICE = table_of(OutboxChannel), table_of(Notice)
_EARLIER = aliased(_NOTICE)
# A reminder waits for office hours. The day's root does not: each hour that it is late is one more in which the record
# could be changed by whoever has the key. A daily list has an hour of its own, on working days.
_TO_STAFF = and_(_NOTICE.c.staff_id.is_not(None), _NOTICE.c.kind.not_in(("day_sealed", "daily_list")))
_NOW = bindparam("now", type_=UTCDateTime)
# The hot path: every statement is built once, as in services/registration.py.
_IS_FREE = or_(_NOTICE.c.lease_until.is_(None), _NOTICE.c.lease_until <= _NOW)
_IS_DUE = and_(_NOTICE.c.channel == bindparam("by"), _NOTICE.c.state == "owed",
               _NOTICE.c.next_attempt_at <= _NOW, _IS_FREE)
_LOCK = select(_CHANNEL).where(_CHANNEL.c.name == bindparam("by")).with_for_update()
_OLDEST = (
    select(_NOTICE.c.id, _NOTICE.c.lease, _NOTICE.c.attempts, _NOTICE.c.abandoned, _NOTICE.c.lease_until,
           _NOTICE.c.staff_id)
    .where(_IS_DUE, ~exists().where(_EARLIER.c.case_id == _NOTICE.c.case_id, _EARLIER.c.id < _NOTICE.c.id,
                                    _EARLIER.c.state == "owed"))
    .order_by(_NOTICE.c.next_attempt_at, _NOTICE.c.id).limit(1))
_OLDEST_OF_WRITERS = _OLDEST.where(~_TO_STAFF)
_CLAIM = update(_NOTICE).where(_NOTICE.c.id == bindparam("claimed")).values(
    lease=bindparam("lease"), attempts=bindparam("attempts"), abandoned=bindparam("abandoned"),
    lease_until=bindparam("until", type_=UTCDateTime))
_PACE = update(_CHANNEL).where(_CHANNEL.c.name == bindparam("by")).values(
    next_at=bindparam("free_at", type_=UTCDateTime))
_HELD = and_(_NOTICE.c.id == bindparam("settled"), _NOTICE.c.lease == bindparam("held"), _NOTICE.c.state == "owed")
_SENT = update(_NOTICE).where(_HELD).values(
    state="sent", sent_at=_NOW, next_attempt_at=None, lease_until=None, last_error="").returning(_NOTICE.c.id)
_ANSWERING = update(_CHANNEL).where(_CHANNEL.c.name == bindparam("by"), _CHANNEL.c.faults > 0).values(
    faults=0, rest_until=None, fault_since=None, last_fault="")


@dataclass(frozen=True)
class Terms:
    """How a sender works: its channel, how long it may hold a message, how fast it goes, and at which hours."""

    channel: Channel
    lease_s: float
    rate_per_minute: int
    sms_hours: Hours = SMS_HOURS
    staff_hours: Hours = STAFF_HOURS


@dataclass(frozen=True)
class Turn:
    """What a sender may do now: send the notice under the lease, or wait so many seconds, or nothing at all."""

    notice_id: int | None = None
    lease: int = 0
    to_staff: bool = False
    wait_s: float | None = None


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. No `error`: accepted. `for_good`: refused for ever. `away`: the server does not work,
    and unless the message had been `begun` the attempt does not count for it."""

    error: str = ""
    for_good: bool = False
    away: bool = False
    begun: bool = True


def postpone(work: Work, terms: Terms) -> None:
    """Put off what is due but may not go out at this hour: short messages at night, reminders on a free day."""
    hours, waiting = (terms.sms_hours, _IS_DUE) if terms.channel is Channel.SMS \
        else (terms.staff_hours, and_(_IS_DUE, _TO_STAFF))
    opens = quiet_hours.next_open(hours, work.now, work.calendar)
    if opens > work.now:
        work.session.connection().execute(
            update(_NOTICE).where(waiting).values(next_attempt_at=opens),
            {"now": work.now, "by": terms.channel.value})


def next_turn(work: Work, terms: Terms) -> Turn:
    """Take the oldest message that may go out now, unless the rate or a resting server says to wait.

    A later message of a case never goes before an earlier one that is still owed. What has killed its sender too
    often is given up in sight of staff. The channel's row is locked until the commit, so that of many senders each
    gets a message of its own.
    """
    connection, name = work.session.connection(), terms.channel.value
    channel = connection.execute(_LOCK, {"by": name}).one()
    if channel.paused_at is not None:
        return Turn()
    wait = _wait(channel, work.now, delivery.spacing(terms.rate_per_minute))
    if wait > timedelta():
        return Turn(wait_s=wait.total_seconds())
    for _ in range(MOST_GIVEN_UP):
        found = _oldest_due(work, terms)
        if found is None:
            return Turn()
        if not _gives_up(work, found):
            break
    else:
        return Turn(wait_s=0.0)
    lease: int = found.lease + 1
    connection.execute(_CLAIM, {
        "claimed": found.id, "lease": lease, "attempts": found.attempts + 1,
        "abandoned": found.abandoned + _was_abandoned(found), "until": work.now + timedelta(seconds=terms.lease_s)})
    connection.execute(_PACE, {"by": name, "free_at": work.now + delivery.spacing(terms.rate_per_minute)})
    return Turn(found.id, lease, found.staff_id is not None)


def settle(work: Work, terms: Terms, turn: Turn, outcome: Outcome) -> bool:
    """Note how an attempt ended; False when another sender has taken the message over meanwhile, so nothing is noted.

    Accepted: sent. Refused for good, or tried too often: failed, in sight of staff. Else it waits longer each time.
    When the server does not work the whole channel rests.
    """
    if not outcome.error:
        connection = work.session.connection()
        connection.execute(_ANSWERING, {"by": terms.channel.value})
        return connection.execute(
            _SENT, {"settled": turn.notice_id, "held": turn.lease, "now": work.now}).scalar_one_or_none() is not None
    if outcome.away:
        _rest(work, terms.channel, outcome.error)
    error = outcome.error[:LONGEST_ERROR]
    if outcome.away and not outcome.begun:
        return _settle(work, turn, attempts=_NOTICE.c.attempts - 1, last_error=error)
    attempts = work.session.scalar(select(_NOTICE.c.attempts).where(_NOTICE.c.id == turn.notice_id)) or 0
    wait = None if outcome.for_good else delivery.wait_after(attempts)
    if wait is None:
        return _settle(work, turn, state="failed", next_attempt_at=None, last_error=error)
    return _settle(work, turn, next_attempt_at=work.now + wait, last_error=error)


def resend(work: Work, notice_id: int) -> None:
    """Send a message that was given up once more, as if it had just been owed; its address counts as good again.

    A sender that still holds the row under the old number may no longer settle it. Raises NotPermitted for all but
    the letters office, NotFound, Conflict for a message that is not given up.
    """
    if work.actor.role not in RESENDERS:
        raise NotPermitted()
    notice = work.session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None:
        raise NotFound()
    if notice.state != "failed":
        raise Conflict(NOT_FAILED)
    notice.state, notice.next_attempt_at, notice.lease_until = "owed", work.now, None
    notice.attempts, notice.abandoned, notice.lease = 0, 0, notice.lease + 1
    notice.bounced_at, notice.last_error = None, ""
    if notice.case_id is not None and notice.channel == Channel.MAIL:
        work.session.execute(update(Identity).where(Identity.case_id == notice.case_id).values(email_bounced_at=None))
    work.after_commit(DELIVER_JOB, notice.channel)


def pause(work: Work, reason: str) -> None:
    """Let nothing go out until `release`, as after a restored backup, whose messages may have been sent before."""
    work.session.execute(update(OutboxChannel).values(paused_at=work.now, pause_reason=reason))


def release(work: Work) -> None:
    """Let messages go out again."""
    work.session.execute(update(OutboxChannel).values(paused_at=None, pause_reason=""))


def _wait(channel: Row[*tuple[Any, ...]], now: datetime, between: timedelta) -> timedelta:
    """Return how long the rate, or a rest of the channel, asks to wait."""
    waits = [channel.next_at - now]
    if channel.rest_until is not None:
        waits.append(channel.rest_until - now)
    # A clock that was set back by hours must not stop the channel until it has caught up.
    longest = (between + CLOCK_SKEW, delivery.rest_after(channel.faults) + CLOCK_SKEW)
    return max((wait for wait, most in zip(waits, longest, strict=False) if wait <= most), default=timedelta())


def _oldest_due(work: Work, terms: Terms) -> Row[*tuple[Any, ...]] | None:
    statement = _OLDEST
    if terms.channel is Channel.SMS:
        if not quiet_hours.is_open(terms.sms_hours, work.now, work.calendar):
            return None
    elif not quiet_hours.is_open(terms.staff_hours, work.now, work.calendar):
        # A mail to a writer may go out at any hour.
        statement = _OLDEST_OF_WRITERS
    return work.session.connection().execute(
        statement, {"by": terms.channel.value, "now": work.now}).one_or_none()


def _was_abandoned(found: Row[*tuple[Any, ...]]) -> int:
    """Count the sender that held the row last, when it never settled."""
    return int(found.lease_until is not None)


def _gives_up(work: Work, found: Row[*tuple[Any, ...]]) -> bool:
    """Give up a message whose senders died too often; tell whether it was."""
    abandoned = found.abandoned + _was_abandoned(found)
    if abandoned < MAX_ABANDONED:
        return False
    work.session.execute(
        update(_NOTICE).where(_NOTICE.c.id == found.id)
        .values(state="failed", next_attempt_at=None, lease_until=None, abandoned=abandoned, last_error=ABANDONED))
    return True


def _settle(work: Work, turn: Turn, **values: object) -> bool:
    done = work.session.connection().execute(
        update(_NOTICE).where(_HELD).values(lease_until=None, **values).returning(_NOTICE.c.id),
        {"settled": turn.notice_id, "held": turn.lease})
    return done.scalar_one_or_none() is not None


def _rest(work: Work, channel: Channel, fault: str) -> None:
    faults = 1 + (work.session.scalar(select(OutboxChannel.faults).where(OutboxChannel.name == channel)) or 0)
    since = case((OutboxChannel.fault_since.is_(None), work.now), else_=OutboxChannel.fault_since)
    work.session.execute(
        update(OutboxChannel).where(OutboxChannel.name == channel)
        .values(faults=faults, rest_until=work.now + delivery.rest_after(faults), fault_since=since,
                last_fault=fault[:LONGEST_ERROR]).execution_options(synchronize_session=False))
