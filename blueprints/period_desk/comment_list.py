"""What the list of a period's comments shows: what waits with all that was found in it, so that it can be read there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from blueprints.period_desk import pages
from queries import comment_desk, paging
from queries.comment_desk import TAB_LABELS, CommentLine, Filters, Tab
from queries.period_file import PeriodFile
from rules import comment_moderation, numbering
from rules.comment_words import COMMENT_CHANNEL_LABELS, STANCE_LABELS, Stance
from rules.permissions import CaseFacts, may
from rules.redaction_marks import Basis, Part
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel
from services import comment_masking
from services.work import Work
from web import lists
from web.redaction_sides import Shown, shown

EMPTY: Mapping[Tab, str] = {
    Tab.HELD: "没有等着公开的意见。", Tab.MENDING: "没有退回给评论人修改的意见。", Tab.LATE: "没有到期没有修改的意见。",
    Tab.SHOWN: "还没有公开的意见。", Tab.ASIDE: "没有不列入统计的意见。", Tab.GONE: "没有已代替、已撤回的意见。"}
# What the whole draft is called in an address.
WHOLE = "whole"
GONE = "已删去的条段"
TabItem = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Row:
    """A comment in the list: `side` is its text with what was found, or what the public reads of it.

    `hints` are stretches that only a person can judge: such a comment can be shown with others, but is not ticked.
    """

    line: CommentLine
    passage: str
    side: Shown
    is_clean: bool
    found: int
    hints: int = 0


@dataclass(frozen=True)
class ListPage:
    """The comments of a period in one list. `may_show`: the reader may show the clean ones together.

    `may_end`: they may set those aside together that were not mended in time.
    """

    file: PeriodFile
    tab: Tab
    tabs: tuple[TabItem, ...]
    rows: tuple[Row, ...]
    before: str
    after: str
    q: str
    anchor: str
    anchors: list[tuple[str, str]]
    stance: str
    channel: str
    may_show: bool
    may_end: bool
    may_enter: bool

    @property
    def kept(self) -> dict[str, str]:
        """The filters, so that the list is still narrowed after something was done in it."""
        chosen = {"q": self.q, "anchor": self.anchor, "stance": self.stance, "channel": self.channel}
        return {name: value for name, value in chosen.items() if value}

    @property
    def clean(self) -> int:
        """How many of the page nobody has to look at one by one."""
        return sum(row.is_clean and not row.hints for row in self.rows)

    @property
    def caption(self) -> str:
        """What the table holds, for readers who do not see it."""
        return f"{TAB_LABELS[self.tab]}的意见{len(self.rows)}条"

    @property
    def empty(self) -> str:
        """Why there is nothing in the list."""
        if self.q or self.anchor or self.stance or self.channel:
            return "没有找到这样的意见。换一个词，或者去掉一个筛选条件。"
        return EMPTY[self.tab]

    @property
    def stances(self) -> list[tuple[str, str]]:
        return [("", "全部态度"), *((one.value, label) for one, label in STANCE_LABELS.items())]

    @property
    def channels(self) -> list[tuple[str, str]]:
        return [("", "全部渠道"), *((one.value, label) for one, label in COMMENT_CHANNEL_LABELS.items())]


def list_page(work: Work, number: str, arguments: Mapping[str, str]) -> ListPage:
    """Return the list of a period's comments that an address asks for. Raises NotFound."""
    file = pages.open_period(work, number)
    tab = lists.choice(Tab, arguments.get("tab"), Tab.HELD)
    names = comment_desk.passage_names(work.session, file.id)
    typed, wanted = lists.typed_query(arguments), arguments.get("anchor", "")
    filters = _filters(arguments, typed, wanted, names)
    page = comment_desk.comments(work.session, file.id, tab, filters, paging.read_cursor(arguments, datetime), work.now)
    before, after = lists.neighbours(page)
    facts = CaseFacts(file.department_id, kind=CaseKind.COMMENT)
    return ListPage(
        file, tab, _tabs(work, file, tab), _rows(work, tab, page.rows, names), before, after, typed,
        wanted if filters.anchor is not None else "",
        [("", "全部条段"), *((anchor or WHOLE, name) for anchor, name in names.items())],
        filters.stance.value if filters.stance else "", filters.channel.value if filters.channel else "",
        tab is Tab.HELD and may(work.actor, Act.SHOW, facts),
        tab is Tab.LATE and may(work.actor, Act.SET_ASIDE, facts)
        and not comment_moderation.accounted_words(file.state), may(work.actor, Act.SUBMIT, facts))


def _filters(arguments: Mapping[str, str], typed: str, wanted: str, names: Mapping[str, str]) -> Filters:
    anchor = "" if wanted == WHOLE else wanted if wanted in names and wanted else None
    stance = next((one for one in Stance if one.value == arguments.get("stance")), None)
    channel = next((one for one in Channel if one.value == arguments.get("channel")), None)
    number = numbering.normal_number(typed) or ""
    return Filters(anchor, stance, channel, "" if number else typed, number)


def _rows(work: Work, tab: Tab, lines: tuple[CommentLine, ...], names: Mapping[str, str]) -> tuple[Row, ...]:
    if tab is not Tab.HELD:
        return tuple(_row(line, names, shown(Part.TEXT, "", line.public, [])) for line in lines)
    masks = comment_masking.of_texts(work, {line.id: line.text for line in lines})
    rows = []
    for line in lines:
        mask = masks[line.id]
        side = shown(Part.TEXT, "", line.text, [mark for mark, _ in mask.marks])
        hints = sum(basis is Basis.HINT for _, basis in mask.marks)
        rows.append(replace(_row(line, names, side), is_clean=mask.is_clean, found=len(mask.marks) - hints,
                            hints=hints))
    return tuple(rows)


def _row(line: CommentLine, names: Mapping[str, str], side: Shown) -> Row:
    return Row(line, names.get(line.anchor, GONE), side, is_clean=False, found=0)


def _tabs(work: Work, file: PeriodFile, chosen: Tab) -> tuple[TabItem, ...]:
    counts = comment_desk.counts(work.session, file.id, work.now)
    return tuple((TAB_LABELS[tab], str(counts[tab]),
                  url_for("period_desk.comments", number=file.number, tab=tab.value), tab is chosen) for tab in Tab)
