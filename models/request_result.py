"""Results of disclosure requests: how each ended for the first time. Written once by services/request_results.py."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model


class RequestResult(Model):
    """What annual figures count of a request that has ended; a row is never changed, also when it is answered anew.

    `ended_on` is the day in China on which the reply was delivered, or the request lapsed or was withdrawn;
    `ended_how` a slug of rules/annual_requests.End, `outcome` one of rules/outcomes.Outcome. `is_delayed`: its time
    was extended, or had run out by then.
    """

    __tablename__ = "request_result"
    __table_args__ = (
        CheckConstraint("ended_how IN ('answered', 'lapsed', 'withdrawn')", name="how_known"),
        Index("ix_request_result_ended_on", "ended_on"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    ended_on: Mapped[date]
    ended_how: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(32))
    is_delayed: Mapped[bool]
