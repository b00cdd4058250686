"""What the page of a period shows, put together from queries and rules; one frozen value per page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from blueprints.period_desk.panels import PANELS
from queries import deadline_receipts, period_file, period_record
from queries.deadline_receipts import ClockReceipts
from queries.period_file import PeriodFile
from queries.record_words import Entry
from rules import comment_periods, period_offers, permissions
from rules.clock_kinds import UNIT_LABELS, Unit
from rules.errors import Hidden, NotFound
from rules.progress import Step
from rules.transitions import Act
from services.work import Work
from web.page_act import Part
from web.posted import NOTHING_REFUSED, Posted

NONE_HERE = "没有这一次征集，或者它不在您的单位。请核对编号。"


@dataclass(frozen=True)
class PeriodPage:
    """One period with all that may be done to it. `may` are the acts whose buttons are shown."""

    file: PeriodFile
    steps: list[Step]
    next: str
    timeline: tuple[Entry, ...]
    receipts: list[ClockReceipts]
    parts: tuple[Part, ...]
    more: tuple[Part, ...]
    may: frozenset[Act]
    today: date
    is_short: bool
    posted: Posted
    tab: str = ""
    acts_at: str = "period_desk.act"

    @property
    def minimum(self) -> str:
        """The shortest period that the rule allows, as it was at release; "" before."""
        if self.file.minimum_length is None or self.file.minimum_unit is None:
            return ""
        return f"不少于{self.file.minimum_length}{UNIT_LABELS[Unit(self.file.minimum_unit)]}"


def open_period(work: Work, number: str) -> PeriodFile:
    """Return the period with this number. Raises NotFound when there is none that the actor may read."""
    file = period_file.read(work.session, number, work.today, work.calendar)
    if file is None or not permissions.may_read(work.actor, file.facts):
        raise (NotFound if file is None else Hidden)(NONE_HERE)
    return file


def period_page(work: Work, file: PeriodFile, posted: Posted = NOTHING_REFUSED) -> PeriodPage:
    """Return the page of a period; after a refusal the posted form stands in it with its words and the reason."""
    built = [(panel.template, panel.build(work, file, posted)) for panel in PANELS]
    parts = [Part(template, content) for template, content in built if content is not None]
    return PeriodPage(
        file=file, steps=period_offers.steps(file.state, file.course),
        next=period_offers.next_words(file.state, file.version is not None), timeline=period_record.entries(file),
        receipts=deadline_receipts.of_case(work.session, work.settings, file.id),
        parts=tuple(one for one in parts if one.stands), more=tuple(one for one in parts if not one.stands),
        may=period_offers.offered(work.actor, file.facts, file.state, file.signers), today=work.today,
        is_short=comment_periods.is_short(file.draft_kind, file.is_about_market, (file.opens_on, file.closes_on),
                                          work.calendar),
        posted=posted)
