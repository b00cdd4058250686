"""What the page of a draft's text shows: the text as it is read, what is odd about it, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from blueprints.period_desk.draft_form import DraftForm, Purpose
from queries import drafts
from queries.period_file import PeriodFile
from rules import draft_comparison, draft_paper, draft_replacement, draft_text, passage_names
from rules.draft_anchors import anchored
from rules.draft_comparison import Row
from rules.draft_replacement import Running
from rules.draft_text import Passage
from rules.transitions import Act
from services.work import Work


@dataclass(frozen=True)
class Preview:
    """A text as it is read: its passages with their names, what to look at again, and beside the draft in force.

    `rows` are what it changes, none where nothing is in force. `closes_on` is the last day that follows from it.
    """

    passages: tuple[Passage, ...]
    names: Mapping[str, str]
    oddities: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    summary: str = ""
    closes_on: date | None = None

    @property
    def counted(self) -> str:
        """How much was read, in words."""
        taking = sum(one.takes_comments for one in self.passages)
        return f"认出{len(self.passages)}段，其中{taking}段可以提意见"


@dataclass(frozen=True)
class DraftPage:
    """The page of a text. `purpose` is None for who may only read; `note` is what a file held besides its text."""

    file: PeriodFile
    purpose: Purpose | None
    form: DraftForm
    preview: Preview | None = None
    note: str = ""
    versions: tuple[drafts.Version, ...] = field(default=())


def filled(work: Work, file: PeriodFile, purpose: Purpose | None) -> DraftPage:
    """Return the page with the text that was put down last."""
    form = DraftForm(formdata=None)
    newest = drafts.newest(work.session, file.id)
    passages = drafts.passages(work.session, newest.id) if newest else ()
    form.draft.data = draft_paper.text_of(passages)
    return page(work, file, purpose, form, read(passages) if passages else None)


def page(work: Work, file: PeriodFile, purpose: Purpose | None, form: DraftForm, preview: Preview | None = None,
         note: str = "") -> DraftPage:
    """Return the page; the field for reasons is called what the purpose calls it."""
    if purpose is not None and purpose.reason:
        form.reason.label.text, form.reason.description = purpose.reason, purpose.hint
    return DraftPage(file, purpose, form, preview, note, drafts.versions(work.session, file.id))


def read(passages: tuple[Passage, ...]) -> Preview:
    """Return a text as it is read, by itself."""
    return Preview(passages, passage_names.names(passages), draft_text.oddities(passages))


def looked_at(work: Work, file: PeriodFile, purpose: Purpose, form: DraftForm) -> Preview:
    """Return a text beside the draft in force, and note that it has been looked at. Raises InputRefused."""
    passages, current = form.passages(file.title), drafts.in_force(work.session, file.id)
    form.looked.data = form.digest
    if current is None or not purpose.is_public:
        return read(passages)
    before = drafts.passages(work.session, current.id)
    after = anchored(passages, before, drafts.anchors(work.session, file.id))
    rows = draft_comparison.compare(before, after)
    names = passage_names.names(before) | passage_names.names(after)
    closes_on = None
    if purpose.act is Act.REPLACE_DRAFT:
        running = Running(file.draft_kind, file.is_about_market, file.opens_on, file.closes_on, file.short_reason)
        closes_on = draft_replacement.last_day(running, form.last_day(), work.today, work.calendar)
    return Preview(after, names, draft_text.oddities(after), tuple(row for row in rows if row.is_touched),
                   draft_comparison.summary(rows).replace("前一稿", "现在的草案"), closes_on)
