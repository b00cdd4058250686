"""The replies to a disclosure request with all their parts: the newest as staff see it, the issued ones as sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.department import Department
from models.event import CaseEvent
from models.reply import Reply
from models.request_reply import RequestReply
from models.staff import Staff
from queries.paging import AnySession
from rules.outcomes import Outcome
from rules.request_replies import Secrecy
from rules.transitions import Act

_drafter, _reviewer, _issuer = aliased(Staff), aliased(Staff), aliased(Staff)


@dataclass(frozen=True)
class RequestReplyRow:
    """One version of a reply. `basis`, `withheld` and `remedy` are as printed, "" before it is signed."""

    version: int
    text: str
    digest: str
    outcome: Outcome | None
    reasons: str
    further_law: str
    way: str
    secrecy: Secrecy | None
    secrecy_words: str
    basis: str
    withheld: str
    remedy: str
    department: str
    drafter: str
    reviewer: str
    issuer: str
    saved_at: datetime
    drafted_at: datetime | None
    reviewed_at: datetime | None
    issued_at: datetime | None
    sent_back_at: datetime | None
    send_back_reason: str


def versions(session: AnySession, case_id: int) -> Sequence[RequestReplyRow]:
    """Return every version, the newest first."""
    rows = session.execute(
        select(Reply, RequestReply, Department.name, _drafter.name.label("drafter"), _reviewer.name.label("reviewer"),
               _issuer.name.label("issuer"))
        .join(Department, Department.id == Reply.department_id)
        .outerjoin(RequestReply, RequestReply.reply_id == Reply.id)
        .outerjoin(_drafter, _drafter.id == Reply.drafted_by).outerjoin(_reviewer, _reviewer.id == Reply.reviewed_by)
        .outerjoin(_issuer, _issuer.id == Reply.issued_by)
        .where(Reply.case_id == case_id).order_by(Reply.version.desc()))
    return [_row(*row) for row in rows]


def issued(session: AnySession, case_id: int) -> Sequence[RequestReplyRow]:
    """Return the versions that were delivered, the first one first: what the applicant may read."""
    acts = session.scalars(select(CaseEvent.payload).where(CaseEvent.case_id == case_id,
                                                           CaseEvent.act == Act.DELIVER.value))
    delivered = {json.loads(payload).get("version") for payload in acts}
    return [row for row in reversed(versions(session, case_id)) if row.version in delivered]


def _row(reply: Reply, parts: RequestReply | None, department: str, *names: str | None) -> RequestReplyRow:
    def of(name: str) -> Any:
        return getattr(parts, name) if parts is not None else ""

    drafter, reviewer, issuer = (name or "" for name in names)
    return RequestReplyRow(
        version=reply.version, text=reply.text, digest=reply.text_digest,
        outcome=Outcome(of("outcome")) if of("outcome") else None, reasons=of("reasons"),
        further_law=of("further_law"), way=of("way"), secrecy=Secrecy(of("secrecy")) if of("secrecy") else None,
        secrecy_words=of("secrecy_words"), basis=of("basis"), withheld=of("withheld"), remedy=of("remedy"),
        department=department, drafter=drafter, reviewer=reviewer, issuer=issuer, saved_at=reply.saved_at,
        drafted_at=reply.drafted_at, reviewed_at=reply.reviewed_at, issued_at=reply.issued_at,
        sent_back_at=reply.sent_back_at, send_back_reason=reply.send_back_reason)
