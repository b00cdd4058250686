"""What the pages of sorting show, put together: a passage with what is not sorted and its opinions, and one opinion."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import url_for

from blueprints.period_desk import pages
from blueprints.period_desk.sorting_forms import NEW, DecideForm, MergeForm, MoveForm, RewordForm, SortForm, SplitForm
from queries import adoption, adoption_table, sorting
from queries.adoption_table import OpinionRow
from queries.period_file import PeriodFile
from queries.sorting import PAGE_COMMENTS, PAGE_GROUPS, Group, PassageLine, SortedComment
from rules.errors import NotFound
from rules.machines import is_possible
from rules.permissions import may
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services.opinions import GONE
from services.work import Work
from web.forms import BaseForm

# What the whole draft is called in an address.
WHOLE = "whole"
_SHORT = 40
# Where a step's form stands on the page under another name.
STEP_FORMS = {"members": "split"}


@dataclass(frozen=True)
class OpinionPart:
    """One opinion on the page of its passage; `key` is the number by which a key press names it, 0 for none."""

    row: OpinionRow
    key: int
    decide: DecideForm


@dataclass(frozen=True)
class SortingPage:
    """One passage of a draft with what is not sorted yet, and its opinions."""

    file: PeriodFile
    passage: PassageLine
    text: str
    passages: list[PassageLine]
    groups: list[Group]
    group_count: int
    opinions: list[OpinionPart]
    form: SortForm
    ticked: Collection[int]
    ticked_groups: Collection[int]
    may_sort: bool
    page: int

    @property
    def left(self) -> int:
        """How many comments of the whole period are not sorted yet."""
        return sum(one.left for one in self.passages)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The passages of the list above: their slug, and their name with what is left."""
        return [(slug(one.anchor), f"{one.name}：{one.comments}条，没有归并的{one.left}条") for one in self.passages]

    @property
    def before(self) -> str:
        """The address of the page before, "" on the first."""
        return address(self.file, self.passage.anchor, self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        """The address of the next page, "" on the last."""
        more = self.page * PAGE_GROUPS < self.group_count
        return address(self.file, self.passage.anchor, self.page + 1) if more else ""

    @property
    def next_passage(self) -> PassageLine | None:
        """The next passage with something that is not sorted, from this one on and round again."""
        place = next((place for place, one in enumerate(self.passages) if one.anchor == self.passage.anchor), 0)
        return next((one for one in (*self.passages[place + 1:], *self.passages[:place]) if one.left), None)


@dataclass(frozen=True)
class OpinionPage:
    """One opinion with its comments, and everything that can be done with it."""

    file: PeriodFile
    row: OpinionRow
    members: list[SortedComment]
    ticked: Collection[int]
    decide: DecideForm
    reword: RewordForm
    move: MoveForm
    merge: MergeForm
    split: SplitForm
    submitted: BaseForm | None
    may_sort: bool
    page: int

    @property
    def back(self) -> str:
        """The address of its passage."""
        return address(self.file, self.row.anchor)

    @property
    def after(self) -> str:
        """The address of the next page of its comments, "" on the last."""
        return self._page(self.page + 1) if self.page * PAGE_COMMENTS < self.row.comments else ""

    @property
    def before(self) -> str:
        return self._page(self.page - 1) if self.page > 1 else ""

    def _page(self, page: int) -> str:
        return url_for("period_desk.opinion", number=self.file.number, opinion=self.row.id, page=page)


def slug(anchor: str) -> str:
    """Return how an address names a passage."""
    return anchor or WHOLE


def anchor_of(text: str) -> str:
    """Return the anchor that an address names."""
    return "" if text == WHOLE else text


def address(file: PeriodFile, anchor: str, page: int = 1) -> str:
    """Return the address of a passage's sorting page."""
    return url_for("period_desk.opinions", number=file.number, passage=slug(anchor), page=page if page > 1 else None)


def sorting_page(work: Work, number: str, passage: str | None, page: int, form: SortForm | None = None,
                 ticked: tuple[Collection[int], Collection[int]] = ((), ())) -> SortingPage:
    """Return the page of a passage, of the first with something to sort when none is named. Raises NotFound."""
    file = pages.open_period(work, number)
    known = sorting.passages(work.session, file.id)
    wanted = next((one.anchor for one in known if one.left), "") if passage is None else anchor_of(passage)
    here = next((one for one in known if one.anchor == wanted), known[0])
    groups, count = sorting.groups(work.session, file.id, here.anchor, page)
    rows = adoption_table.opinions(work.session, file.id, here.anchor)
    shown = form or SortForm(formdata=None)
    shown.into.choices = {str(row.id): short(row.summary) for row in rows} | {NEW: "新的归并意见"}
    if form is None and rows:
        shown.into.data = str(rows[0].id)
    return SortingPage(file, here, sorting.text_of(work.session, file.id, here.anchor), known, groups, count,
                       [OpinionPart(row, place if place < 10 else 0, decide_form(row))
                        for place, row in enumerate(rows, 1)],
                       shown, *ticked, may_sort=may_do(work, file, Act.SORT_OPINIONS), page=page)


def opinion_page(work: Work, number: str, opinion_id: int, page: int = 1, step: str = "",
                 submitted: BaseForm | None = None, ticked: Collection[int] = ()) -> OpinionPage:
    """Return the page of an opinion; a form that was refused stands in it with its words. Raises NotFound."""
    file = pages.open_period(work, number)
    anchor = adoption_table.anchor_of(work.session, file.id, opinion_id)
    rows = [] if anchor is None else adoption_table.opinions(work.session, file.id, anchor)
    row = next((one for one in rows if one.id == opinion_id), None)
    if row is None:
        raise NotFound(GONE)
    forms: dict[str, Any] = {
        "decide": decide_form(row), "reword": RewordForm(formdata=None, prefix="reword-", summary=row.summary),
        "move": MoveForm(formdata=None, prefix="move-", anchor=slug(row.anchor)),
        "merge": MergeForm(formdata=None, prefix="merge-"), "split": SplitForm(formdata=None, prefix="members-")}
    if submitted is not None:
        forms[STEP_FORMS.get(step, step)] = submitted
    made = OpinionPage(file, row, sorting.members(work.session, row.id, page), ticked, submitted=submitted,
                       may_sort=may_do(work, file, Act.SORT_OPINIONS), page=page, **forms)
    return _with_choices(work, made, rows)


def _with_choices(work: Work, page: OpinionPage, rows: list[OpinionRow]) -> OpinionPage:
    beside = {str(one.id): short(one.summary) for one in rows if one.id != page.row.id}
    names = adoption.passages(work.session, page.file.id)
    page.move.anchor.choices = {slug(anchor): name for anchor, name in names.items()}
    page.move.after.choices = {"0": "最前面"} | {one: f"“{words}”的后面" for one, words in beside.items()}
    page.merge.into.choices = beside
    return page


def decide_form(row: OpinionRow) -> DecideForm:
    """Return the form in which an opinion is decided, with what was decided so far."""
    return DecideForm(formdata=None, prefix=f"decide-{row.id}-",
                      decision=row.decision.value if row.decision else None, reason=row.reason)


def short(words: str) -> str:
    """Return the first words of an opinion, for lists to choose from."""
    return words if len(words) <= _SHORT else f"{words[:_SHORT]}…"


def may_do(work: Work, file: PeriodFile, act: Act) -> bool:
    """Tell whether the actor may sort and decide now."""
    return may(work.actor, act, file.facts) and is_possible(CaseKind.COMMENT_PERIOD, file.state, act)
