"""The panel of what is to be done with the comments of a period, and the ways to bring in those on paper."""

from __future__ import annotations

from dataclasses import dataclass

from queries import comment_desk
from queries.comment_desk import Tab
from queries.period_file import PeriodFile
from rules import comment_moderation
from rules.permissions import CaseFacts, may
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services.work import Work
from web.posted import Posted


@dataclass(frozen=True)
class CommentPanel:
    """How many comments wait to be shown, and how many were sent back in vain; who may enter more."""

    held: int
    late: int
    aside: int
    may_enter: bool


def build(work: Work, file: PeriodFile, _posted: Posted) -> CommentPanel | None:
    """Return the panel, None before anybody could comment."""
    if file.released_at is None:
        return None
    counts = comment_desk.counts(work.session, file.id, work.now)
    takes = may(work.actor, Act.SUBMIT, CaseFacts(file.department_id, kind=CaseKind.COMMENT))
    return CommentPanel(counts[Tab.HELD], counts[Tab.LATE], counts[Tab.ASIDE],
                        takes and not comment_moderation.accounted_words(file.state))
