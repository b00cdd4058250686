"""Events (办理痕迹), the append-only, chained record, and its sealed days. Triggers refuse changes on both engines."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime

BigKey = BigInteger().with_variant(Integer, "sqlite")


class CaseEvent(Model):
    """One act. `case_id` null is the system chain.

    `recorded_at` is the server's clock; `effective_at` is what is stated with evidence and never later than it.
    `payload` is canonical JSON text of ids, slugs, dates and keyed digests: never text or identity, so that personal
    data can be deleted while the chain stands. `prev` is the MAC before it in its chain, `mac` its own.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        Index("ix_case_event_case_id", "case_id", "seq"),
        Index("ix_case_event_effective_at", "effective_at", "case_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    act: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    effective_at: Mapped[datetime] = mapped_column(UTCDateTime)
    payload: Mapped[str] = mapped_column(Text)
    prev: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


class SystemChain(Model):
    """The head of the system chain: one row, locked by whoever appends to it."""

    __tablename__ = "system_chain"

    id: Mapped[int] = mapped_column(primary_key=True)
    head: Mapped[str] = mapped_column(String(64))
    length: Mapped[int]


class SealedDay(Model):
    """One day of the record under its root (rules/sealing.py); append-only like the events.

    It covers the events with `first_seq` ≤ seq ≤ `last_seq`, `events` of them, none of a day without any. `previous`
    is the root of the day before, `link` the JSON list of hashes that lead from the day's own leaf to its root, `seal`
    the keyed MAC over all of it.
    """

    __tablename__ = "sealed_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    first_seq: Mapped[int] = mapped_column(BigInteger)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(Text)
    seal: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(UTCDateTime)
