"""What the list of periods shows, put together from queries and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from queries import departments, paging, period_desk
from queries.period_desk import TAB_LABELS, Filters, PeriodRow, Tab
from rules import numbering
from rules.actors import DEPARTMENT_ROLES
from services.work import Work
from web import lists

EMPTY: dict[Tab, str] = {
    Tab.IN_HAND: "现在没有在办的意见征集。", Tab.PREPARED: "没有正在拟定的征集。",
    Tab.RUNNING: "现在没有正在进行的征集。",
    Tab.FEEDBACK: "没有等着整理意见、公布采纳情况的征集。", Tab.REVIEW: "没有等着审核、审发的征集。",
    Tab.LATE: "没有超期未公布采纳情况的征集。", Tab.ENDED: "还没有已经结束的征集。",
}
TabItem = tuple[str, str, str, bool]


@dataclass(frozen=True)
class ListPage:
    """The list of periods. `units` are the departments to choose among, none for the people of one."""

    tab: Tab
    tabs: tuple[TabItem, ...]
    rows: tuple[PeriodRow, ...]
    unread: dict[int, int]
    before: str
    after: str
    q: str
    department: str
    units: list[tuple[str, str]]
    may_plan: bool

    @property
    def caption(self) -> str:
        """What the table holds, for readers who do not see it."""
        order = "后截止在前" if self.tab is Tab.ENDED else "先截止在前"
        return f"{TAB_LABELS[self.tab]}{len(self.rows)}件，{order}"

    @property
    def empty(self) -> str:
        """Why there is nothing in the list."""
        if self.q or self.department:
            return f"没有找到“{self.q or '这个单位的征集'}”。换一个词，或者去掉一个筛选条件。"
        return EMPTY[self.tab]


def list_page(work: Work, arguments: Mapping[str, str]) -> ListPage:
    """Return the list that an address asks for, of what the actor may learn of."""
    tab = lists.choice(Tab, arguments.get("tab"), Tab.IN_HAND)
    is_own = work.actor.role in DEPARTMENT_ROLES
    names = {} if is_own else departments.names(work.session, work.today)
    chosen, typed = arguments.get("department", ""), lists.typed_query(arguments)
    number = numbering.normal_number(typed) or ""
    unit = next((one for one in names if str(one) == chosen), None)
    cursor = paging.read_cursor(arguments, datetime)
    page = period_desk.periods(work.session, work.actor, tab, Filters("" if number else typed, number, unit), cursor,
                               work.today, work.calendar)
    before, after = lists.neighbours(page)
    units = [("", "全部单位"), *((str(one), name) for one, name in names.items())] if names else []
    unread = period_desk.unread(work.session, [row.id for row in page.rows])
    return ListPage(tab, _tabs(work, tab), page.rows, unread, before, after, typed, chosen if unit else "", units,
                    is_own)


def _tabs(work: Work, chosen: Tab) -> tuple[TabItem, ...]:
    counts = period_desk.counts(work.session, work.actor, work.today)
    return tuple((TAB_LABELS[tab], str(counts[tab]), url_for("period_desk.periods", tab=tab.value), tab is chosen)
                 for tab in Tab)
