"""How a disclosure request first ended, kept for the annual figures; every act that ends one calls this."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from models.clock import Clock
from models.disclosure import DisclosureRequest
from models.request_result import RequestResult
from rules.annual_requests import End
from rules.clock_kinds import ClockKind
from rules.errors import InputRefused
from rules.localtime import local_date
from rules.outcomes import Outcome
from services.work import Work

BEFORE_RECEIPT = "办结的日子不能早于收到申请的日子（《政府信息公开条例》第三十一条）。请核对两个日期。"


def keep(work: Work, request: DisclosureRequest, end: End, at: datetime, *, extended: bool = False) -> None:
    """Keep how a request ended, once: what ends it again after a rework changes nothing.

    `at` is the effective instant: delivery or posting, lapse, withdrawal. Its outcome is the request's, 其他 for one
    taken back; one whose receipt was never confirmed has not been received and is left out. `extended` is for a
    request that was handled elsewhere. Raises InputRefused for a day before that of receipt.
    """
    if request.confirmed_at is None or work.session.get(RequestResult, request.id) is not None:
        return
    ended_on = local_date(at)
    if ended_on < local_date(request.received_at):
        raise InputRefused(BEFORE_RECEIPT, "closed_on")
    outcome = Outcome.OTHER if end is End.WITHDRAWN else Outcome(request.outcome or "")
    work.session.add(RequestResult(
        case_id=request.id, ended_on=ended_on, ended_how=end.value, outcome=outcome.value,
        is_delayed=extended or _took_longer(work, request.id, ended_on)))


def _took_longer(work: Work, case_id: int, ended_on: date) -> bool:
    """Tell whether the reply's time was extended, or was over on this day."""
    clock = work.session.execute(
        select(Clock.extension, Clock.due_on)
        .where(Clock.case_id == case_id, Clock.kind == ClockKind.DISCLOSURE_REPLY.value)
        .order_by(Clock.id.desc()).limit(1)).one_or_none()
    return clock is not None and (clock.extension > 0 or ended_on > clock.due_on)
