"""What the letters office sees of the outbox: messages that have not arrived, why, and how each channel stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.notice import Notice, OutboxChannel
from models.staff import Staff
from queries import paging
from queries.paging import AnyRow

AnySession = Session | scoped_session[Session]


class NoticeTab(StrEnum):
    """How the messages that have not arrived are told apart."""

    FAILED = "failed"
    BOUNCED = "bounced"
    OWED = "owed"
    HELD = "held"


TAB_LABELS: dict[NoticeTab, str] = {
    NoticeTab.FAILED: "没有送到", NoticeTab.BOUNCED: "被退回", NoticeTab.OWED: "等待发送",
    NoticeTab.HELD: "等来信人确认邮箱"}


@dataclass(frozen=True)
class NoticeRow:
    """A message that has not arrived, and why. `number` is empty for one to a member of staff, who is `person`."""

    id: int
    kind: str
    channel: str
    number: str
    person: str
    owed_at: datetime
    attempts: int
    next_attempt_at: datetime | None
    bounced_at: datetime | None
    last_error: str


@dataclass(frozen=True)
class ChannelState:
    """How one way out stands: since when its server is away and when it is tried again, or why it is held."""

    name: str
    waiting: int
    oldest_owed_at: datetime | None
    fault_since: datetime | None
    last_fault: str
    rest_until: datetime | None
    paused_at: datetime | None


def notices(session: AnySession, tab: NoticeTab, cursor: paging.Cursor | None) -> paging.Page[NoticeRow]:
    """Return a page of the messages under a tab, the oldest first."""
    statement = (
        select(Notice.id, Notice.kind, Notice.channel, Case.number, Staff.name, Notice.owed_at, Notice.attempts,
               Notice.next_attempt_at, Notice.bounced_at, Notice.last_error)
        .outerjoin(Case, Case.id == Notice.case_id).outerjoin(Staff, Staff.id == Notice.staff_id)
        .where(Notice.state != "sent", *_under(tab)))
    order = paging.Order(Notice.owed_at.expression, Notice.id.expression)
    return paging.read_page(session, statement, order, cursor, _notice_row)


def counts(session: AnySession) -> dict[NoticeTab, int]:
    """Return how many messages are under each tab."""
    tab = case((Notice.bounced_at.is_not(None), NoticeTab.BOUNCED.value), else_=Notice.state)
    rows = session.execute(select(tab, func.count()).where(Notice.state != "sent").group_by(tab))
    return {one: 0 for one in NoticeTab} | {NoticeTab(name): count for name, count in rows}


def channels(session: AnySession) -> list[ChannelState]:
    """Return how each channel stands, mail before short messages."""
    rows = session.execute(
        select(OutboxChannel.name, func.count(Notice.id).label("waiting"), func.min(Notice.owed_at).label("oldest"),
               OutboxChannel.fault_since, OutboxChannel.last_fault, OutboxChannel.rest_until, OutboxChannel.paused_at)
        .outerjoin(Notice, (Notice.channel == OutboxChannel.name) & (Notice.state == "owed"))
        .group_by(OutboxChannel.name).order_by(OutboxChannel.name))
    return [ChannelState(row.name, row.waiting, row.oldest, row.fault_since, row.last_fault, row.rest_until,
                         row.paused_at) for row in rows]


def _under(tab: NoticeTab) -> list[ColumnElement[bool]]:
    if tab is NoticeTab.BOUNCED:
        return [Notice.state == "failed", Notice.bounced_at.is_not(None)]
    if tab is NoticeTab.FAILED:
        return [Notice.state == "failed", Notice.bounced_at.is_(None)]
    return [Notice.state == tab.value]


def _notice_row(row: AnyRow) -> NoticeRow:
    return NoticeRow(row.id, row.kind, row.channel, row.number or "", row.name or "", row.owed_at, row.attempts,
                     row.next_attempt_at, row.bounced_at, row.last_error)
