"""What was decided about a comment on a draft, with the words that its writer was told: who, when, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class CommentDecision(Model):
    """One decision. The record (models/event.py) says that there was one; the words are here, and may be erased.

    `act` is a slug of rules/transitions.Act (ask_to_mend, set_aside, restore), `ground` one of
    rules/comment_words.AsideGround, null but for what was set aside.
    """

    __tablename__ = "comment_decision"
    __table_args__ = (
        CheckConstraint("words <> ''", name="has_words"),
        CheckConstraint("(act = 'set_aside') = (ground IS NOT NULL)", name="ground_of_set_aside"),
        Index("ix_comment_decision_comment", "comment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.case_id"))
    act: Mapped[str] = mapped_column(String(16))
    ground: Mapped[str | None] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
