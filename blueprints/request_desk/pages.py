"""What the pages of requests show, put together from queries and rules; one frozen value per page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from blueprints.request_desk.panels import PANELS
from blueprints.request_desk.step_panels import ClockPanel
from queries import deadline_receipts, departments, paging, request_desk, request_file, request_record, request_waits
from queries.deadline_receipts import ClockReceipts
from queries.desk import Deadline
from queries.record_words import Entry
from queries.request_desk import TAB_LABELS, Filters, RequestRow, Tab
from queries.request_file import RequestFile
from rules import numbering, permissions, progress, request_next, request_offers
from rules.actors import DEPARTMENT_ROLES, Role
from rules.errors import Hidden, NotFound
from rules.localtime import local_date
from rules.progress import Step
from rules.request_next import NextFacts, NextStep
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES, State
from services import applicants
from services.applicants import ApplicantCard
from services.work import Work
from web import lists
from web.page_act import Part
from web.posted import NOTHING_REFUSED, Posted

NONE_HERE = "没有这一件，或者它不在您的单位。请核对编号。"
EMPTY: dict[Tab, str] = {
    Tab.OPEN: "现在没有在办的公开申请。", Tab.CONFIRM: "没有等着与申请人确认收到的申请。",
    Tab.NEW: "没有等着签收的申请。", Tab.SOON: "七日内没有到期的申请。", Tab.LATE: "没有超期的申请。",
    Tab.WAITING: "没有等申请人补正或者缴费的申请。", Tab.REVIEW: "没有等着审核、审发的答复。",
    Tab.DELIVER: "没有等着送达的答复。", Tab.ENDED: "还没有办结的申请。",
}
TabItem = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Line:
    """A row of the list with what comes next on it."""

    row: RequestRow
    next: NextStep

    @property
    def no_deadline(self) -> str:
        """What stands in the place of a deadline."""
        if self.row.state in request_desk.AWAITED:
            return "中止"
        return "未起算" if self.row.state is State.UNCONFIRMED else "—"


@dataclass(frozen=True)
class ListPage:
    """The list of requests. `units` are the agencies to choose among, none for the people of one."""

    tab: Tab
    tabs: tuple[TabItem, ...]
    lines: tuple[Line, ...]
    before: str
    after: str
    here: str
    q: str
    department: str
    units: list[tuple[str, str]]
    may_register: bool
    mine: bool

    @property
    def caption(self) -> str:
        """What the table holds, for readers who do not see it."""
        order = "后收到在前" if self.tab is Tab.ENDED else "先到期在前"
        return f"{TAB_LABELS[self.tab]}{len(self.lines)}件，{order}"

    @property
    def may_accept(self) -> bool:
        """Whether the rows are such as wait to be signed for by whoever looks at them."""
        return self.tab is Tab.NEW and not self.units and self.may_register

    @property
    def empty(self) -> str:
        """Why there is nothing in the list."""
        if self.q or self.mine or self.department:
            what = self.q or ("我承办的" if self.mine else "这个机关的申请")
            return f"没有找到“{what}”。换一个词，或者去掉一个筛选条件。"
        return EMPTY[self.tab]


@dataclass(frozen=True)
class RequestPage:
    """One request with all that may be done to it. `may` are the acts whose buttons are shown.

    `parts` have something to show, `more` are steps that may be begun.
    """

    file: RequestFile
    applicant: ApplicantCard
    steps: list[Step]
    next: NextStep
    timeline: tuple[Entry, ...]
    receipts: list[ClockReceipts]
    parts: tuple[Part, ...]
    more: tuple[Part, ...]
    may: frozenset[Act]
    today: date
    tab: str
    next_number: str | None
    posted: Posted
    acts_at: str = "request_desk.act"

    @property
    def deadline(self) -> Deadline | None:
        """The last day as it is told; none while the applicant's answer starts the clock anew."""
        return None if self.file.state in request_desk.AWAITED else self.file.deadline

    @property
    def paused_for(self) -> str:
        """Why the clock stands still now, "" while it runs."""
        panels = (one.content for one in self.parts if isinstance(one.content, ClockPanel))
        return next((panel.paused.what for panel in panels if panel.paused is not None), "")

    @property
    def answered_on(self) -> date | None:
        return local_date(self.file.answered_at) if self.file.answered_at else None

    @property
    def is_open(self) -> bool:
        return self.file.state in OPEN_STATES


