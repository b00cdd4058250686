"""The figures of a period: what is counted, which figure is made of which, and every rate with its base.

Owns the words and formulas of the digests (domain.md 5); what one letter adds to a day stands in `rules/case_counts`.
Counts are kept, rates are derived when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

UNASSIGNED = "unassigned"  # the row of letters that are with no department yet
UNASSIGNED_LABEL = "县信访局（尚未转办）"
NOTHING = "—"  # what a rate without a base prints: never 0 %, never 100 %


class Dimension(StrEnum):
    """What figures are broken down by. Every breakdown adds up to the whole."""

    DEPARTMENT = "department"
    CATEGORY = "category"
    CHANNEL = "channel"
    MAILBOX = "mailbox"
    SUBJECT = "subject"


# Beside the breakdowns of letters: disclosure requests by the agency that is asked, and periods for public comment by
# the department that made the draft. They are never in letters' figures.
REQUESTS, PERIODS = "request", "period"
# What stands before the name of one of their figures among the cases behind a digest.
OF_REQUESTS, OF_PERIODS = "request_", "period_"


def parted(figure: str) -> tuple[str, str]:
    """Return the name of a figure in two: what it is of, "" for letters, and which one it is."""
    prefix = next((one for one in (OF_REQUESTS, OF_PERIODS) if figure.startswith(one)), "")
    return prefix, figure.removeprefix(prefix)


class Flow(StrEnum):
    """What happens on a day, counted in letters (件) unless said otherwise. The values are columns of the tables.

    A letter is received in the department that has it when the day of its receipt ends; what changes hands later is
    moved. It is closed by its first answer; what is reworked afterwards is counted by itself.
    """

    RECEIVED = "received"
    REOPENED = "reopened"  # in hand again after it had been merged into another
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    CLOSED = "closed"
    REFUSED = "refused"
    INVALID = "invalid"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"  # decisions (件次): one letter may be given to one unit after another
    RETURNED = "returned"  # 件次
    DUE = "due"  # its last day was this day, whether it was answered by then or not
    ON_TIME = "on_time"  # of those, answered by then
    OVERDUE_CHANGE = "overdue_change"  # letters in hand past their last day: how many more than the day before, signed
    CLOSED_LATE = "closed_late"
    WORKING_DAYS = "working_days"  # the sum, in working days, from receipt to answer over the closed
    CALENDAR_DAYS = "calendar_days"
    RATED = "rated"
    SATISFIED = "satisfied"  # 满意 and 基本满意
    PUBLISHABLE = "publishable"  # closed, with the writer's leave to publish
    PUBLISHED = "published"
    REWORKED = "reworked"
    EXTENDED = "extended"
    URGED = "urged"
    SUPERVISED = "supervised"
    CIRCULATED = "circulated"


_FLOWS: dict[str, Flow] = {flow.value: flow for flow in Flow}
# Ended without an answer of its own; their sum is `declined`.
ENDS = (Flow.REFUSED, Flow.INVALID, Flow.DUPLICATE, Flow.WITHDRAWN)

LABELS: dict[str, str] = {
    "opening": "期初在办", "received": "新收", "reopened": "恢复办理", "moved_in": "转入", "moved_out": "转出",
    "closed": "办结", "declined": "不予受理或合并", "refused": "不予受理", "invalid": "无效",
    "duplicate": "重复或合并", "withdrawn": "撤回", "open": "期末在办", "valid": "有效来信", "accepted": "受理",
    "assigned": "转办", "returned": "退回", "due": "应办结", "on_time": "按时办结", "late": "超期",
    "overdue": "期末超期在办", "opening_overdue": "期初超期在办", "closed_late": "超期办结",
    "working_days": "办理工作日合计", "calendar_days": "办理自然日合计",
    "rated": "有效评价", "satisfied": "满意和基本满意", "publishable": "可公开办结", "published": "网站公开",
    "reworked": "重办", "extended": "延期", "urged": "催办", "supervised": "督办", "circulated": "列入通报",
}
DEFINITIONS: dict[str, str] = {
    "opening": "这段时间开始时还没有答复、也没有以其他方式办结的来信。",
    "received": "收到日期在这段时间里的来信，计入收到当天日终时承办它的单位。",
    "reopened": "合并办理后又分开、重新办理的来信。",
    "moved_in": "从信访局或其他单位转到本单位的在办来信；收到当天转到的计入新收。",
    "moved_out": "从本单位转给其他单位、退回信访局或收回的在办来信。",
    "closed": "第一次答复在这段时间里生效的来信；重办后的再次答复不重复计算。",
    "declined": "不予受理、无效、重复或合并、撤回的合计。",
    "refused": "属于诉讼、仲裁、复议或其他机关职权，或者已经终结的来信。",
    "invalid": "缺少具体事项、商业推销、内部事务和公务往来。",
    "duplicate": "同一事项正在办理或已经答复，以及合并到另一件办理的来信。",
    "withdrawn": "来信人自己撤回的来信。",
    "open": "这段时间结束时还在办的来信。",
    "valid": "新收减去无效、重复或合并。",
    "accepted": "承办单位第一次签收，或者没有签收直接答复的来信。",
    "assigned": "转办、改派的件次；一件转给几个单位就算几次。",
    "returned": "承办单位退回的件次。",
    "due": "答复期限的最后一天在这段时间里的来信，包括到期没有答复的。",
    "on_time": "应办结的来信里，在最后一天或以前答复的。",
    "late": "应办结的来信里，到最后一天没有答复的。",
    "overdue": "这段时间结束时已过最后一天、还在办的来信。",
    "opening_overdue": "这段时间开始时已过最后一天、还在办的来信。",
    "closed_late": "在这段时间里答复、但已过最后一天的来信。",
    "working_days": "办结的来信从收到到答复的工作日合计。",
    "calendar_days": "办结的来信从收到到答复的自然日合计。",
    "rated": "来信人评价的次数；没有评价的不算。",
    "satisfied": "评价为满意或基本满意的次数。",
    "publishable": "办结的来信里，来信人同意公开的。",
    "published": "去掉个人信息后在网站公开的来信。",
    "reworked": "发回重办的来信。",
    "extended": "批准延期的次数。", "urged": "催办的次数。", "supervised": "发出督办单的次数。",
    "circulated": "列入通报的来信。",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A part and its base, both counts."""

    part: int
    base: int

    @property
    def percent(self) -> str:
        """Return 97.46%, two decimals rounded half up from whole numbers; — for a base of nothing."""
        if self.base <= 0:
            return NOTHING
        hundredths = (self.part * 20000 + self.base) // (self.base * 2)
        return f"{hundredths // 100}.{hundredths % 100:02d}%"


