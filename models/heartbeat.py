"""Heartbeats: when each periodic job last ran, for the health page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Heartbeat(Model):
    """The last run of a job of this name. `every_s`: how many seconds apart it is due, null for no periodic job."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime)
    every_s: Mapped[int | None]