def list_page(work: Work, arguments: Mapping[str, str]) -> ListPage:
    """Return the list that an address asks for, of what the actor may learn of."""
    tab = lists.choice(Tab, arguments.get("tab"), Tab.OPEN)
    names = {} if work.actor.role in DEPARTMENT_ROLES else departments.names(work.session, work.today)
    chosen = arguments.get("department", "")
    mine = arguments.get("mine") == "yes"
    narrow = _filters(lists.typed_query(arguments), names, chosen, (work.actor.id or 0) if mine else None)
    cursor = paging.read_cursor(arguments, request_desk.cursor_kind(tab))
    page = request_desk.requests(work.session, work.actor, tab, narrow, cursor, work.today, work.calendar)
    before, after = lists.neighbours(page)
    lines = tuple(Line(row, request_next.next_step(row.facts, work.today, work.calendar)) for row in page.rows)
    units = [("", "全部机关"), *((str(one), name) for one, name in names.items())] if names else []
    return ListPage(tab, _tabs(work, tab), lines, before, after, lists.here(), lists.typed_query(arguments),
                    chosen if narrow.department_id else "", units, work.actor.role is not Role.LEADER, mine)


def _filters(typed: str, names: Mapping[int, str], department: str, handler_id: int | None) -> Filters:
    number = numbering.normal_number(typed) or ""
    unit = next((one for one in names if str(one) == department), None)
    return Filters("" if number else typed, number, unit, handler_id)


def _tabs(work: Work, chosen: Tab) -> tuple[TabItem, ...]:
    counts = request_desk.counts(work.session, work.actor, work.today)
    return tuple((TAB_LABELS[tab], _figure(counts[tab]), url_for("request_desk.requests", tab=tab.value), tab is chosen)
                 for tab in Tab)


def _figure(count: int) -> str:
    most = request_desk.MOST_COUNTED
    return f"{most}以上" if count >= most else str(count)


def open_request(work: Work, number: str) -> RequestFile:
    """Return the request with this number. Raises NotFound when there is none that the actor may read."""
    file = request_file.read(work.session, number, work.today, work.calendar)
    if file is None or not permissions.may_read(work.actor, file.facts):
        raise (NotFound if file is None else Hidden)(NONE_HERE)
    return file


def request_page(work: Work, file: RequestFile, tab: str, posted: Posted = NOTHING_REFUSED) -> RequestPage:
    """Return the page of a request; after a refusal the posted form stands in it with its words and the reason."""
    built = [(panel.template, panel.build(work, file, posted)) for panel in PANELS]
    parts = [Part(template, content) for template, content in built if content is not None]
    waits = request_waits.of_cases(work.session, [file.id]).get(file.id, ())
    facts = NextFacts(file.state, local_date(file.submitted_at), file.received_on,
                      file.deadline.on if file.deadline else None, waits=waits)
    listed = lists.choice(Tab, tab, Tab.OPEN)
    return RequestPage(
        file=file, applicant=applicants.card(work, file.id, file.department_id),
        steps=progress.request_steps(file.state, _milestones(file)),
        next=request_next.next_step(facts, work.today, work.calendar), timeline=request_record.entries(file),
        receipts=deadline_receipts.of_case(work.session, work.settings, file.id, steps=True),
        parts=tuple(one for one in parts if one.stands), more=tuple(one for one in parts if not one.stands),
        may=request_offers.offered(work.actor, file.facts, file.state, file.drafted_by), today=work.today,
        tab=listed.value, next_number=_next_number(work, file, listed), posted=posted)


def _milestones(file: RequestFile) -> progress.Milestones:
    return progress.Milestones(
        received_on=local_date(file.submitted_at),
        accepted_on=local_date(file.accepted_at) if file.accepted_at else None,
        due_on=file.deadline.on if file.deadline else None,
        answered_on=local_date(file.answered_at) if file.answered_at else None,
        closed_on=local_date(file.closed_at) if file.closed_at else None)


def _next_number(work: Work, file: RequestFile, tab: Tab) -> str | None:
    if tab is Tab.ENDED:
        return None
    place = paging.Cursor(file.deadline.on if file.deadline else request_desk.NO_DUE_DATE, file.id)
    return request_desk.next_number(work.session, work.actor, tab, place, work.today)
