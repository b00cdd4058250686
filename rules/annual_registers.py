"""The small registers of a year: figures of the annual tables that no case holds, per department, with their units.

Labels are those of the forms (domain: form of 2018, 国办公开办函〔2021〕30号). Who may enter them is in
rules/annual_returns.py; what cases hold is counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rules.errors import InputRefused

# Amounts are kept in whole yuan and shown in 万元.
YUAN_IN_TEN_THOUSAND = 10_000
LARGEST = 999_999_999
MONEY = "万元"
NONE = "无"


class Register(StrEnum):
    """Stable slugs of the figures, as rules/annual_forms.py calls the cells that a register fills."""

    PROACTIVE = "proactive"
    NORMATIVE_PUBLIC = "normative_public"
    PUBLIC_GAZETTE = "public_gazette"
    PUBLIC_WEBSITE = "public_website"
    PUBLIC_WEIBO = "public_weibo"
    PUBLIC_WECHAT = "public_wechat"
    PUBLIC_OTHER = "public_other"
    RESPONSES = "responses"
    PRESS_CONFERENCES = "press_conferences"
    PRESS_CONFERENCES_HEAD = "press_conferences_head"
    INTERVIEWS = "interviews"
    INTERVIEWS_HEAD = "interviews_head"
    POLICY_READINGS = "policy_readings"
    SOCIAL_REPLIES = "social_replies"
    OTHER_REPLIES = "other_replies"
    REGULATIONS_MADE = "regulations_made"
    REGULATIONS_ABOLISHED = "regulations_abolished"
    REGULATIONS_IN_FORCE = "regulations_in_force"
    NORMATIVE_MADE = "normative_made"
    NORMATIVE_ABOLISHED = "normative_abolished"
    NORMATIVE_IN_FORCE = "normative_in_force"
    PERMITS = "permits"
    PUNISHMENTS = "punishments"
    COERCION = "coercion"
    CHARGES = "charges"
    REQUEST_FEES = "request_fees"
    BODIES = "bodies"
    POINTS = "points"
    STAFF_FULL = "staff_full"
    STAFF_PART = "staff_part"
    FUNDS = "funds"
    MEETINGS = "meetings"
    TRAININGS = "trainings"
    TRAINEES = "trainees"


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the register: its label, its unit as the form prints it, and what helps to fill it in."""

    register: Register
    label: str
    unit: str
    hint: str = ""

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that stand together on the page, under one heading."""

    slug: str
    heading: str
    entries: tuple[Entry, ...]


_R = Register
GROUPS: tuple[Group, ...] = (
    Group("publication", "主动公开情况", (
        Entry(_R.PROACTIVE, "主动公开政府信息数", "条", "不同渠道和方式公开相同信息计1条。"),
        Entry(_R.NORMATIVE_PUBLIC, "主动公开规范性文件数", "条", "包含在上一项里。"),
        Entry(_R.PUBLIC_GAZETTE, "政府公报公开政府信息数", "条"),
        Entry(_R.PUBLIC_WEBSITE, "政府网站公开政府信息数", "条"),
        Entry(_R.PUBLIC_WEIBO, "政务微博公开政府信息数", "条"),
        Entry(_R.PUBLIC_WECHAT, "政务微信公开政府信息数", "条"),
        Entry(_R.PUBLIC_OTHER, "其他方式公开政府信息数", "条"))),
    Group("responses", "回应解读情况", (
        Entry(_R.RESPONSES, "回应公众关注热点或重大舆情数", "次", "不同方式回应同一热点或舆情计1次。"),
        Entry(_R.PRESS_CONFERENCES, "参加或举办新闻发布会总次数", "次"),
        Entry(_R.PRESS_CONFERENCES_HEAD, "主要负责同志参加新闻发布会次数", "次", "包含在上一项里。"),
        Entry(_R.INTERVIEWS, "政府网站在线访谈次数", "次"),
        Entry(_R.INTERVIEWS_HEAD, "主要负责同志参加政府网站在线访谈次数", "次", "包含在上一项里。"),
        Entry(_R.POLICY_READINGS, "政策解读稿件发布数", "篇"),
        Entry(_R.SOCIAL_REPLIES, "微博微信回应事件数", "次"),
        Entry(_R.OTHER_REPLIES, "其他方式回应事件数", "次"))),
    Group("norms", "规章和行政规范性文件", (
        Entry(_R.REGULATIONS_MADE, "规章本年制发件数", "件", "县级机关没有规章制定权，填0。"),
        Entry(_R.REGULATIONS_ABOLISHED, "规章本年废止件数", "件"),
        Entry(_R.REGULATIONS_IN_FORCE, "规章现行有效件数", "件"),
        Entry(_R.NORMATIVE_MADE, "行政规范性文件本年制发件数", "件"),
        Entry(_R.NORMATIVE_ABOLISHED, "行政规范性文件本年废止件数", "件"),
        Entry(_R.NORMATIVE_IN_FORCE, "行政规范性文件现行有效件数", "件", "截至12月31日。"))),
    Group("decisions", "行政许可、处罚、强制和收费", (
        Entry(_R.PERMITS, "行政许可本年处理决定数量", "件"),
        Entry(_R.PUNISHMENTS, "行政处罚本年处理决定数量", "件"),
        Entry(_R.COERCION, "行政强制本年处理决定数量", "件"),
        Entry(_R.CHARGES, "行政事业性收费本年收费金额", MONEY, "最多四位小数，例如12.5。"),
        Entry(_R.REQUEST_FEES, "依申请公开信息收取的费用", MONEY,
              "系统里登记的收费已经自动计入，这里只填系统以外收到的，一般是0。"))),
    Group("organisation", "机构建设和保障经费情况", (
        Entry(_R.BODIES, "政府信息公开工作专门机构数", "个"),
        Entry(_R.POINTS, "设置政府信息公开查阅点数", "个"),
        Entry(_R.STAFF_FULL, "专职人员数", "人", "不包括政府公报及政府网站工作人员数。"),
        Entry(_R.STAFF_PART, "兼职人员数", "人"),
        Entry(_R.FUNDS, "政府信息公开专项经费", MONEY,
              "不包括用于政府公报编辑管理及政府网站建设维护等方面的经费。"))),
    Group("meetings", "政府信息公开会议和培训情况", (
        Entry(_R.MEETINGS, "召开政府信息公开工作会议或专题会议数", "次"),
        Entry(_R.TRAININGS, "举办各类培训班数", "次"),
        Entry(_R.TRAINEES, "接受培训人员数", "人次"))),
)
ENTRIES: Mapping[Register, Entry] = {entry.register: entry for group in GROUPS for entry in group.entries}
Values = Mapping[Register, int]


def typed(text: str, register: Register) -> int | None:
    """Return a typed figure, in whole yuan where the form asks for 万元; None for a field that is left empty.

    `无` is nought, as in the form of 2018. Raises InputRefused that names the field for anything else.
    """
    words = text.strip().replace(",", "").replace("，", "")
    if not words:
        return None
    if words == NONE:
        return 0
    return _money(words, register) if ENTRIES[register].is_money else _count(words, register)


def shown(value: int, register: Register) -> str:
    """Return a figure as it is printed: a count as it is, an amount in 万元 without needless noughts."""
    if not ENTRIES[register].is_money:
        return str(value)
    return ten_thousands(value)


def ten_thousands(yuan: int) -> str:
    """Return an amount of whole yuan in 万元, without needless noughts: 125000 is 12.5."""
    whole, rest = divmod(yuan, YUAN_IN_TEN_THOUSAND)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".")


def number(value: int, register: Register) -> int | Decimal:
    """Return a figure as the forms add it up: a count as it is, an amount in 万元."""
    return Decimal(value) / YUAN_IN_TEN_THOUSAND if ENTRIES[register].is_money else value


def total(of_departments: Iterable[Values]) -> dict[Register, int]:
    """Return the county's figures: every figure is the sum of the departments'; what nobody entered is nought."""
    summed = dict.fromkeys(Register, 0)
    for values in of_departments:
        for register, value in values.items():
            summed[register] += value
    return summed


def missing(values: Values) -> tuple[Register, ...]:
    """Return the figures that are not entered yet, in the order of the page; nought is entered, empty is not."""
    return tuple(entry for entry in ENTRIES if entry not in values)


def _count(words: str, register: Register) -> int:
    if not (words.isascii() and words.isdigit() and len(words) < 10):
        raise InputRefused(f"“{ENTRIES[register].label}”请填不带小数的数，没有的填0。", register.value)
    return int(words)


def _money(words: str, register: Register) -> int:
    whole, _, rest = words.partition(".")
    sound = words.isascii() and whole.isdigit() and (rest.isdigit() or "." not in words)
    if not sound or len(whole) > 5 or len(rest) > 4:
        raise InputRefused(f"“{ENTRIES[register].label}”请填以万元计的数，最多四位小数，没有的填0。", register.value)
    return int(whole) * YUAN_IN_TEN_THOUSAND + int(rest.ljust(4, "0"))
