"""The parts of the page of a period, in their order: each a template with what it shows. How to add one: area.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from blueprints.period_desk import (
    campaign_panel,
    comment_panel,
    draft_panel,
    file_panel,
    hearing_panel,
    release_panel,
    result_panel,
)
from queries.period_file import PeriodFile
from services.work import Work
from web.posted import Posted


@dataclass(frozen=True)
class Panel:
    """One part: its template, and what puts it together; None from that leaves it out."""

    template: str
    build: Callable[[Work, PeriodFile, Posted], object | None]


PANELS: tuple[Panel, ...] = (
    Panel("period_desk/panels/release.html", release_panel.build),
    Panel("period_desk/panels/draft.html", draft_panel.build),
    Panel("period_desk/panels/files.html", file_panel.build),
    Panel("period_desk/panels/comments.html", comment_panel.build),
    Panel("period_desk/panels/campaigns.html", campaign_panel.build),
    Panel("period_desk/panels/hearings.html", hearing_panel.build),
    Panel("period_desk/panels/result.html", result_panel.build),
    Panel("period_desk/panels/change.html", release_panel.change),
)
