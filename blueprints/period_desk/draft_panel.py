"""The panel of the draft's text on the page of a period: what has been put down, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from blueprints.period_desk.draft_form import Purpose, purpose_of
from queries import drafts
from queries.drafts import Version
from queries.period_file import PeriodFile
from services.work import Work
from web.posted import Posted


@dataclass(frozen=True)
class DraftPanel:
    """`newest` is the text that was put down last, None while there is none; `shown` are those the public has seen."""

    purpose: Purpose | None
    newest: Version | None
    passages: int
    shown: tuple[Version, ...]

    @property
    def stands(self) -> bool:
        """Always: without a text there is nothing to comment on."""
        return True


def build(work: Work, file: PeriodFile, _posted: Posted) -> DraftPanel:
    """Return the panel of the text."""
    return DraftPanel(purpose_of(work, file), drafts.newest(work.session, file.id),
                      file.version.passages if file.version else 0, drafts.versions(work.session, file.id))
