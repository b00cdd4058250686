"""Puzzles that were solved, so that each counts once; kept until they would be refused as expired anyway."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class SolvedPuzzle(Model):
    """One solved puzzle or answered question: a keyed digest, which says nothing of who solved it or for what."""

    __tablename__ = "solved_puzzle"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