@dataclass(frozen=True, slots=True)
class RateKind:
    """How a rate is made. `is_share`: the part is taken from the base, so that it cannot exceed it."""

    name: str
    label: str
    part: str
    base: str
    base_words: str
    is_share: bool = True


# domain.md 5. A flow over another flow of the same period (退件率, 重办率, 公开率) may exceed 100 %: what is returned
# in May may have been assigned in April. The shares cannot.
RATES: tuple[RateKind, ...] = (
    RateKind("acceptance", "受理率", "accepted", "decided", "受理和不予受理的合计"),
    RateKind("closing", "办结率", "closed", "handled", "办结和期末在办的合计"),
    RateKind("on_time", "按时办结率", "on_time", "due", "应办结"),
    RateKind("late", "超期率", "late", "due", "应办结"),
    RateKind("satisfaction", "满意率", "satisfied", "rated", "有效评价"),
    RateKind("return", "退件率", "returned", "assigned", "转办件次", is_share=False),
    RateKind("rework", "重办率", "reworked", "closed", "办结", is_share=False),
    RateKind("publication", "公开率", "published", "publishable", "可公开办结", is_share=False),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period, of one department or of all: `flows` of its days, and what was in hand before.

    `opening` and `opening_overdue` are letters in hand, and of those past their last day, when the period starts.
    They are meant for the whole and for departments; in other breakdowns they are 0 and nobody asks.
    """

    flows: Mapping[Flow, int] = field(default_factory=dict)
    opening: int = 0
    opening_overdue: int = 0

    def __getitem__(self, name: str) -> int:
        """Return a figure by its slug: a flow, or one of the derived ones in LABELS, `decided` and `handled`."""
        if name in _FLOWS:
            return self.flows.get(_FLOWS[name], 0)
        return int(_DERIVED[name](self))

    def rate(self, kind: RateKind) -> Rate:
        """Return a rate with its part and its base."""
        return Rate(self[kind.part], self[kind.base])

    @classmethod
    def from_json(cls, counts: Mapping[str, int]) -> Figures:
        """Return the figures of which `as_json` is given; what is left out is 0."""
        return cls({flow: count for flow in Flow if (count := counts.get(flow, 0))}, counts.get("opening", 0),
                   counts.get("opening_overdue", 0))

    def as_json(self) -> dict[str, int]:
        """Return every figure by its slug; counts only."""
        return {name: self[name] for name in (*LABELS, Flow.OVERDUE_CHANGE)}


_DERIVED = {
    "opening": lambda one: one.opening,
    "opening_overdue": lambda one: one.opening_overdue,
    "declined": lambda one: sum(one[flow] for flow in ENDS),
    "open": lambda one: (one.opening + one[Flow.RECEIVED] + one[Flow.REOPENED] + one[Flow.MOVED_IN]
                         - one[Flow.MOVED_OUT] - one[Flow.CLOSED] - one["declined"]),
    "valid": lambda one: one[Flow.RECEIVED] - one[Flow.INVALID] - one[Flow.DUPLICATE],
    "late": lambda one: one[Flow.DUE] - one[Flow.ON_TIME],
    "overdue": lambda one: one.opening_overdue + one[Flow.OVERDUE_CHANGE],
    "decided": lambda one: one[Flow.ACCEPTED] + one[Flow.REFUSED],
    "handled": lambda one: one[Flow.CLOSED] + one["open"],
}


def total(rows: Iterable[Figures]) -> Figures:
    """Return the sum of the rows of a breakdown, or of the months of a quarter when `opening` is that of the first."""
    flows: dict[Flow, int] = {}
    opening = overdue = 0
    for row in rows:
        opening, overdue = opening + row.opening, overdue + row.opening_overdue
        for flow, count in row.flows.items():
            flows[flow] = flows.get(flow, 0) + count
    return Figures(flows, opening, overdue)


def change(now: int, before: int) -> str:
    """Return the change against an earlier period (环比, 同比), signed, two decimals half up; — without a base."""
    if before <= 0:
        return NOTHING
    size = Rate(abs(now - before), before).percent
    return size if now == before else f"{'+' if now > before else '−'}{size}"
