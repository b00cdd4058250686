"""The panel of figures: how many comments came in, from how many people, and how many of them share a text."""

from __future__ import annotations

from dataclasses import dataclass

from queries import comment_campaigns, comment_counts
from queries.period_file import PeriodFile
from rules.comment_figures import Counts, counts_line
from services.work import Work
from web.posted import Posted


@dataclass(frozen=True)
class CampaignPanel:
    """The figures on the page of a period, once it has been released."""

    counts: Counts
    copied: int
    line: str


def build(work: Work, file: PeriodFile, _posted: Posted) -> CampaignPanel | None:
    """Return the panel of figures, None before anybody could comment."""
    if file.released_at is None:
        return None
    counts = comment_counts.counts(work.session, file.id)
    return CampaignPanel(counts, comment_campaigns.copied(work.session, file.id), counts_line(counts))
